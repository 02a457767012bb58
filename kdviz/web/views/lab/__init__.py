"""The page Temperature lab."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.lab.address import ENTRIES

PAGE = Page("lab", N_("Temperature lab"), ":material/thermostat:", order=1, entries=ENTRIES)

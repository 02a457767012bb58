"""The page Runs."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.runs.address import ENTRIES

PAGE = Page("runs", N_("Runs"), ":material/history:", order=4, entries=ENTRIES)

"""The page Landscapes."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.landscapes.address import ENTRIES

PAGE = Page("landscapes", N_("Landscapes"), ":material/grid_on:", order=2, entries=ENTRIES)

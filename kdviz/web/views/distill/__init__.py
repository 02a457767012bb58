"""The page Distill."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.distill.address import ENTRIES

PAGE = Page("distill", N_("Distill"), ":material/school:", order=0, entries=ENTRIES)

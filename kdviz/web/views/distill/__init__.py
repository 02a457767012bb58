"""The page Distill."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page

PAGE = Page("distill", N_("Distill"), ":material/school:", order=0)

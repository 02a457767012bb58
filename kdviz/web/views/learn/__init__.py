"""The page Learn: the home page, and the lessons."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page

PAGE = Page("learn", N_("Learn"), ":material/school:", order=0, is_experiment=False)

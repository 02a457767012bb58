"""The page Kinds."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.kinds.address import ENTRIES

PAGE = Page("kinds", N_("Kinds"), ":material/leaderboard:", order=3, entries=ENTRIES)

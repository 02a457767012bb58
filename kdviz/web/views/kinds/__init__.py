"""The page Kinds."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.kinds.address import ENTRIES

NOTES = {
    ".st-key-ranking": N_("The further right a line, the more digits the students of a kind got right."),
    "[data-testid=race] .curves-plots": N_("A line is how the students of a kind learned, step by step."),
    ".curves-legend": N_("A click on a name hides its line."),
    ".st-key-cards summary": N_("What a kind does, when to use it, and what it costs."),
}
PAGE = Page(
    "kinds",
    N_("Kinds"),
    ":material/leaderboard:",
    order=3,
    entries=ENTRIES,
    figures=(".st-key-ranking", "[data-testid=race]"),
    notes=NOTES,
)

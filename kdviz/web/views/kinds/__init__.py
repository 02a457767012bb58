"""The page Methods."""

from kdviz.i18n import N_
from kdviz.web.parts.notes import GUESS, HOW
from kdviz.web.session.pages import Page
from kdviz.web.views.kinds.address import ENTRIES

NOTES = {
    **GUESS,
    **HOW,
    ".st-key-more": N_("All kinds, and settings that are the same for every kind."),
    ".st-key-ranking": N_("The further right a line, the more digits the students of a kind got right."),
    ".st-key-kinds_challenger": N_("This kind races against the usual one, and against labels alone."),
    ".st-key-kinds_bet": N_("Say who will win, before anybody knows."),
    "[class*=st-key-family_]": N_("These kinds will race; a click takes one in or out."),
    ".st-key-kinds_all, .st-key-kinds_none": N_("All of them at once, or none."),
    ".st-key-kinds_ground": N_("Settings that are the same for every kind."),
    ".st-key-cards": N_("What a kind does, when to use it, and what it costs."),
}
PAGE = Page(
    "kinds",
    N_("Methods"),
    ":material/leaderboard:",
    order=4,
    entries=ENTRIES,
    figures=(".st-key-ranking", "[data-testid=race]", ".told"),
    notes=NOTES,
)

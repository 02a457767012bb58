"""The page Maps."""

from kdviz.i18n import N_
from kdviz.web.parts.notes import GUESS, HOW
from kdviz.web.session.pages import Page
from kdviz.web.views.landscapes.address import ENTRIES

NOTES = {
    **GUESS,
    **HOW,
    ".st-key-map": N_("A cell is one combination of settings; its color says what the teacher brought there."),
    ".maps": N_("A ready-made map sets everything for one question."),
    "[class*=st-key-axis_]": N_("What changes along an axis, and through which values."),
    ".st-key-more": N_("The axes, and settings that are the same in every cell."),
    ".st-key-earlier_sweeps": N_("Maps that were trained before."),
    ".st-key-map_measure": N_("What the colors say."),
    ".st-key-map_cell": N_("One cell, with all its numbers."),
    ".st-key-map_cost": N_("In what costs are counted."),
    ".trade-budget": N_("Everything left of this line costs no more than you can afford."),
}
PAGE = Page(
    "landscapes",
    N_("Maps"),
    ":material/grid_on:",
    order=3,
    entries=ENTRIES,
    figures=(".st-key-map",),
    notes=NOTES,
)

"""The page Landscapes."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.landscapes.address import ENTRIES

NOTES = {
    ".st-key-map": N_("A cell is one combination of settings; its color says what the teacher brought there."),
    ".trade-budget": N_("Everything left of this line costs no more than you can afford."),
}
PAGE = Page(
    "landscapes",
    N_("Landscapes"),
    ":material/grid_on:",
    order=2,
    entries=ENTRIES,
    figures=(".st-key-map",),
    notes=NOTES,
)

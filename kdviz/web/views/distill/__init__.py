"""The page Train."""

from functools import partial

from kdviz.i18n import N_
from kdviz.web.parts.notes import GUESS, HOW, TAKE
from kdviz.web.session.cell import asked_open_cell
from kdviz.web.session.pages import Entry, Page
from kdviz.web.session.runs import CELL_SHOWN

cell = partial(Entry, key=CELL_SHOWN, read=asked_open_cell, pages=("distill",))
ENTRIES = (cell("sweep", write=lambda shown: shown[0]), cell("cell", write=lambda shown: str(shown[1])))
NOTES = {
    **TAKE,
    **GUESS,
    **HOW,
    ".doubt-strip": N_("Real digits; a click shows what the teacher says of one."),
    ".samples": N_("An example of each class, as the networks get it."),
    ".st-key-recorded": N_("A run from before; it needs no waiting."),
    ".st-key-stop": N_("This ends the training."),
    "[class*=st-key-why_]": N_("Pick a reason; the answer says whether the run bears it out."),
    ".run-loss": N_("The loss says how far off the answers are, also the right ones."),
    ".st-key-blurred": N_("Students whose labels are softer, but from no teacher."),
    ".st-key-watch_cell": N_("This trains the cell by itself, to be watched."),
}
PAGE = Page(
    "distill",
    N_("Train"),
    ":material/model_training:",
    order=1,
    entries=ENTRIES,
    figures=(".st-key-gain", ".doubt", ".samples", "[data-testid=curves]"),
    notes=NOTES,
)

"""The page Distill."""

from functools import partial

from kdviz.i18n import N_
from kdviz.web.session.cell import asked_open_cell
from kdviz.web.session.pages import Entry, Page
from kdviz.web.session.runs import CELL_SHOWN

cell = partial(Entry, key=CELL_SHOWN, read=asked_open_cell, pages=("distill",))
ENTRIES = (cell("sweep", write=lambda shown: shown[0]), cell("cell", write=lambda shown: str(shown[1])))
PAGE = Page("distill", N_("Distill"), ":material/school:", order=0, entries=ENTRIES, figures=("[data-testid=curves]",))

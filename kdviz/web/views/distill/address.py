"""What of the page Distill alone stands in the URL: the cell of a map that it shows."""

from functools import partial

from kdviz.web.session.cell import asked_open_cell
from kdviz.web.session.pages import Entry
from kdviz.web.session.runs import CELL_SHOWN


def _sweep_text(shown: tuple[str, int]) -> str:
    return shown[0]


def _cell_text(shown: tuple[str, int]) -> str:
    return str(shown[1])


on_this_page = partial(Entry, key=CELL_SHOWN, read=asked_open_cell, pages=("distill",))
ENTRIES = (on_this_page("sweep", write=_sweep_text), on_this_page("cell", write=_cell_text))

"""The cell of a map that is open on the page Train."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.experiment import Experiment, SweepError
from kdviz.i18n import N_
from kdviz.results.cell import CellRecord
from kdviz.results.record import SweepRecord
from kdviz.store.names import SWEEP
from kdviz.verdicts.sweep import reason
from kdviz.web.session.jobs import current, record_of
from kdviz.web.session.knobs import are_knobs_asked, set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.runs import CELL_SHOWN

CELLS = N_("cell is {value}: allowed are the numbers of cells, counted from 0 to {last}.")
LONGEST = 6


@dataclass(frozen=True)
class OpenCell:
    """A trained cell on the page Train; `cell` has a result."""

    sweep: SweepRecord
    cell: CellRecord
    experiment: Experiment


def open_cell(sweep_id: str, place: int, experiment: Experiment, *, trained: bool) -> None:
    """Set the knobs to those of a cell, and show its numbers on the page Train if it has some."""
    set_knobs(experiment.model_dump())
    if trained:
        st.session_state[CELL_SHOWN] = (sweep_id, place)


def shown_cell() -> OpenCell | None:
    """Return the cell that is open, or None if there is none, or its map has been deleted."""

    def opened(shown: tuple[str, int]) -> OpenCell | None:
        sweep_id, place = shown
        record: SweepRecord = record_of(shared_engine().progress(sweep_id))
        cell, experiment = record.cells[place], record.sweep.cells[place].experiment
        return None if cell.result is None or experiment is None else OpenCell(record, cell, experiment)

    return current(CELL_SHOWN, opened)


def cell_number(text: str, count: int) -> int:
    """Return which of `count` cells is meant.

    Raises
    ------
    SweepError
        If none is.
    """
    if not (text.isdecimal() and len(text) < LONGEST and int(text) < count):
        raise SweepError(CELLS, value=text, last=count - 1)
    return int(text)


def asked_open_cell(asked: Mapping[str, str]) -> list[str]:
    """Open the cell that the URL names by its sweep and its number; say so where it has no numbers yet."""
    if not {"sweep", "cell"} <= asked.keys():
        return []
    record: SweepRecord = shared_engine().record(asked["sweep"], SWEEP)
    place = cell_number(asked["cell"], len(record.cells))
    cell, experiment = record.cells[place], record.sweep.cells[place].experiment
    if experiment is not None and not are_knobs_asked():
        set_knobs(experiment.model_dump())
    if cell.result is not None:
        st.session_state[CELL_SHOWN] = (record.sweep_id, place)
        return []
    _ = session_translator()
    return [reason(cell, _) or _("This cell is not trained yet.")]

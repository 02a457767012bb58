"""The session's race: kinds of distillation, each an ordinary run, one after the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import streamlit as st

from kdviz.engine import shared_comparison, shared_engine
from kdviz.experiment import Experiment, knob
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Row, RunRecord
from kdviz.store.names import UnknownJobError
from kdviz.verdicts.guess import Guess
from kdviz.verdicts.ranking import candidates, ranked
from kdviz.web.session.jobs import submit, viewer
from kdviz.web.session.trouble import spoken

KEY = "kinds_race"
RACER = "race"
# Seconds between two looks whether the next may begin.
LOOK = 2.0
# A link names runs by so many characters of their ids.
SHORT = 8


def contenders(kinds: Sequence[str], settings: Mapping[str, Any], _: Translator) -> list[Experiment | Row]:
    """Return an experiment for each kind, or a row that says why there cannot be one under the shared `settings`.

    Raises
    ------
    pydantic.ValidationError
        If they do not fit whatever the kind.
    """
    return candidates(kinds, settings, lambda name: f"“{_(knob(name).label)}”", _, ", ")


@dataclass(frozen=True)
class Race:
    """Kinds on the same students."""

    kinds: tuple[str, ...]
    # The knobs that are set alike for all; see `kdviz.verdicts.ranking.candidates`.
    settings: Mapping[str, Any]
    # Kind to run, in the order in which they began; only the last one may be in flight.
    runs: Mapping[str, str] = field(default_factory=dict)
    # Whether the next one begins when the last has ended.
    going: bool = True
    # Whether those that have run before run again.
    afresh: bool = False
    # Who the reader thinks will come first, and how many more images that will get right; see `kdviz.verdicts.ranking`.
    bet: str | None = None
    guess: Guess | None = None

    def entries(self, _: Translator = ENGLISH) -> list[Experiment | Row]:
        """Return the experiments, and rows that say why the others cannot run."""
        return contenders(self.kinds, self.settings, _)

    @cached_property
    def experiments(self) -> list[Experiment]:
        """The experiments, in their order."""
        return [entry for entry in self.entries() if isinstance(entry, Experiment)]

    @property
    def last(self) -> str | None:
        """The run that began last."""
        return [*self.runs.values()][-1] if self.runs else None


def racer() -> str:
    """Return the name under which this session's race watches runs: it has a place in the queue of its own."""
    return viewer(RACER)


def current_race() -> Race | None:
    """Return the session's race, or None before the first."""
    race: Race | None = st.session_state.get(KEY)
    return race


def is_going() -> bool:
    """Return whether the session's race goes on."""
    race = current_race()
    return race is not None and race.going


def start_race(
    kinds: Sequence[str],
    settings: Mapping[str, Any],
    *,
    afresh: bool = False,
    bet: str | None = None,
    guess: Guess | None = None,
) -> None:
    """Begin a race in place of one that goes on; equal runs are answered from the history."""
    stop_race()
    st.session_state[KEY] = Race(tuple(kinds), settings, afresh=afresh, bet=bet, guess=guess)
    advance()


@spoken
def stop_race() -> None:
    """Stop the race; finished runs are kept."""
    race = current_race()
    if race is None or not race.going:
        return
    runs = dict(race.runs)
    if (run_id := in_flight(race)) is not None:
        shared_engine().stop(run_id, racer())
        runs.popitem()
    st.session_state[KEY] = replace(race, runs=runs, going=False)


@spoken
def advance() -> None:
    """Submit the next runs, as long as the last one has ended; an answered one has ended at once.

    The races of a browser's tabs have one place in the queue together, and take turns in it.
    """
    while (race := current_race()) is not None and race.going and in_flight(race) is None:
        following = next((each for each in race.experiments if each.kind not in race.runs), None)
        if following is None:
            race = replace(race, going=False)
        elif shared_engine().waits_beside(racer()):
            # Another tab's race would lose its place in the queue; the next look may find it free.
            return
        else:
            submission = submit(following, RACER, afresh=race.afresh)
            race = replace(race, runs={**race.runs, following.kind: submission.job_id})
        st.session_state[KEY] = race


def in_flight(race: Race) -> str | None:
    """Return the run that trains or waits, if any."""
    try:
        going = race.last is not None and shared_engine().history.status(race.last).in_flight
    except UnknownJobError:
        return None
    return race.last if going else None


def rows_of(race: Race, _: Translator) -> list[Row]:
    """Return the ranked kinds, then those without a result, with why."""
    going = in_flight(race)
    ended = [_row(kind, run_id, _) for kind, run_id in race.runs.items() if run_id != going]
    skipped = [entry for entry in race.entries(_) if isinstance(entry, Row)]
    return ranked([*ended, *skipped], shown_better, _)


def _row(kind: str, run_id: str, _: Translator) -> Row:
    try:
        record = _ended(run_id)
    except UnknownJobError:
        return Row(kind, skipped=_("its run has been deleted"))
    if record.result is not None:
        return Row(kind, result=record.result)
    if record.failure is not None:
        return Row(kind, skipped=record.failure.sentence(_))
    return Row(kind, skipped=_("its run ended before it had a result"))


@st.cache_resource(max_entries=256, show_spinner=False)
def _ended(run_id: str) -> RunRecord:
    # An ended run does not change.
    record: RunRecord = shared_engine().record(run_id)
    return record


shown_better = st.cache_data(max_entries=256, show_spinner=False)(shared_comparison)

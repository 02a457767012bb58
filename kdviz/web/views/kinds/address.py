"""The entries of the page Methods in the URL."""

from collections.abc import Mapping

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import KINDS
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment, problems
from kdviz.i18n import N_
from kdviz.results import RunRecord
from kdviz.store.names import RUN, UnknownJobError
from kdviz.verdicts.ranking import ALL, named_kinds, unknown_kind
from kdviz.web.session.knobs import are_knobs_asked, set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.pages import Entry
from kdviz.web.session.race import KEY as RACE
from kdviz.web.session.race import SHORT, Race, contenders, racer
from kdviz.web.views.kinds.state import CHOSEN, SHARED, chosen_kinds, first_kinds, shared_settings

OTHERS = N_("Run {run} has other data, networks or training than the rest. It is left out.")


def _asked_kinds(asked: Mapping[str, str]) -> list[str]:
    known, unknown = named_kinds(filter(None, asked.get("kinds", "").split(",")))
    st.session_state[CHOSEN] = known or first_kinds()
    return [unknown_kind(unknown).sentence(session_translator())] if unknown else []


def _kinds_text(_chosen: list[str]) -> str | None:
    chosen = chosen_kinds()
    return None if chosen == first_kinds() else ALL if chosen == [*KINDS] else ",".join(chosen)


def _asked_race(asked: Mapping[str, str]) -> list[str]:
    """Make the URL's runs the session's race; it goes on if one of them does."""
    _ = session_translator()
    sentences: list[str] = []
    records: list[RunRecord] = []
    for run_id in [run_id for run_id in asked.get("race", "").split(",") if run_id][: len(KINDS)]:
        try:
            records.append(shared_engine().record(run_id, RUN))
        except UnknownJobError as error:
            sentences.append(error.sentence(_))
    if not records:
        return sentences
    # A kind with its own defaults does not say what the others had.
    first = min(records, key=lambda record: len({*record.experiment.kind_card.usual} & {*SHARED})).experiment
    settings = shared_settings(first.model_dump(), first.kind)
    if not are_knobs_asked():
        set_knobs(settings)
    raced = {record.experiment.kind for record in records}
    kinds = [kind for kind in KINDS if kind in raced or kind in st.session_state[CHOSEN]]
    try:
        digests = {each.digest() for each in contenders(kinds, settings, _) if isinstance(each, Experiment)}
    except ValidationError as error:
        return [*sentences, problems(error)[0].sentence(_)]
    others = [record for record in records if record.experiment.digest() not in digests]
    sentences += [_(OTHERS).format(run=record.run_id[:SHORT]) for record in others]
    ours = [record for record in records if record not in others]
    # One goes on at a time, and comes last.
    going = [record for record in ours if record.status.in_flight][:1]
    for record in going:
        shared_engine().watch(record.run_id, racer())
    ended = [record for record in ours if not record.status.in_flight]
    runs = {record.experiment.kind: record.run_id for record in [*ended, *going]}
    st.session_state[RACE] = Race(tuple(kinds), settings, runs, going=bool(going))
    return sentences


def _race_text(race: Race) -> str | None:
    return ",".join(run_id[:SHORT] for run_id in race.runs.values()) or None


ENTRIES = (
    Entry("kinds", CHOSEN, _asked_kinds, _kinds_text, pages=("kinds",)),
    Entry("race", RACE, _asked_race, _race_text, pages=("kinds",)),
)

"""What the page Kinds is set to: in the session, in the URL, and both ways between them."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import KIND_KNOBS, KINDS
from kdviz.engine import shared_engine
from kdviz.experiment import Experiment, knobs, problems, read_leniently, usual
from kdviz.i18n import N_, Translator
from kdviz.results import RunRecord
from kdviz.store import names
from kdviz.verdicts.ranking import ALL, UNKNOWN, named_kinds
from kdviz.web.session import keeping
from kdviz.web.session.address import base_experiment, set_knobs, write_url
from kdviz.web.session.race import KEY, SHORT, Race, contenders, current_race, racer
from kdviz.web.session.runs import KEY as RUN

CHOSEN, KEPT = "kinds_chosen", "kinds_kept"
# What all kinds read: same data, same teacher, same student, same training. What is a kind's own is as usual there.
SHARED = tuple(name for name, _knob in knobs() if name != "kind" and name not in KIND_KNOBS.model_fields)
OTHERS = N_("Run {run} is not of the same data, networks and training as the others; it is left out.")


def keep() -> None:
    """Keep the choice of kinds while another page is open."""
    keeping.keep(KEPT, CHOSEN)


def chosen_kinds() -> list[str]:
    """Return the chosen kinds, in the catalog's order."""
    return [kind for kind in KINDS if kind in st.session_state[CHOSEN]]


def shared_settings(values: Mapping[str, Any], kind: str = "") -> dict[str, Any]:
    """Return those of `values` that all kinds read and that are not at their defaults, or at those of `kind`.

    The others are left to each kind, which may have defaults of its own.
    """
    return {name: values[name] for name in SHARED if values[name] != usual(name, kind)}


def read_kinds_url(_: Translator) -> list[str]:
    """Set the page from the URL, once a session, after the knobs.

    Returns
    -------
    list of str
        Sentences about what the URL asked for and could not be had.
    """
    if KEPT in st.session_state:
        return []
    st.session_state[KEPT] = {}
    known, unknown = named_kinds(filter(None, st.query_params.get("kinds", ALL).split(",")))
    st.session_state[CHOSEN] = known or [*KINDS]
    sentences = [_(UNKNOWN).format(names=", ".join(unknown), allowed=", ".join(KINDS))] if unknown else []
    ids = [run_id for run_id in st.query_params.get("race", "").split(",") if run_id]
    return [*sentences, *(_open_race(ids[: len(KINDS)], _) if ids else [])]


def _open_race(ids: list[str], _: Translator) -> list[str]:
    """Make the runs `ids` the session's race, which goes on if one of them does."""
    sentences: list[str] = []
    records: list[RunRecord] = []
    for run_id in ids:
        try:
            records.append(shared_engine().record(run_id, names.RUN))
        except names.UnknownJobError as error:
            sentences.append(error.sentence(_))
    if not records:
        return sentences
    # A kind with defaults of its own does not tell what the others had.
    first = min(records, key=lambda record: len({*record.experiment.kind_card.usual} & {*SHARED})).experiment
    settings = shared_settings(first.model_dump(), first.kind)
    if not any(name in st.query_params for name, _knob in knobs()):
        set_knobs(read_leniently(settings)[0])
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
    st.session_state[KEY] = Race(tuple(kinds), settings, runs, going=bool(going))
    return sentences


def write_kinds_url(language: str) -> None:
    """Write the knobs and what the page is set to into the URL."""
    chosen, race = chosen_kinds(), current_race()
    query = {} if chosen == [*KINDS] else {"kinds": ",".join(chosen)}
    if race is not None and race.runs:
        query["race"] = ",".join(run_id[:SHORT] for run_id in race.runs.values())
    write_url(base_experiment(), language, st.session_state.get(RUN), query)

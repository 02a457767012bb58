"""How fast a kept student answers on this machine: alone, and behind a server that many ask."""

from functools import partial

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.engine.latency import begin_latencies, last_latencies
from kdviz.exports.kept import kept_student
from kdviz.figures import Stand, crossing_picture, crossing_table, load_picture, load_table, stands
from kdviz.i18n import Translator
from kdviz.results.latency import Crossing, Latencies, expected
from kdviz.results.load import LoadResult
from kdviz.serving.request import Load
from kdviz.verdicts.latency import expectation, latency_sentences, latency_table
from kdviz.verdicts.load import load_sentences
from kdviz.web.parts.cards import chart
from kdviz.web.parts.making import Making, show_making
from kdviz.web.session.jobs import submit
from kdviz.web.session.literal import literal
from kdviz.web.session.taken import PART, drop

ICON = ":material/speed:"


def show_speed(request: Load, _: Translator) -> None:
    """Say whether integers should pay here, and offer to measure a student beside its teacher."""
    history = shared_engine().history
    student, _taught = kept_student(history, **request.student)
    known = last_latencies(history.folder)
    asked = ("speed", request)
    meanwhile = _("A worker lets all of them answer by turns, on one thread.")
    begin = partial(begin_latencies, student)
    before, drawn = st.container(), list[Latencies]()

    def show(found: Latencies) -> None:
        drawn.append(found)
        _speed(asked, _, found)

    show_making(Making(asked, _("Measure"), ICON, meanwhile, begin, show), _)
    if drawn:
        # The sentences say what was expected: what is known by now is what has come out.
        return
    with before:
        said, curve = expectation(known, student.network, student.parameters, _), known.curve if known else []
        times = expected(curve, student.network, student.parameters)
        if times is None:
            st.markdown(literal(said))
        else:
            _crossing("expected", said, curve, [Stand(student.who, student.parameters, times, expected=True)], _)


def _speed(asked: tuple[str, Load], _: Translator, found: Latencies) -> None:
    first, *others = latency_sentences(found, _)
    _crossing("crossing", first, found.curve, stands(found), _)
    for said in others:
        st.markdown(literal(said))
    st.dataframe(latency_table(found, _), hide_index=True, alt=_("How long an answer takes"))
    st.caption(literal(_("One thread of {machine}").format(machine=_processor(found.machine))))
    _again(asked, _)


def _crossing(key: str, said: str, curve: list[Crossing], marks: list[Stand], _: Translator) -> None:
    chart(key, said, crossing_picture(curve, marks, _), partial(crossing_table, curve, marks, _), _)


def show_load(request: Load, _: Translator) -> None:
    """Offer to measure a server of a student, and one of its teacher."""
    st.markdown(_("One server each, on this computer: first users who wait for answers, then ever more requests."))
    asked, meanwhile = ("load", request), _("Servers of teacher and student answer by turns, for a minute at most.")
    making = Making(
        asked,
        _("Measure"),
        ICON,
        meanwhile,
        # What the machine did at another time is no answer.
        lambda: submit(request, PART, afresh=True).job_id,
        partial(_load, asked, _),
    )
    show_making(making, _)


def _load(asked: tuple[str, Load], _: Translator, found: LoadResult) -> None:
    first, *others = load_sentences(found, _)
    chart("load_picture", first, load_picture(found, _), partial(load_table, found, _), _)
    for said in others:
        st.markdown(literal(said))
    st.caption(literal(_("Servers and who asks share {machine}").format(machine=_processor(found.machine))))
    _again(asked, _)


def _processor(machine: str) -> str:
    # Its name is nobody's business.
    return machine.partition(": ")[2] or machine


def _again(asked: tuple[str, Load], _: Translator) -> None:
    st.button(_("Measure again"), icon=":material/refresh:", key="take_again", on_click=drop, args=(asked,))

"""The controls of the page Landscapes: a ready-made map or one's own axes, Run, and what all cells share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st
from pydantic import ValidationError

from kdviz.experiment import Experiment, Problem, Sweep, SweepError, check_commas, foremost, knob, knobs_of, problems
from kdviz.i18n import Translator
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import choice, ready_made
from kdviz.web.parts.knob_widget import knob_widget
from kdviz.web.parts.text import settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import base_experiment, knob_values
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.sweeps import start_sweep
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import is_shown, link_button
from kdviz.web.views.landscapes.earlier import show_earlier
from kdviz.web.views.landscapes.ready import MAPS, suggestion
from kdviz.web.views.landscapes.state import MAP, NAMES, VALUES, set_map, typed_axes


@dataclass(frozen=True)
class Checked:
    """The sweep that the fields make, if they make one, and what is wrong with each axis and with both."""

    sweep: Sweep | None
    axes: tuple[list[str], list[str]]
    together: list[str]


def check_fields(_: Translator) -> Checked:
    """Read the axes' fields and say in the sweep's own sentences what is wrong with them."""
    beside: tuple[list[str], list[str]] = ([], [])
    together: list[str] = []
    try:
        base = Experiment.shared(**knob_values())
    except ValidationError as error:
        return Checked(None, beside, [_said(problem, _) for problem in problems(error)])
    axes = typed_axes()
    for place, (name, values) in enumerate(axes):
        try:
            check_commas(name, st.session_state[VALUES[place]] or "")
            _grid(base, ((name, tuple(values)),))
        except SweepError as error:
            beside[place].append(_said_of(error, _))
    if any(beside):
        return Checked(None, beside, together)
    try:
        sweep = _grid(base, tuple((name, tuple(values)) for name, values in axes))
    except SweepError as error:
        return Checked(None, beside, [_said_of(error, _)])
    where = {name: beside[place] for place, (name, _values) in enumerate(axes)}
    for problem in [cell.problem for cell in sweep.cells if cell.problem]:
        sentences, sentence = where.get(problem.name, together), _said(problem, _)
        if sentence not in sentences:
            sentences.append(sentence)
    return Checked(None if all(cell.problem for cell in sweep.cells) else sweep, beside, together)


def _said(problem: Problem, _: Translator) -> str:
    return problem.sentence(_, _(knob(problem.name).label))


def _said_of(error: SweepError, _: Translator) -> str:
    """Say what is wrong with an axis by its knob's name on the screen."""
    name = error.blanks.get("name")
    named = {"name": f"“{_(knob(name).label)}”"} if name in Experiment.model_fields else {}
    return _.fill(error.template, {**error.blanks, **named})


@lru_cache(maxsize=16)
def _grid(base: Experiment, axes: tuple[tuple[str, tuple[str, ...]], ...]) -> Sweep:
    # Each cell is an experiment, and checking one takes time.
    return Sweep.over(base, axes)


@st.fragment
def show_map_controls(shown: Sweep | None) -> None:
    """Draw the controls beside the map of `shown`, and write the URL; moving one redraws only these."""
    _ = session_translator()
    checked = check_fields(_)
    titles = {name: ready.title for name, ready in MAPS.items()}
    chosen = ready_made(MAP, _("Map"), _("Axes of your own"), titles, set_map, _)
    if chosen is not None:
        st.caption(_(MAPS[chosen].question))
    if run_button("run_sweep", checked.sweep is not None, _) and checked.sweep is not None:
        start_sweep(checked.sweep)
        st.rerun()
    _say_size(checked, shown, _)
    for place in range(2):
        _axis_fields(place, checked.axes[place], _)
    for sentence in checked.together:
        st.error(literal(sentence))
    _show_shared([name for name, _values in typed_axes()], _)
    with errors_shown(_):
        show_earlier(_)
    write_address("landscapes")
    link_button(_)


def _say_size(checked: Checked, shown: Sweep | None, _: Translator) -> None:
    if checked.sweep is None:
        return
    trained = [cell.experiment for cell in checked.sweep.cells if cell.experiment]
    text = _("{cells} cells, {pairs} distilled students, each with its hard-label twin.")
    st.caption(filled(text, cells=len(checked.sweep.cells), pairs=sum(each.seeds for each in trained)))
    if shown is not None and shown.digest() != checked.sweep.digest():
        st.info(_("The settings have changed since this map. Press Run to see what they do."))


def _axis_fields(place: int, faults: Sequence[str], _: Translator) -> None:
    titles = (_("First axis"), _("Second axis"))
    base = base_experiment()
    others = [name for name, _description in knobs_of(base.kind)]
    choice(
        titles[place],
        others if place == 0 else [None, *others],
        key=NAMES[place],
        format_func=lambda name: _("none") if name is None else _(knob(name, base.data).label),
        on_change=_suggest,
        args=(place,),
        placeholder=_("none"),
    )
    if st.session_state[NAMES[place]] is None:
        return
    st.text_input(
        _("Its values, separated by commas") if place == 0 else _("The second axis' values"),
        key=VALUES[place],
        persist_state="session",
        help=_(knob(st.session_state[NAMES[place]], base.data).help),
        on_change=_forget_map,
    )
    for fault in faults:
        st.error(literal(fault))


def _show_shared(swept: Sequence[str], _: Translator) -> None:
    shared = st.expander(_("What all cells share"), key="shared", on_change="rerun")
    if not shared.open:
        return
    with shared:
        st.caption(filled(_("As on the page Distill: {settings}."), settings=settings_text(base_experiment(), _)))
        data = base_experiment().data
        # The knobs that matter most for a map; the others are set on the page Distill.
        for name in foremost("landscapes"):
            if name not in swept and is_shown(name):
                knob_widget(name, data, _)


def _suggest(place: int) -> None:
    name = st.session_state[NAMES[place]]
    st.session_state[VALUES[place]] = suggestion(name, base_experiment()) if name else ""
    _forget_map()


def _forget_map() -> None:
    st.session_state[MAP] = None

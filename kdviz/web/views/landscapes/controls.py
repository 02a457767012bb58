"""The controls of the page Maps: a ready-made map or one's own axes, Run, and what all cells share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

import streamlit as st

from kdviz import figures
from kdviz.experiment import Experiment, Problem, Sweep, SweepError, check_commas, foremost, knob, read_by
from kdviz.i18n import N_, Translator
from kdviz.results.record import SweepRecord
from kdviz.store.recordings import recorded_map
from kdviz.verdicts.guess import is_told_by
from kdviz.verdicts.sweep import is_counted
from kdviz.web.components.guess.guess import ask_guess
from kdviz.web.components.maps.maps import map_pictures
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import choice, hold_choice
from kdviz.web.parts.duration import map_duration_text
from kdviz.web.parts.knob_widget import knob_widget
from kdviz.web.parts.text import settings_text
from kdviz.web.session.address import write_address
from kdviz.web.session.checked import checked_knobs
from kdviz.web.session.guess import Question, begin_guessed
from kdviz.web.session.jobs import put_away
from kdviz.web.session.knobs import base_experiment
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.sweeps import KEY as SWEEP
from kdviz.web.session.sweeps import start_sweep
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import is_shown, link_button
from kdviz.web.views.landscapes.earlier import show_earlier
from kdviz.web.views.landscapes.ready import MAPS, split, suggestion
from kdviz.web.views.landscapes.state import MAP, NAMES, VALUES, set_map, typed_axes

PICKED = "map_picked"
ASKED = N_("On average over this map: how many more of {of} test {things} will help bring?")


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
    base, faults = checked_knobs()
    if base is None:
        return Checked(None, beside, [_said(problem, _) for problem in faults.values()])
    axes = typed_axes()
    for place, (name, values) in enumerate(axes):
        try:
            for text in st.session_state[VALUES[place]] or []:
                check_commas(name, text)
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
def show_map_controls(shown: SweepRecord | None) -> None:
    """Draw the controls beside the map on show, and write the URL; moving one redraws only these."""
    _ = session_translator()
    checked = check_fields(_)
    with st.container(key="begin"):
        st.title(_("Where does a teacher help?"), anchor=False)
        _show_maps(_)
        # What has been seen is no guess any more.
        if checked.sweep is not None and not _is_told_by(checked.sweep, shown.sweep if shown else None):
            _ask(checked.sweep, _)
        with st.container(key="go"):
            pressed = run_button("run_sweep", checked.sweep is not None, _)
        if pressed and checked.sweep is not None:
            begin_guessed(_question(checked.sweep), SWEEP, partial(start_sweep, checked.sweep))
            st.rerun()
        _say_size(checked, shown, _)
        for sentence in checked.together:
            st.error(literal(sentence))
    with st.container(key="knobs"):
        _show_more(checked, _)
    write_address("landscapes")
    with st.container(key="links"):
        link_button(_)


def _question(sweep: Sweep) -> Question:
    return Question("landscapes", sweep.digest())


def _is_told_by(sweep: Sweep, shown: Sweep | None) -> bool:
    return shown is not None and sweep.axes == shown.axes and is_told_by(sweep.base, shown.base)


def _ask(sweep: Sweep, _: Translator) -> None:
    # Images of several data sets have no mean number.
    if is_counted(sweep):
        ask_guess(_question(sweep), sweep.base.data, _, _(ASKED))


def _show_maps(_: Translator) -> None:
    def take(name: str) -> None:
        put_away(SWEEP)
        set_map(name)
        st.session_state[PICKED] = True

    pictures = {name: (_(ready.short), _(ready.question), _colors(name)) for name, ready in MAPS.items()}
    map_pictures(pictures, st.session_state[MAP], take, _)
    if st.session_state.pop(PICKED, False):
        # Its map stands in another part of the page.
        st.rerun()


@cache
def _colors(name: str) -> list[list[str]]:
    return figures.map_colors(recorded_map(name), MAPS[name].measure)


def _say_size(checked: Checked, shown: SweepRecord | None, _: Translator) -> None:
    if checked.sweep is None or (shown is not None and shown.status.in_flight):
        return
    differs = shown is None or shown.sweep.digest() != checked.sweep.digest()
    if differs:
        trained = [cell.experiment for cell in checked.sweep.cells if cell.experiment]
        text = _("{cells} cells, {pairs} pairs of students.")
        pairs = sum(each.seeds for each in trained)
        st.caption(filled(text, cells=_.number(len(checked.sweep.cells)), pairs=_.number(pairs)))
    with errors_shown(_):
        st.caption(literal(map_duration_text(checked.sweep, _)))
    if shown is not None and differs:
        st.info(_("The settings have changed since this map. Press Run to see what they do."))


def _show_more(checked: Checked, _: Translator) -> None:
    """Draw what few readers turn: open where something in it is wrong."""
    wrong = any(checked.axes)
    more = st.expander(_("More settings"), key="more", on_change="rerun", expanded=wrong)
    if not more.open:
        return
    with more:
        for place in range(2):
            _axis_fields(place, checked.axes[place], _)
        _show_shared([name for name, _values in typed_axes()], _)
        with errors_shown(_):
            show_earlier(_)


def _axis_fields(place: int, faults: Sequence[str], _: Translator) -> None:
    titles = (_("First axis"), _("Second axis"))
    base = base_experiment()
    others = read_by(base.kind)
    choice(
        titles[place],
        others if place == 0 else [None, *others],
        key=NAMES[place],
        format_func=lambda name: _("none") if name is None else _(knob(name, base.data).label),
        on_change=_suggest,
        args=(place,),
        placeholder=_("none"),
    )
    if (name := st.session_state[NAMES[place]]) is None:
        return
    hold_choice(VALUES[place])
    st.multiselect(
        _("Its values") if place == 0 else _("The second axis' values"),
        [*dict.fromkeys([*(st.session_state[VALUES[place]] or []), *split(suggestion(name, base))])],
        key=VALUES[place],
        persist_state="session",
        accept_new_options=True,
        help=_(knob(name, base.data).help),
        on_change=_forget_map,
    )
    for fault in faults:
        st.error(literal(fault))


def _show_shared(swept: Sequence[str], _: Translator) -> None:
    st.markdown(filled("**{title}**", title=_("What all cells share")))
    st.caption(filled(_("As on the page Train: {settings}."), settings=settings_text(base_experiment(), _)))
    data = base_experiment().data
    # The knobs that matter most for a map; the others are set on the page Train.
    for name in foremost("landscapes"):
        if name not in swept and is_shown(name):
            knob_widget(name, data, _)


def _suggest(place: int) -> None:
    name = st.session_state[NAMES[place]]
    st.session_state[VALUES[place]] = split(suggestion(name, base_experiment())) if name else []
    _forget_map()


def _forget_map() -> None:
    st.session_state[MAP] = None

"""Take it with you: a kept student, or a whole run, as a verified file; and how fast it answers here."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

import streamlit as st

from kdviz.engine.exports import Asked
from kdviz.exports.devices import fits
from kdviz.exports.format import RunFormat, StudentFormat
from kdviz.exports.registry import formats
from kdviz.i18n import N_, Translator
from kdviz.results.export import Export
from kdviz.serving.request import Load
from kdviz.verdicts.devices import fits_table
from kdviz.verdicts.export import verified_text
from kdviz.web.parts.buttons import file_button
from kdviz.web.parts.choice import choice, hold_choice
from kdviz.web.parts.making import Making, show_making
from kdviz.web.parts.speed import show_load, show_speed
from kdviz.web.parts.text import bytes_text
from kdviz.web.session.jobs import submit
from kdviz.web.session.literal import literal
from kdviz.web.session.taken import PART

# The format that small devices are offered with.
ON_DEVICES = "c"
WHAT, FORMAT, WHOSE, SEED = "take_what", "take_format", "take_whose", "take_seed"
FILE = "file"
# What is measured of a student, by name: what it is called, and who draws it.
MEASURED: dict[str, tuple[str, Callable[[Load, Translator], None]]] = {
    "speed": (N_("Speed here"), show_speed),
    "load": (N_("Load on a server"), show_load),
}


def show_take(job_id: str, whose: Mapping[str, str], seeds: Sequence[int], _: Translator, *, of_run: bool) -> None:
    """Offer what a job kept as a file, and to measure it.

    Parameters
    ----------
    whose : mapping of str to str
        Its students, an arm or a pipeline, with what each is called on screen.
    seeds : sequence of int
        Those whose students are kept.
    of_run : bool
        Whether it is a run, which is offered as a script, too.
    """
    words = {FILE: _("File"), **{name: _(title) for name, (title, _show) in MEASURED.items()}}
    if st.session_state.get(WHAT) not in words:
        st.session_state[WHAT] = FILE
    hold_choice(WHAT)
    st.segmented_control(
        _("What to take"),
        [*words],
        key=WHAT,
        required=True,
        format_func=lambda name: words[name],
        persist_state="session",
        label_visibility="collapsed",
    )
    if (what := st.session_state[WHAT]) == FILE:
        _show_file(job_id, whose, seeds, _, of_run=of_run)
    else:
        # The students of a run are equally large.
        student = next(iter(whose)) if of_run else _chosen(WHOSE, _("Student"), whose)
        MEASURED[what][1](Load(job_id=job_id, **_place(student, of_run=of_run)), _)


def _show_file(job_id: str, whose: Mapping[str, str], seeds: Sequence[int], _: Translator, *, of_run: bool) -> None:
    names = [name for name, each in formats().items() if of_run or not isinstance(each, RunFormat)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = _chosen(FORMAT, _("Format"), {name: _(formats()[name].title) for name in names})
        of_students = not isinstance(formats()[chosen], RunFormat)
        student = _chosen(WHOSE, _("Student"), whose) if of_students else next(iter(whose))
        seed = _chosen(SEED, _("Seed"), {seed: f"{seed}" for seed in seeds}) if of_students else seeds[0]
    st.caption(_(formats()[chosen].summary))
    asked = Asked(job_id, chosen, seed=seed, **_place(student, of_run=of_run))
    meanwhile = _("A worker runs it on all test samples.") if of_students else _("The script trains all students.")
    making = Making(
        asked, _("Make the file"), ":material/output:", meanwhile, partial(_begin, asked), partial(_show, asked, _)
    )
    show_making(making, _)


def _place(student: str, *, of_run: bool) -> dict[str, str]:
    return {"arm": student} if of_run else {"pipeline": student}


def _chosen(key: str, label: str, words: Mapping[Any, str]) -> Any:
    """Draw a choice, whose options may be others than when it was last drawn."""
    if st.session_state.get(key) not in words:
        st.session_state[key] = next(iter(words))
    return choice(label, [*words], key=key, format_func=words.get)


def _show(asked: Asked, _: Translator, found: Any) -> None:
    made: Export = found if isinstance(found, Export) else asked.of_script(found)
    for kind, verified in made.verified.items():
        st.markdown(literal(verified_text(kind, verified, _)))
    chosen = formats()[asked.format]
    if isinstance(chosen, StudentFormat) and chosen.caveat:
        st.caption(_(chosen.caveat))
    if asked.format == ON_DEVICES:
        st.dataframe(fits_table(fits(asked.student()), _), hide_index=True, alt=_("Devices, and whether it fits"))
    with st.container(horizontal=True, vertical_alignment="center"):
        for place, (ending, content) in enumerate(made.files.items()):
            name = f"{asked.format}-{asked.job_id[:8]}{ending}"
            label = f"{name} · {bytes_text(len(content))}"
            file_button(label, partial(bytes, content), name, "application/octet-stream", f"take_file_{place}")


def _begin(asked: Asked) -> "Future[Export] | str":
    script = asked.script()
    return asked.begin() if script is None else submit(script, PART).job_id

"""Take it with you: a kept student, or a whole run, as a file that a worker has verified."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.engine.exports import Asked
from kdviz.exports.devices import fits
from kdviz.exports.format import RunFormat
from kdviz.exports.registry import formats
from kdviz.i18n import Translator
from kdviz.results.export import Export
from kdviz.verdicts.devices import fits_table
from kdviz.verdicts.export import verified_text
from kdviz.web.parts.buttons import file_button
from kdviz.web.parts.choice import choice
from kdviz.web.parts.news import show_news
from kdviz.web.parts.text import bytes_text
from kdviz.web.session.jobs import submit, viewer
from kdviz.web.session.literal import literal
from kdviz.web.session.taken import PART, TAKEN
from kdviz.web.session.trouble import spoken

# Seconds between two looks at what a worker verifies.
LOOK = 0.5
# The format that small devices are offered with.
ON_DEVICES = "c"
FORMAT, WHOSE, SEED = "take_format", "take_whose", "take_seed"


def show_take(job_id: str, whose: Mapping[str, str], seeds: Sequence[int], _: Translator, *, of_run: bool) -> None:
    """Offer what a job kept as a file.

    Parameters
    ----------
    whose : mapping of str to str
        Its students, an arm or a pipeline, with what each is called on screen.
    seeds : sequence of int
        Those whose students are kept.
    of_run : bool
        Whether it is a run, which is offered as a script, too.
    """
    names = [name for name, each in formats().items() if of_run or not isinstance(each, RunFormat)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = _chosen(FORMAT, _("Format"), {name: _(formats()[name].title) for name in names})
        of_students = not isinstance(formats()[chosen], RunFormat)
        student = _chosen(WHOSE, _("Student"), whose) if of_students else next(iter(whose))
        seed = _chosen(SEED, _("Seed"), {seed: f"{seed}" for seed in seeds}) if of_students else seeds[0]
    st.caption(_(formats()[chosen].summary))
    place = {"arm": student} if of_run else {"pipeline": student}
    asked = Asked(job_id, chosen, seed=seed, **place)
    if asked in st.session_state.get(TAKEN, {}):
        show_news(partial(_draw, asked), partial(_is_going, asked), every=LOOK)
    else:
        # Not in the part above: what begins here is drawn by another run of the whole page.
        st.button(_("Make the file"), icon=":material/output:", key="take_make", on_click=_begin, args=(asked,))


def _chosen(key: str, label: str, words: Mapping[Any, str]) -> Any:
    """Draw a choice, whose options may be others than when it was last drawn."""
    if st.session_state.get(key) not in words:
        st.session_state[key] = next(iter(words))
    return choice(label, [*words], key=key, format_func=words.get)


def _draw(asked: Asked, _: Translator) -> None:
    taken = st.session_state[TAKEN][asked]
    if not _is_going(asked):
        _show(asked, _made(asked, taken), _)
    elif isinstance(taken, Future):
        st.progress(0.0, _("A worker runs it on all test samples."))
    else:
        st.progress(shared_engine().progress(taken).share, _("The script trains all students."))
        st.button(_("Stop"), icon=":material/stop:", key="take_stop", on_click=_stop, args=(asked, taken))


def _show(asked: Asked, made: Export, _: Translator) -> None:
    for kind, verified in made.verified.items():
        st.markdown(literal(verified_text(kind, verified, _)))
    if asked.format == ON_DEVICES:
        st.dataframe(fits_table(fits(asked.student()), _), hide_index=True, alt=_("Devices, and whether it fits"))
    with st.container(horizontal=True, vertical_alignment="center"):
        for place, (ending, content) in enumerate(made.files.items()):
            name = f"{asked.format}-{asked.job_id[:8]}{ending}"
            label = f"{name} · {bytes_text(len(content))}"
            file_button(label, partial(bytes, content), name, "application/octet-stream", f"take_file_{place}")


@spoken
def _begin(asked: Asked) -> None:
    script = asked.script()
    taken = asked.begin() if script is None else submit(script, PART).job_id
    st.session_state[TAKEN] = {**st.session_state.get(TAKEN, {}), asked: taken}


@spoken
def _stop(asked: Asked, job_id: str) -> None:
    shared_engine().stop(job_id, viewer(PART))
    st.session_state[TAKEN].pop(asked, None)


def _is_going(asked: Asked) -> bool:
    """Return whether a worker is still at it."""
    taken = st.session_state[TAKEN].get(asked)
    if isinstance(taken, Future):
        return not taken.done()
    return taken is not None and shared_engine().in_flight(taken)


def _made(asked: Asked, taken: "Future[Export] | str") -> Export:
    return taken.result() if isinstance(taken, Future) else asked.of_script(shared_engine().result(taken))

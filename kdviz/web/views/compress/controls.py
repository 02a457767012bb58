"""The controls of the page Compress: the pipelines, a guess, Run, and what all pipelines share."""

from functools import partial

import streamlit as st

from kdviz.catalog import METHODS
from kdviz.experiment import Compression, CompressionError, Experiment, read_by
from kdviz.experiment.compression import USUAL
from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.compression import is_open, squeezed, tuned_otherwise
from kdviz.web.components.guess.guess import ask_guess
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import hold_choice
from kdviz.web.parts.knob_control import knob_controls
from kdviz.web.session.address import write_address
from kdviz.web.session.checked import Checked, checked_request
from kdviz.web.session.compressions import KEY, PIPELINES, start_compression
from kdviz.web.session.guess import Question, begin_guessed
from kdviz.web.session.knobs import knob_value
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.view import link_button
from kdviz.web.views.compress.scenes import show_scenes

# Pipelines to choose from: the usual ones, and one for each other thing that a stage can do.
READY = (
    *USUAL,
    "distill,shrink=0.5,tune=teacher:250",
    "distill,prune=0.8:gradual:teacher:250",
    "distill,quantize=2",
    "distill,quantize=2:aware:teacher:250",
    "distill,quantize=4:kmeans",
    "train,prune=0.8,distill",
)


def check_fields(_: Translator) -> Checked[Compression]:
    """Read the fields, and say what is wrong with them in the request's own sentences."""
    return checked_request(_compression, _)


def _compression(experiment: Experiment) -> Compression:
    if not (texts := st.session_state[PIPELINES]):
        raise CompressionError(N_("Choose a pipeline, or write one."))
    return Compression.of(experiment, texts)


@st.fragment
def show_compress_controls(shown: CompressionRecord) -> None:
    """Draw the controls beside the compression on show, and write the URL; moving one redraws only these."""
    _ = session_translator()
    checked = check_fields(_)
    seen = checked.request is not None and shown.compression.digest() == checked.request.digest()
    with st.container(key="begin"):
        st.title(_("How small can a student get?"), anchor=False)
        # What has been seen is no guess any more.
        if checked.request is not None and is_open(checked.request, shown):
            _ask(checked.request, _)
        with st.container(key="go"):
            pressed = run_button("run_compression", checked.request is not None, _)
        if pressed and checked.request is not None:
            begin_guessed(_question(checked.request), KEY, partial(start_compression, checked.request))
            st.rerun()
        if checked.request is not None and not seen:
            _say_size(checked.request, shown, _)
    with st.container(key="knobs"):
        _show_pipelines(checked, _)
        names = read_by(knob_value("kind"))
        knob_controls("compress", names, checked.experiment, checked.faults, _, fold=_("More settings"))
    write_address("compress")
    with st.container(key="links"):
        link_button(_)


def _question(compression: Compression) -> Question:
    return Question("compress", compression.digest())


def _ask(compression: Compression, _: Translator) -> None:
    whole, least = squeezed(compression)
    text = _("{least} bytes instead of {whole}: how many more or fewer of {of} test {things} right?")
    question = text.format(least=_.number(least), whole=_.number(whole), of="{of}", things="{things}")
    ask_guess(_question(compression), compression.experiment.data, _, question)


def _say_size(compression: Compression, shown: CompressionRecord, _: Translator) -> None:
    text = _("Pipelines: {pipelines}. With their controls {students} students. Repeats of each: {seeds}.")
    counts = {"pipelines": len(compression.rows), "students": len(compression.parts)}
    st.caption(filled(text, **counts, seeds=compression.experiment.seeds))
    if not shown.status.in_flight:
        st.info(_("The settings have changed since this result. Press Run to see what they do."))


def _show_pipelines(checked: Checked[Compression], _: Translator) -> None:
    """Draw the pipelines: open where something is wrong with them."""
    # A title that changes would close it: to Streamlit it is another expander then.
    folded = st.expander(_("Pipelines"), key="pipelines", on_change="rerun", expanded=bool(checked.fault))
    if not (folded.open or checked.fault):
        return
    with folded:
        show_scenes(checked.request, _)
        hold_choice(PIPELINES)
        st.multiselect(
            _("What students go through"),
            [*dict.fromkeys([*st.session_state[PIPELINES], *READY])],
            key=PIPELINES,
            persist_state="session",
            accept_new_options=True,
            placeholder="distill,prune=0.8,tune=teacher:250",
        )
        if checked.fault:
            st.error(literal(checked.fault))
        if checked.request is not None and (otherwise := tuned_otherwise(checked.request, _)):
            st.caption(literal(otherwise))
        examples = ", ".join(card.example for card in METHODS.values())
        st.caption(filled(_("Choose, or type one and press Enter. Stages: {examples}."), examples=examples))

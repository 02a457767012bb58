"""The verdict of a run: in digits first, then the reader's guess beside it, and how it is known."""

import streamlit as st

from kdviz import figures
from kdviz.catalog import SCENES
from kdviz.experiment import Experiment
from kdviz.i18n import Translator
from kdviz.results import RunResult
from kdviz.verdicts.caveats import not_as_said
from kdviz.verdicts.guess import Guess
from kdviz.verdicts.run import detail, gain_points, headline, is_compared, things, whole
from kdviz.verdicts.why import explanations
from kdviz.web.parts.guessed import ask_why, guess_told
from kdviz.web.parts.outcome import gain_chart
from kdviz.web.session.guess import read_guess
from kdviz.web.session.literal import literal
from kdviz.web.session.view import is_projected


def show_verdict(result: RunResult, job_id: str, _: Translator) -> None:
    """Show what a result says, as much as it says and no more; a guess about `job_id` stands in the same picture."""
    st.header(literal(headline(result, _)))
    st.markdown(literal(detail(result, _)))
    if not is_compared(result):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(gain_points(result.gain, _)), width="content")
        with st.popover(_("How we know"), type="tertiary", key="how"):
            for sentence in _how(result, _):
                st.markdown(literal(sentence))
    guess = read_guess(job_id)
    if guess is not None:
        st.markdown(literal(guess_told(job_id, guess, result.gain.mean, result.experiment.data, _)))
    # A hall reads no more than this.
    gain_chart(result, headline(result, _) if is_projected() else figures.gain_takeaway(result, _), _, guess)
    if guess is not None:
        ask_why(explanations(result, _), job_id, _("What can explain it? Pick one."), _)


def guess_text(guess: Guess, _: Translator) -> str:
    """Repeat the reader's guess while the run goes on."""
    count, give = whole(guess.mark, _, signed=True), _.number(guess.give)
    return _("Your guess: {count} ± {give}").format(count=count, give=give)


def _how(result: RunResult, _: Translator) -> list[str]:
    """Say how the count came about: here sentences may be long."""
    experiment = result.experiment
    blanks = {
        "seeds": len(result.arms["hard"].accuracy),
        "of": _.number(experiment.data.test),
        "things": things(experiment.data, _),
    }
    sentences = [
        _(
            "Pairs of students trained: {seeds}. One of each learned with labels only, one with help. The two of a "
            "pair share labelled {things}, start and order of batches, so that nothing else parts them."
        ),
        _(
            "Each was asked about the same {of} test {things}, from which nobody has learned. The count is the mean of "
            "the pairs' differences. Its 95 % interval is a t-interval over the pairs, given this teacher."
        ),
    ]
    return [*(text.format(**blanks) for text in sentences), *filter(None, [_claim(experiment, _)])]


def _claim(experiment: Experiment, _: Translator) -> str:
    """Say what is said of the scene of `experiment` and did not come out; nothing for any other."""
    scene = next(
        (name for name, scene in SCENES.items() if scene.claim and experiment == Experiment(**scene.knobs)), ""
    )
    return not_as_said(scene, _) if scene else ""

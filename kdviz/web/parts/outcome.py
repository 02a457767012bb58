"""The outcome of a run: its measures or why it has none, and buttons to repeat it."""

from contextlib import AbstractContextManager
from functools import partial

import streamlit as st

from kdviz import catalog, figures
from kdviz.experiment import Compression, Experiment
from kdviz.experiment.arms import ARMS, twin
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results import RunRecord, RunResult, Status
from kdviz.results.cell import CellResult
from kdviz.verdicts.caveats import reference_text
from kdviz.verdicts.device import trained_on
from kdviz.verdicts.guess import Guess
from kdviz.web.parts.buttons import again_buttons, further_seed
from kdviz.web.parts.cards import chart, chart_card, kept_figure
from kdviz.web.parts.making import Making, show_making
from kdviz.web.parts.take import show_take
from kdviz.web.parts.text import settings_text
from kdviz.web.session.jobs import submit
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.literal import literal
from kdviz.web.session.runs import start_run
from kdviz.web.session.taken import PART, answer, is_made, taken
from kdviz.web.session.trouble import errors_shown


def show_end(record: RunRecord, _: Translator) -> None:
    """Say why a run has no result."""
    if record.failure is not None:
        st.error(literal(record.failure.sentence(_)))
        text = settings_text(record.experiment, _)
    elif record.status is Status.STOPPED:
        text = _("Stopped before it had a result. The curves end there.")
    else:
        text = _("Interrupted: the app ended during this run.")
    run_again(record, text, _)


def show_measures(result: RunResult, _: Translator) -> None:
    """Show every arm's measures on the test images as a table."""
    # What was removed has no names any more.
    data = catalog.data_sets().get(result.experiment.dataset)
    st.dataframe(figures.measures_table(result.arms, result.untaught, _, data), alt=_("All measures"))
    notes = [
        figures.measures_note(result.arms, _),
        reference_text([result.experiment], _),
        trained_on(result.device, _),
    ]
    for said in filter(None, notes):
        st.caption(literal(said))


def gain_chart(result: RunResult, takeaway: str, _: Translator, guess: Guess | None = None) -> None:
    """Draw how many more test images were right with help in each repeat, and a guess at it, under a `takeaway`."""
    figure = kept_figure(("gain", result.run_id, guess, _.language), lambda: figures.gain_dots(result, guess, _))
    chart("gain", takeaway, figure, lambda: figures.gain_table(result, _), _)


def show_cell_curves(cell_id: str, result: CellResult, seeds: tuple[int, ...], _: Translator) -> None:
    """Show how the students of a map's cell learned."""
    chart_card(
        "cell_curves",
        _("How the students of this cell learned: one thin line per seed"),
        kept_figure(("cell_curves", cell_id, _.language), lambda: figures.cell_curves(result, seeds, _)),
        lambda: figures.cell_curves_table(result, _),
        _,
    )


def run_again(record: RunRecord, text: str, _: Translator) -> None:
    """Say `text` and offer the experiment once more, with the same seeds and, where they tell more, new ones."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(literal(text), width="content")
        experiment = record.experiment
        new_seeds = None if twin(experiment) else partial(_run_with_new_seeds, experiment)
        again_buttons(_, partial(start_run, experiment, afresh=True), new_seeds)


def _run_with_new_seeds(experiment: Experiment) -> None:
    fresh = experiment.model_copy(update={"first_seed": further_seed(experiment)})
    set_knobs(fresh.model_dump())
    start_run(fresh)


def show_take_run(record: RunRecord, _: Translator) -> None:
    """Offer a finished run and its students as files, folded."""
    if (place := _take_fold(_)) is not None:
        with place, errors_shown(_):
            _take_students(record.run_id, record.experiment, _)


def show_take_cell(experiment: Experiment, _: Translator) -> None:
    """Offer the students of a map's cell as files, folded."""
    if (place := _take_fold(_)) is not None:
        with place, errors_shown(_):
            said = _("A map keeps no students. Those of this cell train once more, by themselves.")
            take_trained(experiment, said, _)


def take_trained(request: Experiment | Compression, said: str, _: Translator) -> None:
    """Offer students that nobody kept: say so, train them as a request of their own, and then offer files of them."""
    asked = ("trained", request)
    if (job_id := taken(asked)) is None or not is_made(asked):
        st.markdown(literal(said))
        label, meanwhile = _("Train them"), _("These students train.")
        making = Making(
            asked, label, ":material/play_arrow:", meanwhile, partial(_train, request), lambda _result: None
        )
        show_making(making, _)
        return
    # Says why where they could not be trained.
    answer(job_id)
    if isinstance(request, Experiment):
        _take_students(job_id, request, _)
    else:
        pipelines = {text: text for text in request.pipelines}
        show_take(job_id, pipelines, request.experiment.seed_list, _, of_run=False)


def _take_fold(_: Translator) -> AbstractContextManager[object] | None:
    place = st.expander(_("Take it with you"), icon=":material/output:", key="take", on_change="rerun")
    return place if place.open else None


def _take_students(run_id: str, experiment: Experiment, _: Translator) -> None:
    arms: dict[str, str] = {arm: _(LOOKS[arm].title) for arm in reversed(ARMS)}
    show_take(run_id, arms, experiment.seed_list, _, of_run=True)


def _train(request: Experiment | Compression) -> str:
    return submit(request, PART).job_id

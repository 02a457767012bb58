"""What the page Runs shows of the runs that are selected there."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from kdviz import catalog, figures
from kdviz.engine import EngineError, shared_engine
from kdviz.experiment import Experiment, knob
from kdviz.figures.values import value_text
from kdviz.i18n import Translator
from kdviz.results import Estimate, RunRecord, RunResult
from kdviz.store.names import RUN
from kdviz.verdicts.run import cut_note, headline, interval_ends, is_compared, points, verdict
from kdviz.web.parts.cards import card_title, chart, chart_card
from kdviz.web.parts.deletion import delete_buttons
from kdviz.web.parts.outcome import gain_chart, show_end, show_measures, show_take_run
from kdviz.web.parts.paired import difference
from kdviz.web.parts.text import moment_text, settings_text
from kdviz.web.parts.title import title_input
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.literal import cell, filled, literal
from kdviz.web.session.pages import DISTILL
from kdviz.web.session.runs import show_run
from kdviz.web.session.trouble import spoken
from kdviz.web.session.view import is_projected
from kdviz.web.session.whose import mine, pin

HIGHLIGHT = "background-color: rgba(224, 160, 26, 0.28)"


def show_foremost(records: Sequence[RunRecord], _: Translator) -> None:
    """Show what came out of the first of the runs that has compared its students: of a pinned or of the newest one."""
    known = catalog.data_sets()
    found = (each for each in records if each.result and each.experiment.dataset in known and is_compared(each.result))
    record = next(found, None)
    if record is not None and record.result is not None:
        with st.container(border=True, key="foremost"):
            gain_chart(record.result, headline(record.result, _), _)
            st.caption(literal(run_text(record, _)))


def show_one(record: RunRecord, _: Translator) -> None:
    """Show one run, to be opened and, by whom it belongs to, renamed, pinned or deleted."""
    whole, own = shared_engine().history.get(record.run_id), bool(mine([record.run_id]))
    with st.container(border=True):
        _show_finding(whole, _)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if own:
                title_input(record.run_id, record.title, RUN, _, settings_text(record.experiment, _))
            # Each run has its own buttons: one click may be on its way while another row's are drawn.
            if st.button(_("Open in Train"), icon=":material/open_in_full:", key=f"open_{record.run_id}"):
                set_knobs(record.experiment.model_dump())
                show_run(record.run_id)
                st.switch_page(DISTILL)
            if own:
                st.button(
                    _("Unpin") if record.pinned else _("Pin"),
                    icon=":material/keep:",
                    key=f"pin_{record.run_id}",
                    on_click=spoken(pin),
                    args=(record.run_id, not record.pinned, RUN),
                )
            _show_deletion([record], _)
        st.caption(literal(f"{record.run_id[:8]} · {settings_text(record.experiment, _)}"))
        if whole.result is not None:
            show_measures(whole.result, _)
            show_take_run(whole, _)


def _show_finding(whole: RunRecord, _: Translator) -> None:
    """Say what a run came to, and draw its curves: what is to be seen as soon as it is ticked."""
    if whole.result is not None:
        st.markdown(literal(verdict(whole.result, _)))
    elif not whole.status.in_flight:
        show_end(whole, _)
    events = shared_engine().history.events(whole.run_id)
    curves = [event.snapshot for event in events if event.snapshot.stage == "students"]
    if curves:
        title = figures.curves_takeaway(whole.result, _) if whole.result else _("The curves as far as they go")
        figure = figures.learning_curves(curves, whole.experiment.seed_list, _)
        chart("one_curves", title, figure, lambda: figures.curves_table(curves, _), _)


def _show_deletion(records: Sequence[RunRecord], _: Translator) -> None:
    """Offer to delete those of the runs that are this reader's, and say how many are not."""
    own = mine([record.run_id for record in records])
    if own:
        with st.popover(_("Delete …"), icon=":material/delete:", key="delete"):
            st.markdown(filled(_("Delete {count} of the runs with all that they kept?"), count=len(own)))
            delete_buttons(own, RUN, _)
    if others := len(records) - len(own):
        st.caption(
            filled(
                _("Begun by others: {count}. You can look at these and compare them, but not change them."),
                count=others,
            )
        )


def show_comparison(records: Sequence[RunRecord], _: Translator) -> None:
    """Show two or more runs on one axis, what was set differently, and how far apart they ended."""
    history = shared_engine().history
    names = run_names(records, _)
    whole = [history.get(record.run_id).result for record in records]
    finished = {name: result for name, result in zip(names, whole, strict=True) if result is not None}
    if len(finished) < len(records):
        st.info(_("Runs without a result are left out of the curves and the measures."))
    if finished:
        chart_card(
            "compared",
            figures.compared_takeaway(finished, _, briefly=is_projected()),
            figures.compared_curves(finished, _),
            lambda: figures.compared_table(finished, _),
            _,
        )
        with st.container(border=True):
            card_title(_("Where they ended"))
            _show_measures(finished, _)
    with st.container(border=True):
        card_title(_("What was set differently"))
        _show_settings([record.experiment for record in records], names, _)
    _show_deletion(records, _)


def run_text(record: RunRecord, _: Translator) -> str:
    """Name a run by its title or its settings, and by when it began."""
    return f"{record.title or settings_text(record.experiment, _)} · {moment_text(record.created_at, _)}"


def run_names(records: Sequence[RunRecord], _: Translator) -> list[str]:
    """Name each run by its title, else by what sets it apart from the others; no two names are equal."""
    apart = differing([record.experiment for record in records])
    if is_projected():
        apart = _fewest(apart, [record.experiment for record in records])
    names = []
    for record in records:
        values = [f"{_(knob(name).label)} {value_text(name, getattr(record.experiment, name), _)}" for name in apart]
        names.append(record.title or ", ".join(values) or record.run_id[:8])
    counts = Counter(names)
    return [
        name if counts[name] == 1 else f"{name} ({record.run_id[:8]})"
        for name, record in zip(names, records, strict=True)
    ]


def _fewest(apart: list[str], experiments: Sequence[Experiment]) -> list[str]:
    """Return as many of the first knobs as tell the experiments apart: a hall reads no more."""
    for count in range(1, len(apart)):
        if len({tuple(getattr(each, name) for name in apart[:count]) for each in experiments}) == len(experiments):
            return apart[:count]
    return apart


def differing(experiments: Sequence[Experiment]) -> list[str]:
    """Return the names of the knobs that are not set alike in all experiments."""
    return [
        name for name in Experiment.model_fields if len({getattr(experiment, name) for experiment in experiments}) > 1
    ]


def _show_settings(experiments: Sequence[Experiment], names: Sequence[str], _: Translator) -> None:
    apart = differing(experiments)
    order = [*apart, *(name for name in Experiment.model_fields if name not in apart)]
    values = {
        cell(name): [value_text(knob_name, getattr(experiment, knob_name), _) for knob_name in order]
        for name, experiment in zip(names, experiments, strict=True)
    }
    table = pd.DataFrame(values, index=[_(knob(name).label) for name in order])
    different = {_(knob(name).label) for name in apart}
    styled = table.style.apply(lambda row: [HIGHLIGHT if row.name in different else ""] * len(row), axis=1)
    st.dataframe(styled, key="settings", alt=_("Settings, the differing ones first"))
    if not apart:
        st.caption(_("All settings are equal."))


def _show_measures(results: dict[str, RunResult], _: Translator) -> None:
    first = next(iter(results.values()))
    rows = []
    for name, result in results.items():
        distilled = result.arms["distilled"]
        row = {
            _("Run"): cell(name),
            _("With teacher, %"): _estimate_text(distilled.estimate("accuracy"), _, signed=False),
            _("Gain over labels only, points"): _estimate_text(result.gain, _),
        }
        if len(results) > 1:
            row[_("Difference from the first, points")] = "—" if result is first else _difference(first, result, _)
            row[_("By seed")] = "—" if result is first else _pairing(first, result, _)
        rows.append(row)
    st.dataframe(rows, hide_index=True, key="ended", alt=_("Where they ended"))
    if said := cut_note((result.arms["distilled"].ci95 for result in results.values()), _):
        st.caption(literal(said))
    st.caption(
        _(
            "Intervals are 95 % t-intervals over seeds. Differences are paired where the seeds match; otherwise they "
            "are Welch's."
        )
    )


def _difference(first: RunResult, second: RunResult, _: Translator) -> str:
    ends = [tuple(each.arms["distilled"].accuracy) for each in (first, second)]
    try:
        return _estimate_text(difference(ends[0], ends[1], same_seeds(first.experiment, second.experiment)), _)
    except EngineError as error:
        return error.sentence(_)


def _pairing(first: RunResult, second: RunResult, _: Translator) -> str:
    return _("paired") if same_seeds(first.experiment, second.experiment) else _("not paired")


def same_seeds(first: Experiment, second: Experiment) -> bool:
    """Return whether the runs' students can be paired seed by seed: same data, same seeds."""
    return all(getattr(first, name) == getattr(second, name) for name in ("dataset", "data_seed", "seed_list"))


def _estimate_text(estimate: Estimate, _: Translator, *, signed: bool = True) -> str:
    """Write a difference with its interval or, without a sign, an accuracy."""
    mean = points(estimate.mean, signed)
    if estimate.ci95 is None:
        return mean
    low, high = map(points, estimate.ci95) if signed else interval_ends(estimate.ci95)
    return _("{mean}, 95 % interval {low} to {high}").format(mean=mean, low=low, high=high)

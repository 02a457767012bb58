"""The figures behind a verdict: seed by seed, image by image, what it costs, and every number."""

import pandas as pd
import streamlit as st

from kdviz import figures
from kdviz.i18n import Translator
from kdviz.results import SCORES, Arrays, RunResult
from kdviz.web.components.knowledge.knowledge import knowledge
from kdviz.web.parts.cards import card_title, chart, chart_card, kept_figure, table_button
from kdviz.web.parts.outcome import show_measures
from kdviz.web.session.literal import filled
from kdviz.web.session.reader import IMAGE, Picked
from kdviz.web.session.runs import run_arrays
from kdviz.web.views.distill.omitted import show_omitted


def show_figures(result: RunResult, _: Translator) -> None:
    """Show the figures of a run or a cell of a map; single images where the run has a log."""
    blurred = st.toggle(
        _("Blurred labels, too"),
        key="blurred",
        persist_state="session",
        help=_("A control: students with blurred labels. Those are softer, too, but from no teacher."),
    )
    chart_card(
        "dots",
        figures.dots_takeaway(result, _),
        kept_figure(("dots", result.run_id, blurred, _.language), lambda: figures.accuracy_dots(result, _, blurred)),
        lambda: figures.accuracy_table(result, _),
        _,
        caption=_("Each mark is one seed. A line joins the students of a seed. Bars are 95 % t-intervals of the mean."),
    )
    if result.omitted:
        show_omitted(result.omitted, result.experiment.data, _)
    if result.curves:
        with st.container(border=True):
            _show_knowledge(result, _)
    with st.container(border=True):
        titles: dict[figures.SizeName, str] = {
            "parameters": _("Parameters"),
            "bytes": _("Bytes of parameters"),
            "macs": _("MACs"),
        }
        size = st.segmented_control(
            _("What it costs"),
            list(figures.SIZES),
            default="bytes",
            required=True,
            format_func=lambda name: titles[name],
            # The browser keeps the words of a choice; another language is another choice.
            key=f"cost_by_{_.language}",
        )
        chart(
            "cost",
            figures.cost_takeaway(result, size, _),
            kept_figure(
                ("cost", size, result.run_id, blurred, _.language),
                lambda: figures.accuracy_against(size, result, _, blurred),
            ),
            lambda: figures.cost_table(result, _),
            _,
        )
        st.caption(_("All students cost the same. They are drawn a little apart so that every interval can be seen."))
    with st.expander(_("All measures")):
        show_measures(result, _)


def _show_knowledge(result: RunResult, _: Translator) -> None:
    data = result.experiment.data
    card_title(
        _("What the students know about single images")
        if data.is_image
        else _("What the students know about single points")
        if data.is_plane
        else _("What the students know about single rows")
    )
    picked: Picked = st.session_state[IMAGE]
    knowledge(result, picked, _)

    def table() -> pd.DataFrame:
        kept = run_arrays(result.run_id, "course")
        place = picked_place(kept, picked)
        text = _("Label {label}, image {number}, at the training temperature (T = {t}), after the last step")
        blanks = {"label": data.called(kept["labels"][place], _), "number": int(kept["ids"][place])}
        st.caption(filled(text, **blanks, t=f"{result.experiment.temperature:g}"))
        logits = {"teacher": kept["teacher"][None, place]}
        logits |= {arm: kept["students"][-1][:, row, place] for row, arm in enumerate(("hard", "distilled"))}
        return figures.softened_table(logits, result.experiment.temperature, data, _)

    table_button("knowledge", table, _)
    st.caption(
        _(
            "These come from the validation part. Bars are means over the seeds. Whiskers reach from the "
            "lowest seed to the highest."
        )
    )


def picked_place(kept: Arrays, picked: Picked) -> int:
    """Return the place of the picked image among those kept, as the browser finds it: else the first of its order."""
    ids = kept["ids"].tolist()
    if picked["id"] in ids:
        return int(ids.index(picked["id"]))
    sort = picked["sort"] if picked["sort"] in SCORES and kept[picked["sort"]].max() > 0 else "ambiguity"
    return int(kept[sort].argmax())

"""The class that no student has seen, before and after a bias."""

import streamlit as st

from kdviz.catalog import DatasetCard
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.results import BIASES, Bias, OmittedResult, Recall
from kdviz.verdicts.run import cut_note, interval_ends, points
from kdviz.web.parts.cards import card_title
from kdviz.web.session.literal import filled, literal


def show_omitted(omitted: OmittedResult, data: DatasetCard, _: Translator) -> None:
    """Show the recall of the class in a card of its own, each arm with every bias."""
    titles: dict[Bias, str] = {
        "before": _("no bias"),
        "frequency": _("bias from the class frequency"),
        "best_on_test": _("bias best on the test set"),
    }
    arms = omitted.arms
    blanks = {
        "label": data.called(omitted.label, _),
        "hard": points(arms["hard"]["before"].mean, signed=False),
        "own": points(arms["distilled"]["before"].mean, signed=False),
        "more": points(arms["distilled"]["frequency"].mean, signed=False),
    }
    with st.container(border=True, key="omitted"):
        card_title(
            _(
                "No student has seen class {label}. With teacher they recognize {own} % of it, and {more} % with a "
                "bias from the class frequency. With labels only it is {hard} %"
            ).format(**blanks)
        )
        columns = (_("Students"), _("Bias"), _("Recall, %"), _("95 % interval"), _("Accuracy on the test set, %"))
        rows = [
            dict(zip(columns, (_(LOOKS[arm].title), titles[bias], *_numbers(by_bias[bias])), strict=True))
            for arm, by_bias in arms.items()
            for bias in BIASES
        ]
        st.dataframe(rows, hide_index=True, alt=_("Recall of the class that was left out"))
        if said := cut_note((known.ci95 for by_bias in arms.values() for known in by_bias.values()), _):
            st.caption(literal(said))
        text = _(
            "A bias is added to the logit of the class. From the class frequency: the bias with which {share} % "
            "of the validation set get this class. No label is used. Best on the test set: the bias is chosen on "
            "what measures it. Nobody can know it beforehand."
        )
        st.caption(filled(text, share=points(omitted.share, signed=False)))


def _numbers(known: Recall) -> tuple[str, str, str]:
    interval = "–".join(interval_ends(known.ci95)) if known.ci95 else "—"
    return points(known.mean, signed=False), interval, points(known.accuracy.mean, signed=False)

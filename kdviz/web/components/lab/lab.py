"""The temperature lab: softened answers, loss and gradient, and the teacher's atlas, all computed in the browser."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from kdviz.catalog import DatasetCard
from kdviz.experiment import Experiment, foremost, knob
from kdviz.figures.style import LOOKS
from kdviz.i18n import Translator
from kdviz.verdicts.run import things
from kdviz.web.components.shared.looks import bar_looks, class_looks, input_words
from kdviz.web.components.shared.modules import component, text
from kdviz.web.routes.files import path
from kdviz.web.routes.rows import path as row_path
from kdviz.web.session.knobs import knob_values, set_knob
from kdviz.web.session.reader import LOGITS, Picked, take_picked, write_logits

KEY = "lab"
# What is folded away in the lab, in its order.
SUBJECTS = ("numbers", "loss", "matching", "atlas")

_lab = component("lab", text("lab/lab.html"), "shared/pictures.css", "lab/lab.css")


def lab(
    run_id: str,
    experiment: Experiment,
    picked: Picked,
    opened: Sequence[str],
    open_only: Callable[[Sequence[str]], None],
    _: Translator,
    *,
    source: str = "",
    on_drawn: Callable[[], None] = lambda: None,
) -> None:
    """Draw the lab for a finished run; what is set in it goes into the session's knobs and the URL on release.

    Parameters
    ----------
    opened : sequence of str
        Which of `SUBJECTS` are unfolded.
    open_only : callable
        Called with those that the reader has unfolded since.
    source : str
        What it begins with, such as ``"drawing"``.
    on_drawn : callable
        Called once the reader has drawn something.
    """
    values = knob_values()
    data: dict[str, Any] = {
        "run_id": run_id,
        "paths": {name: path(run_id, name) for name in ("arrays", "students", "teacher")},
        "settings": {name: values[name] for name in foremost("lab")},
        "picked": picked,
        "logits": st.session_state.get(LOGITS, ""),
        "source": source,
        "opened": [name for name in SUBJECTS if name in opened],
        "looks": bar_looks(_),
        "classes": class_looks(experiment.data, _),
        "rows": row_path(experiment.data),
        "terms": _terms(_),
        "words": _words(experiment.data, _),
    }
    _lab(
        data=data,
        key=KEY,
        on_settings_change=_take_settings,
        on_picked_change=partial(take_picked, KEY),
        on_logits_change=_take_logits,
        on_drawn_change=on_drawn,
        on_opened_change=lambda: open_only(st.session_state[KEY].get("opened") or ()),
    )


def _terms(_: Translator) -> list[dict[str, str]]:
    """Return how the loss's terms are drawn: as the arm that has only the one, and their sum as the teacher is."""
    return [
        {"name": "hard-term", "title": _("labels' term"), "color": LOOKS["hard"].color, "fill": "striped"},
        {"name": "soft-term", "title": _("teacher's term"), "color": LOOKS["distilled"].color, "fill": "solid"},
        {"name": "sum", "title": _("sum"), "color": LOOKS["teacher"].color, "fill": "outline"},
    ]


def _words(data: DatasetCard, _: Translator) -> dict[str, str]:
    return {
        "trouble": _("What this run kept is missing or damaged: run the experiment afresh."),
        "offline": _("The server did not answer. Reload the page to try again."),
        "source_images": _("images") if data.is_image else things(data, _),
        "source_logits": _("typed logits"),
        "source_drawing": _("your drawing"),
        "source_plane": _("your point"),
        "more": _("More"),
        "sort_ambiguity": _("most ambiguous to the teacher"),
        "sort_class": _("by class"),
        "sort_disagreement": _("student disagrees with the teacher"),
        "several": _("compare several (up to 4)"),
        **input_words(data, _),
        "typed": _("Logits, with commas or spaces between them"),
        "no_number": _("{value} is not allowed. Allowed are numbers from −1,000,000 to 1,000,000, such as 2, 1, 0.1."),
        "gap": _("There is no number between two separators."),
        "decimal_comma": _("A comma separates numbers: write 1.5 with a point, and the same separator everywhere."),
        "one_class": _("One class leaves nothing to compare: allowed are 2 to 1000 logits."),
        "many_classes": _("{count} logits are too many: allowed are 2 to {most}."),
        "too_many_bars": _("More than 30 classes are not drawn as bars; their numbers are below."),
        "pad": _("Draw here with mouse, pen or finger"),
        "plane": _("Click or drag in the plane; arrow keys move the point"),
        "small": _("what the networks see, {size}"),
        "clear": _("Clear"),
        "empty_pad": _("Nothing is there yet."),
        "temperature": _("Temperature"),
        "cold": _("sharp: like the label"),
        "hot": _("flat: copies the scores"),
        "units": _("T is {units} times the spread of the teacher's logits, {spread}."),
        "numbers_title": _("The softened answers in numbers"),
        "why_units": _(
            "A softmax sees only logits divided by T. A teacher with larger logits needs a higher T for answers as "
            "soft. So no temperature carries over to another teacher, but a multiple of the spread does."
        ),
        "linear": _("linear axis"),
        "log": _("logarithmic axis"),
        "entropy": _("entropy, nat"),
        "top": _("top probability"),
        "effective": _("effective classes"),
        "takeaway": _("The teacher gives {share} % to {top} and hesitates among about {effective} classes"),
        "takeaway_sure": _("The teacher gives {share} % to {top} and hardly hesitates"),
        "loss_title": _("Loss and gradient of the first image")
        if data.is_image
        else _("Loss and gradient of the first point")
        if data.is_plane
        else _("Loss and gradient of the first row"),
        "loss_help": _("What either term of the loss would tell one student: the first seed's, as it ended."),
        "teller": _("student"),
        "teller_hard": _(LOOKS["hard"].title),
        "teller_distilled": _(LOOKS["distilled"].title),
        "alpha": _("Soft weight α"),
        "alpha_low": _("labels only"),
        "alpha_high": _("teacher only"),
        "squared": _("times T²"),
        "reduction": _("reduction"),
        **{name: _(title) for name, title in knob("reduction").options.items()},
        "terms": _(
            "Labels' term {hard}, teacher's term {soft}.\n"
            "Together {rest} × {hard} + {alpha} × {soft} = {total} nat.\n"
            "KL {kl} = cross-entropy {cross} − the teacher's entropy {entropy}: the same gradient, another value."
        ),
        "gradients": _("Gradient on each logit"),
        "cosine_title": _("How close the teacher's term comes to logit matching"),
        "cosine": _("At T = {t} the cosine between the two gradients is {cosine}."),
        "no_cosine": _("Student and teacher agree exactly: there is no gradient to compare."),
        "atlas_title": _("Dark knowledge: what the teacher says of each class"),
        "atlas_help": _(
            "Rows are true classes, columns the teacher's answers, in %. They are means over the validation set. "
            "The answer itself is left pale."
        ),
        "atlas_axes": _("columns: the teacher's answer · rows: the label"),
        "pairs": _("Taken for one another most"),
        "pair": _("{share} % on the average"),
        "ranks": _(
            "How alike do teacher and students order the wrong answers? Labels only: {hard} ({hard_low} to "
            "{hard_high}). With teacher: {distilled} ({low} to {high}). This is Spearman's rank correlation, the "
            "mean over samples; in parentheses, the lowest and the highest seed."
        ),
    }


def _take_settings() -> None:
    for name, value in (st.session_state[KEY].get("settings") or {}).items():
        if name in foremost("lab"):
            set_knob(name, value)


def _take_logits() -> None:
    write_logits(str(st.session_state[KEY].get("logits") or ""))

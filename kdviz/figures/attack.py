"""The figures of attacks: nets against the attacker's temperature, thieves against queries, and who betrays members."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from kdviz.experiment.attack import GIVEN, Attack, Source
from kdviz.figures.style import LAYOUT, LOOKS, RUN_LOOKS, Look, joined, whiskers
from kdviz.i18n import Translator
from kdviz.results.attack import AttackRecord, AttackResult, AttackRow
from kdviz.verdicts.attack import GIVES_TITLES, NET_TITLES, made_of, measured_text, own_setting

NET_LOOKS = {
    name: Look(NET_TITLES[name], like.color, like.dash, like.symbol)
    for name, like in {
        "plain": LOOKS["hard"],
        "at_temperature": LOOKS["smoothed"],
        "distilled": LOOKS["distilled"],
        "hardened": RUN_LOOKS[0],
        "teacher": LOOKS["teacher"],
        "student_same": RUN_LOOKS[0],
        "student_other": LOOKS["distilled"],
        "control": LOOKS["hard"],
    }.items()
}
GIVES_LOOKS = {
    name: Look(title, look.color, look.dash, look.symbol)
    for (name, title), look in zip(GIVES_TITLES.items(), (*RUN_LOOKS[:GIVEN], LOOKS["hard"]), strict=True)
}
HEIGHT = 440


def defense_lines(attack: Attack, result: AttackResult, _: Translator) -> go.Figure:
    """Draw what stays right under FGSM and how many gradients are zero, against what the attacker divides logits by."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.65, 0.35], vertical_spacing=0.06)
    for net in ("plain", "at_temperature", "distilled", "hardened"):
        rows = [row for row in result.all(net=net, attack="fgsm", bound=attack.bound) if row.what["on"] != "other net"]
        across = [row.what["attacker_temperature"] for row in rows]
        _add_lines(figure, NET_LOOKS[net], attack, across, rows, ("accuracy", "zero_gradients"), _)
    figure.update_xaxes(type="log", tickvals=attack.attacker_temperatures, fixedrange=True)
    figure.update_xaxes(title=_("Attacker's temperature"), row=2, col=1)
    figure.update_yaxes(title=_("Right, %"), range=[-2, 102], fixedrange=True, row=1, col=1)
    figure.update_yaxes(title=_("Zero gradients, %"), range=[-4, 104], fixedrange=True, row=2, col=1)
    return figure.update_layout(**LAYOUT, height=HEIGHT)


def bound_lines(attack: Attack, result: AttackResult, method: str, on: str, _: Translator) -> go.Figure:
    """Draw what stays right against the bound, under one way to attack."""
    figure = go.Figure()
    for net in ("plain", "at_temperature", "distilled", "hardened"):
        rows = result.all(net=net, attack=method, on=on)
        if on == "logits/T":
            rows = [row for row in rows if row.what["attacker_temperature"] == attack.experiment.temperature]
        rows = [*result.all(net=net, attack="none"), *rows]
        _add_line(figure, NET_LOOKS[net], attack, [row.what["bound"] for row in rows], rows, "accuracy", _)
    of_pixels = attack.experiment.data.is_image
    title = _("Largest change of a pixel") if of_pixels else _("Largest change of a number")
    figure.update_xaxes(title=title, fixedrange=True)
    figure.update_yaxes(title=_("Right, %"), range=[-2, 102], fixedrange=True)
    return figure.update_layout(**LAYOUT, height=HEIGHT)


def theft_lines(attack: Attack, result: AttackResult, source: Source, _: Translator) -> go.Figure:
    """Draw how well copies agree with the teacher, and how many are right, against the queries, by what it gives."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    for gives, look in GIVES_LOOKS.items():
        # Where queries are not of the data, no control has their labels.
        if rows := result.all(**{"gives": gives, "from": source}):
            across = [row.what["queries"] for row in rows]
            _add_lines(figure, look, attack, across, rows, ("agreement", "accuracy"), _)
    figure.update_xaxes(type="log", tickvals=attack.queries, fixedrange=True)
    figure.update_xaxes(title=_("Queries"), row=2, col=1)
    figure.update_yaxes(title=_("Like the teacher, %"), fixedrange=True, row=1, col=1)
    figure.update_yaxes(title=_("Right, %"), fixedrange=True, row=2, col=1)
    return figure.update_layout(**LAYOUT, height=HEIGHT)


def betrayal_dots(attack: Attack, result: AttackResult, _: Translator) -> go.Figure:
    """Draw the AUC on each net, by setting; half is what a coin does."""
    figure = go.Figure()
    settings = [*dict.fromkeys(setting_text(attack, row, _) for row in result.rows)]
    for net in ("teacher", "student_same", "student_other", "control"):
        rows = result.all(net=net)
        look = NET_LOOKS[net]
        estimates = [row.numbers["auc"] for row in rows]
        figure.add_scatter(
            x=[setting_text(attack, row, _) for row in rows],
            y=[known.mean for known in estimates],
            error_y=whiskers(estimates, scale=1),
            name=made_of(attack.experiment.data, look.title, _),
            mode="markers",
            marker={"symbol": look.symbol, "size": 12, "color": look.color},
            hovertemplate="%{y:.3f}<extra>%{fullData.name}</extra>",
        )
    figure.add_hline(y=0.5, line={"dash": "dot", "width": 1})
    figure.update_xaxes(title=_("One thing changed: T, labels, teacher"), fixedrange=True)
    figure.update_xaxes(categoryorder="array", categoryarray=settings)
    figure.update_yaxes(title=_("AUC of the attacker"), fixedrange=True)
    return figure.update_layout(**LAYOUT, height=HEIGHT)


def attack_picture(record: AttackRecord, source: Source, _: Translator) -> go.Figure:
    """Draw the picture of a finished attack's study."""
    assert record.result is not None
    match record.attack.study:
        case "temperature":
            return defense_lines(record.attack, record.result, _)
        case "steal":
            return theft_lines(record.attack, record.result, source, _)
    return betrayal_dots(record.attack, record.result, _)


def attack_table(record: AttackRecord, _: Translator) -> pd.DataFrame:
    """Return all rows of a finished attack, each number with its interval."""
    assert record.result is not None
    titles = {
        "net": _("Net"),
        "temperature": _("Trained at T"),
        "attack": _("Attack"),
        "on": _("On"),
        "attacker_temperature": _("Logits divided by"),
        "bound": _("Largest change"),
        "gives": _("Given"),
        "from": _("Queries from"),
        "queries": _("Queries"),
        "label_noise": _("Wrong labels"),
        "teacher": _("Teacher"),
    }
    measures = {
        "accuracy": _("Right, %"),
        "zero_gradients": _("Zero gradients, %"),
        "agreement": _("Answers like the teacher, %"),
        "auc": _("AUC of the attacker"),
    }
    return pd.DataFrame(
        [
            {
                **{titles[name]: _called(name, value, record.attack, _) for name, value in row.what.items()},
                **{measures[name]: measured_text(row, name) for name in row.numbers},
            }
            for row in record.result.rows
        ]
    )


def setting_text(attack: Attack, row: AttackRow, _: Translator) -> str:
    """Say in what a row's setting differs from the experiment's own."""
    own = own_setting(attack)
    texts = {
        "temperature": "T = {value:g}",
        "label_noise": _("{value:.0%} wrong"),
        "teacher": _("teacher {value}"),
    }
    for name, text in texts.items():
        if row.what[name] != own[name]:
            return text.format(value=row.what[name])
    return _("as set")


def _called(name: str, value: str | float, attack: Attack, _: Translator) -> str | float:
    titles = {"net": NET_TITLES, "gives": GIVES_TITLES}.get(name, {})
    return made_of(attack.experiment.data, titles[str(value)], _) if str(value) in titles else value


def _add_lines(
    figure: go.Figure,
    look: Look,
    attack: Attack,
    across: Sequence[Any],
    rows: Sequence[AttackRow],
    measures: Sequence[str],
    _: Translator,
) -> None:
    """Draw a measure in each row of a figure; the legend names its line once."""
    for place, measure in enumerate(measures, start=1):
        _add_line(figure, look, attack, across, rows, measure, _, row=place, col=1, showlegend=place == 1)


def _add_line(
    figure: go.Figure,
    look: Look,
    attack: Attack,
    across: Sequence[Any],
    rows: Sequence[AttackRow],
    measure: str,
    _: Translator,
    **more: Any,
) -> None:
    estimates = [row.numbers[measure] for row in rows]
    figure.add_scatter(
        x=across,
        y=[100 * known.mean for known in estimates],
        error_y=whiskers(estimates),
        name=made_of(attack.experiment.data, look.title, _),
        **joined(look, 3, 9),
        hovertemplate="%{y:.1f} %<extra>%{fullData.name}</extra>",
        **more,
    )

"""Small texts that pages share."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st
from babel.dates import format_datetime, get_timezone

from kdviz.catalog import Cost, DatasetCard, data_sets
from kdviz.experiment import Experiment, knob
from kdviz.figures.values import value_text
from kdviz.i18n import N_, Translator
from kdviz.results import Status
from kdviz.web.session.knobs import knob_value

STATUS_TITLES = {
    Status.WAITING: N_("waiting"),
    Status.RUNNING: N_("running"),
    Status.FINISHED: N_("finished"),
    Status.STOPPED: N_("stopped"),
    Status.FAILED: N_("failed"),
    Status.INTERRUPTED: N_("interrupted"),
}


def size_text(cost: Cost, _: Translator) -> str:
    """Say what a network costs in one line."""
    return _("{parameters} parameters · {macs} MACs · {size}").format(
        parameters=f"{cost.parameters:,}", macs=f"{cost.macs:,}", size=bytes_text(cost.bytes)
    )


def bytes_text(count: int) -> str:
    """Write a number of bytes with a unit of thousands."""
    for unit, size in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"


def moment_text(seconds: float, _: Translator) -> str:
    """Write a time, given in seconds since 1970, as the reader's clock and language have it."""
    zone = get_timezone(st.context.timezone or "UTC")
    return str(format_datetime(datetime.fromtimestamp(seconds, UTC), "short", zone, locale=_.language))


def settings_text(experiment: Experiment, _: Translator) -> str:
    """Name the settings that are not at their defaults."""
    return named_settings(experiment.changes(), _) or _("all settings at their defaults")


def recorded_text(data: DatasetCard, _: Translator) -> str:
    """Say that what is shown is recorded, and of which data where others are chosen."""
    chosen = str(knob_value("dataset"))
    if chosen == data.name:
        return _("Recorded.")
    of, other = (value_text("dataset", name, _) for name in (data.name, chosen))
    return _("Recorded with other data: {data}. Chosen is {chosen}.").format(data=of, chosen=other)


def named_settings(settings: Mapping[str, Any], _: Translator) -> str:
    """Name knobs and what they are set to."""
    # A run outlives a data set that was added for it.
    data = data_sets().get(settings.get("dataset", Experiment.model_fields["dataset"].default))
    labels = {name: _(knob(name, data).label) for name in settings}
    return " · ".join(f"{labels[name]} {value_text(name, value, _)}" for name, value in settings.items())

"""The table of runs: filtered, selected, exported."""

import json
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from kdviz import catalog
from kdviz.i18n import Translator
from kdviz.results import RunRecord, Status
from kdviz.verdicts.report import record_report
from kdviz.verdicts.run import headline, points
from kdviz.verdicts.tables import as_table, csv_text
from kdviz.web.parts.buttons import file_button
from kdviz.web.parts.rows import picked_rows
from kdviz.web.parts.text import STATUS_TITLES, settings_text
from kdviz.web.session.language import IN_ENGLISH
from kdviz.web.session.literal import cell
from kdviz.web.session.own import called, choices
from kdviz.web.session.whose import is_host, mine
from kdviz.web.views.runs import SELECTED

SHORT = 8
# Pixels: on a phone the title begins beside the finding.
TITLE = 210
# Rows that are seen at once, so that what ticking one brings is seen with them, and pixels of each and of the frame.
ROWS, ROW, EDGE = 5, 35, 3
FILTERS = ("filter_text", "filter_status", "filter_data", "filter_pinned", "filter_mine")


def filtered_runs(records: Sequence[RunRecord], _: Translator) -> list[RunRecord]:
    """Draw the filters, folded away where none is set, and return the runs that pass them."""
    with st.expander(_("Filter"), key="filters", expanded=any(st.session_state.get(key) for key in FILTERS)):
        words, states, data, pins = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
    text = (
        words.text_input(_("Search titles, settings and ids"), key="filter_text", persist_state="session")
        .strip()
        .lower()
    )
    wanted = states.multiselect(
        _("Status"),
        list(Status),
        format_func=lambda status: _(STATUS_TITLES[status]),
        placeholder=_("any"),
        key="filter_status",
        persist_state="session",
    )
    datasets = data.multiselect(
        _("Data set"),
        choices(),
        format_func=lambda name: _(called(name)),
        placeholder=_("any"),
        key="filter_data",
        persist_state="session",
    )
    pinned = pins.toggle(_("Pinned only"), key="filter_pinned", persist_state="session")
    own = not is_host() and pins.toggle(_("Mine only"), key="filter_mine", persist_state="session")
    ids = mine([record.run_id for record in records])
    return [
        record
        for record in records
        if (not own or record.run_id in ids)
        and (not wanted or record.status in wanted)
        and (not datasets or record.experiment.dataset in datasets)
        and (record.pinned or not pinned)
        and text in f"{record.title} {settings_text(record.experiment, _)} {record.run_id}".lower()
    ]


def selected_runs(records: Sequence[RunRecord], _: Translator) -> list[RunRecord]:
    """Draw the table and return the selected runs, which the URL names too.

    Streamlit remembers rows by their places; when other runs are shown, the table is another one, with the same runs
    selected.
    """
    ids = [record.run_id for record in records]
    places = [place for place, run_id in enumerate(ids) if run_id[:SHORT] in st.session_state[SELECTED]]
    zone = st.context.timezone or "UTC"
    rows = pd.DataFrame(
        {
            "finding": [_finding(record, _) for record in records],
            "title": [cell(record.title or settings_text(record.experiment, _)) for record in records],
            "gain": [100 * record.result.gain.mean if record.result else None for record in records],
            "interval": [_interval(record, _) for record in records],
            "distilled": [100 * record.result.arms["distilled"].mean if record.result else None for record in records],
            "balanced": [_balanced(record) for record in records],
            "created": pd.to_datetime([record.created_at for record in records], unit="s", utc=True).tz_convert(zone),
            "status": [_(STATUS_TITLES[record.status]) for record in records],
            "seeds": [record.experiment.seeds for record in records],
            "pinned": ["•" if record.pinned else "" for record in records],
            "id": [record.run_id[:SHORT] for record in records],
        }
    )
    if rows["balanced"].isna().all():
        del rows["balanced"]
    if not is_host():
        own = mine(ids)
        rows.insert(0, "yours", ["•" if run_id in own else "" for run_id in ids])
    with st.container(key="runs"):
        chosen = picked_rows(
            rows,
            f"table_{hash(tuple(ids))}",
            places,
            many=True,
            placeholder="—",
            height=min(len(rows), ROWS) * ROW + ROW + EDGE,
            alt=_("Every run, one row each"),
            column_config={
                "yours": st.column_config.TextColumn(_("Yours"), width="small"),
                "pinned": st.column_config.TextColumn(_("Pinned"), width="small"),
                "finding": st.column_config.TextColumn(_("What came out"), width=TITLE),
                "title": st.column_config.TextColumn(_("Title, or what was set"), width=TITLE),
                "created": st.column_config.DatetimeColumn(_("When"), format="localized"),
                "status": st.column_config.TextColumn(_("Status")),
                "gain": st.column_config.NumberColumn(_("Gain, points"), format="%+.1f"),
                "interval": st.column_config.TextColumn(_("95 % interval")),
                "distilled": st.column_config.NumberColumn(_("With teacher, %"), format="%.1f"),
                "balanced": st.column_config.NumberColumn(_("Balanced accuracy, %"), format="%.1f"),
                "seeds": st.column_config.NumberColumn(_("Seeds")),
                "id": st.column_config.TextColumn(_("Id")),
            },
        )
    selected = [records[place] for place in chosen]
    st.session_state[SELECTED] = [record.run_id[:SHORT] for record in selected]
    return selected


def _finding(record: RunRecord, _: Translator) -> str:
    """Say what came out of a run, as its page does in its headline; of others, how they stand."""
    if record.result is None or record.experiment.dataset not in catalog.data_sets():
        return _(STATUS_TITLES[record.status])
    return headline(record.result, _)


def _balanced(record: RunRecord) -> float | None:
    """Return the mean recall over classes with a teacher, in percent, where some classes are rare."""
    balanced = record.result.arms["distilled"].balanced if record.result else None
    return 100 * balanced.mean if balanced else None


def _interval(record: RunRecord, _: Translator) -> str:
    """Write the gain's interval in points."""
    ends = record.result.gain.ci95 if record.result else None
    return _("{low} to {high}").format(low=points(ends[0]), high=points(ends[1])) if ends else "—"


def export_buttons(records: Sequence[RunRecord], _: Translator) -> None:
    """Offer the runs as files."""
    with st.container(horizontal=True):
        label = _("Export {count} as CSV").format(count=len(records))
        file_button(label, lambda: csv_text(as_table(records)), "kdviz-runs.csv", "text/csv", "export_csv")
        label = _("Export {count} as JSON").format(count=len(records))
        file_button(label, partial(_as_json, records), "kdviz-runs.json", "application/json", "export_json")


def _as_json(records: Sequence[RunRecord]) -> str:
    return json.dumps({"runs": [record_report(record, IN_ENGLISH) for record in records]}, allow_nan=False)

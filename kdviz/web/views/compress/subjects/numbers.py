"""Every number of a compression in one table, controls with it, and as a file."""

from functools import partial

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.tables import compression_as_table, csv_text
from kdviz.web.parts.buttons import file_button
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.language import IN_ENGLISH
from kdviz.web.session.literal import cell


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw the table, and offer it as a file."""
    assert record.result is not None
    table = figures.compression_table(record.result, _)
    st.dataframe(table.map(cell), hide_index=True, alt=_("All measures"), key="compression_numbers")
    st.caption(_("Gains are over the plain student: labels alone, nothing compressed. Intervals: 95 %, paired."))
    with st.container(horizontal=True):
        name = f"kdviz-compression-{record.compression_id[:8]}"
        rows = partial(compression_as_table, record, IN_ENGLISH)
        file_button("CSV", lambda: csv_text(rows()), f"{name}.csv", "text/csv", "compression_csv")
        parquet = "application/vnd.apache.parquet"
        file_button(
            "Parquet", lambda: rows().to_parquet(index=False), f"{name}.parquet", parquet, "compression_parquet"
        )


SUBJECT = Subject(N_("All numbers"), 90, show)

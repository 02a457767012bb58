"""What stands behind a ranking: who was trained on the way, and what that took."""

from collections.abc import Sequence

import streamlit as st

from kdviz import figures
from kdviz.i18n import Translator
from kdviz.results import Row
from kdviz.web.parts.cards import card_title


def show_behind(rows: Sequence[Row], _: Translator) -> None:
    """Draw a card for each thing that the kinds of `rows` keep beside their students."""
    with_stages = [row for row in rows if row.result is not None and row.result.stages]
    if with_stages:
        with st.container(border=True, key="stages"):
            card_title(_("Who was trained on the way, next to the student"))
            st.dataframe(
                figures.stages_table(with_stages, _).round(1),
                hide_index=True,
                height="content",
                placeholder="—",
                # A narrow column cuts a long number's first digits off, and leaves another number.
                column_config={
                    size: st.column_config.NumberColumn(format="compact")
                    for size in (_("Parameters"), _("MACs"), _("Bytes"))
                },
                alt=_("Who was trained on the way, next to the student"),
            )
            st.caption(
                _(
                    "On test images; 95 % t-intervals over seeds, none where one network serves all seeds. What stands "
                    "here is gone when the student is deployed, and what it cost is not part of the student's seconds; "
                    "only peers learn in the same steps as the student, so that their time is in its seconds."
                )
            )

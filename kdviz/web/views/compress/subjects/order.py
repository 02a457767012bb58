"""Which order: pipelines of the same stages, paired within seeds."""

import streamlit as st

from kdviz import figures
from kdviz.i18n import N_, Translator
from kdviz.results.compression import CompressionRecord
from kdviz.verdicts.studies import order_sentence
from kdviz.web.parts.cards import chart, kept_figure
from kdviz.web.parts.subjects import Subject
from kdviz.web.session.literal import literal
from kdviz.web.views.compress.scenes import offer_scene


def show(record: CompressionRecord, _: Translator) -> None:
    """Draw how much better one order is than the other, pair by pair."""
    orders = record.result.orders if record.result else []
    if not orders:
        st.info(_("No two pipelines here have the same stages in different orders."))
    else:
        figure = kept_figure(
            ("orders", record.compression_id, record.ended_at, _.language), lambda: figures.order_dots(orders, _)
        )
        chart("orders", order_sentence(orders[0], _), figure, lambda: figures.order_table(orders, _), _)
        for place, order in enumerate(orders, start=1):
            text = _("Pair {place}. First {first}, second {second}.")
            pair = text.format(place=place, first=order.first, second=order.second)
            # Of the first pair the title says it.
            st.caption(literal(pair if place == 1 else f"{pair} {order_sentence(order, _)}"))
    offer_scene("which-order", record.compression, _)


SUBJECT = Subject(N_("Which order?"), 70, show)

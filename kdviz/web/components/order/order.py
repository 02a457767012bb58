"""Cards that the reader drags into an order, or moves by buttons or arrow keys; a button commits it."""

from collections.abc import Callable, Mapping

import streamlit as st

from kdviz.i18n import Translator
from kdviz.web.components.shared.modules import component

HTML = """<div class="order" data-testid="order">
  <ol class="order-cards"></ol>
  <button type="button" class="order-lock"></button>
</div>"""

_order = component("order", HTML, "order/order.css")


def order(
    key: str,
    cards: Mapping[str, str],
    committed: str | None,
    take: Callable[[str | None], None],
    ask: str,
    _: Translator,
) -> None:
    """Draw the cards, texts by a letter each.

    Parameters
    ----------
    committed : str, optional
        The letters in the order that was committed before.
    take : callable
        Called with the letters that the reader commits, the uppermost first, and with None when the cards leave that.
    """
    words = {
        "ask": ask,
        "up": _("{card}: further up"),
        "down": _("{card}: further down"),
        "lock": _("That's my order"),
        "locked": _("Locked in"),
    }
    shown = [{"name": name, "text": text} for name, text in cards.items()]

    def heard() -> None:
        letters = st.session_state[key].get("order")
        if letters == "":
            take(None)
        elif isinstance(letters, str) and sorted(letters) == sorted(cards):
            take(letters)

    _order(data={"cards": shown, "order": committed or "", "words": words}, key=key, on_order_change=heard)

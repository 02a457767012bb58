"""Rows of a table that a click anywhere in them picks, beside the boxes before them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st


def picked_rows(table: Any, key: str, places: Sequence[int], *, many: bool, **more: Any) -> list[int]:
    """Draw a table whose rows are picked, and return the places of those that are.

    Parameters
    ----------
    places : sequence of int
        Those that are picked at first.
    many : bool
        Whether several may be.
    **more
        As of `st.dataframe`.
    """
    chosen = st.dataframe(
        table,
        key=key,
        hide_index=True,
        on_select=partial(_take, key, many),
        selection_mode=["multi-row" if many else "single-row", "single-cell"],
        selection_default={"selection": {"rows": list(places if many else places[:1])}},
        **more,
    )
    return list(chosen["selection"]["rows"])


def _take(key: str, many: bool) -> None:
    """Let a click on a cell do what one on the box of its row does."""
    selection = st.session_state[key]["selection"]
    rows, cells = list(selection["rows"]), selection["cells"]
    if not cells:
        return
    row = cells[0][0]
    others = [place for place in rows if place != row] if many else []
    picked = others if row in rows else [*others, row]
    st.session_state[key] = {"selection": {"rows": sorted(picked), "cells": []}}

"""Differences between students, which workers make for pages."""

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.results import Estimate


@st.cache_data(max_entries=256, show_spinner=False)
def paired_difference(first: tuple[float, ...], second: tuple[float, ...]) -> Estimate:
    """Return how much higher `second` is than `first`, one number a seed in the same order, with its interval."""
    found: Estimate = shared_engine().call("kdviz.measures:difference", first, second, True)
    return found

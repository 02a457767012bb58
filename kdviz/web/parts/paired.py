"""Differences between students, computed in a worker."""

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.results import Estimate


@st.cache_data(max_entries=256, show_spinner=False)
def difference(first: tuple[float, ...], second: tuple[float, ...], paired: bool = True) -> Estimate:
    """Return how much higher `second` is than `first`, one number a seed, with its interval; paired seed by seed."""
    found: Estimate = shared_engine().call("kdviz.measures:difference", first, second, paired)
    return found

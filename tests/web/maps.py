"""Maps without a browser: opened, trained, and read off."""

import base64
import json

import numpy as np
from streamlit.testing.v1 import AppTest

from kdviz.engine import Engine, Progress
from kdviz.results import Status
from kdviz.web.session.sweeps import KEY
from tests.web.pages import open_at


def open_map(**asked: str) -> AppTest:
    return open_at("landscapes", **asked)


def see_end(engine: Engine, sweep_id: str, until=lambda progress: not progress.status.in_flight) -> Progress:
    seen = None
    while seen is None or not until(seen):
        seen = engine.progress(sweep_id, seen)
        assert seen.status is not Status.FAILED
    return seen


def ended(engine: Engine, page: AppTest, *until) -> Progress:
    return see_end(engine, page.session_state[KEY], *until)


def run_map(engine: Engine, **asked: str) -> AppTest:
    page = open_map(**asked)
    page.button(key="run_sweep").click().run()
    ended(engine, page)
    page.run()
    assert not page.exception
    return page


def charts(page: AppTest) -> list[list[dict]]:
    return [json.loads(chart.proto.spec)["data"] for chart in page.get("plotly_chart")]


def numbers(trace: dict) -> list[float]:
    found = [decoded(trace[axis]) for axis in ("x", "y", "z") if trace.get(axis)]
    flat = [each for axis in found for row in axis for each in (row if isinstance(row, list) else [row])]
    return [each for each in flat if isinstance(each, float | int)]


def decoded(values: list | dict) -> list:
    """Return what plotly has written, arrays as text."""
    if isinstance(values, list):
        return values
    return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()

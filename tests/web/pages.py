"""Pages without a browser: opened, looked at, and pressed."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

import kdviz
from kdviz.engine import Engine
from kdviz.store.whose import of_visitor
from kdviz.verdicts.guess import Guess
from kdviz.verdicts.why import Why
from kdviz.web.parts.knob_control import OTHERS, REST
from kdviz.web.routes.visitors import BROWSER, IS_HOST
from kdviz.web.session.guess import ANSWERS, Question
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.literal import literal
from tests.serving import PATIENCE

MAIN = Path(kdviz.__file__).parent / "web" / "main.py"
QUICK = {"teacher": "16", "teacher_steps": "40", "steps": "20", "seeds": "2"}


def as_visitor(monkeypatch: pytest.MonkeyPatch, browser: str) -> str:
    """Let pages be opened by a visitor's browser, as the guard tells them of one, and return who that is."""
    who = of_visitor(browser)
    told = {BROWSER: who, IS_HOST: "no"}
    monkeypatch.setattr(ContextProxy, "headers", property(lambda _context: told))
    return who


def open_home(**query: str) -> AppTest:
    return _new(query).run()


def _new(query: dict[str, str]) -> AppTest:
    page = AppTest.from_file(str(MAIN), default_timeout=PATIENCE)
    for name, value in query.items():
        page.query_params[name] = value
    # Widgets are there to be set by tests, also those that are folded away.
    page.session_state[OTHERS] = page.session_state[REST] = True
    return page


def open_page(**query: str) -> AppTest:
    """Open the page Train."""
    return open_at("distill", **query)


def open_at(name: str, **query: str) -> AppTest:
    """Open the page `name` with a link of its own, as the first of a session."""
    page = _new(query)
    # AppTest finds pages by their names after its first run only; to draw the home page first takes longer than most.
    page._registered_pages = _pages()
    page.switch_page(f"views/{name}/page.py").run()
    assert not page.exception
    return page


@cache
def _pages() -> dict[Any, Any]:
    return open_home()._registered_pages


def unfold(page: AppTest) -> AppTest:
    """Open all that is folded away, which is drawn only then."""
    for expander in page.expander:
        _internal, _hyphen, key = expander.proto.id.rpartition("-")
        if key:
            page.session_state[key] = True
    return page.run()


def texts(page: AppTest) -> list[str]:
    kinds = [page.markdown, page.title, page.header, page.caption, page.warning, page.error, page.info]
    return [element.value for kind in kinds for element in kind]


def query(page: AppTest) -> dict[str, str]:
    """Return the URL's parameters; AppTest has lists of what a test set and texts of what the page set."""
    return {name: value if isinstance(value, str) else value[0] for name, value in page.query_params.items()}


def given(page: AppTest, name: str) -> dict:
    """Return what our component `name` on the page was given."""
    (proto,) = _given(page, name)
    return json.loads(proto.json or proto.mixed.json)


def is_given(page: AppTest, name: str) -> bool:
    """Return whether our component `name` is on the page."""
    return bool(_given(page, name))


def _given(page: AppTest, name: str) -> list[Any]:
    return [each.proto for each in page.get("bidi_component") if each.proto.component_name.endswith(f"kdviz_{name}")]


def answer_guess(page: AppTest, name: str, guess: Guess) -> None:
    """Commit to a guess of the question that stands on the page `name`."""
    page.session_state[ANSWERS] = {Question(name, given(page, "guess")["about"]): guess}


def answer_each(page: AppTest, job_id: str, explanations: Sequence[Why]) -> None:
    """Pick each explanation of a job's result, and expect its answer."""
    for why in explanations:
        page.radio(key=f"why_{job_id}_en").set_value(why.name).run()
        (answer,) = page.success if why.holds else page.warning
        assert answer.value == literal(why.answer)


def curves(page: AppTest) -> dict:
    return given(page, "curves")


def type_network(page: AppTest, text: str) -> AppTest:
    """Type a student that is not among the options, which AppTest's own selectbox cannot."""
    box = page.selectbox(key=PREFIX + "student")
    box.options.append(text)
    return box.set_value(text).run()


def finish(page: AppTest, engine: Engine) -> AppTest:
    """Press Run and wait for the run to end, as the page does by looking again."""
    page.button(key="run").click().run()
    engine.wait(page.session_state["run_id"], after=10**9)
    return page.run()


def begin(page: AppTest, engine: Engine) -> AppTest:
    """Press Run and wait for the first word from the worker."""
    page.button(key="run").click().run()
    assert engine.wait(page.session_state["run_id"], timeout=PATIENCE)
    return page.run()

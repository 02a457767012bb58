"""What is kept from another kind of device is offered, with its device named, and Run trains."""

from collections.abc import Iterator

import pytest

import kdviz
from kdviz.store.device import last_device, remember_device
from kdviz.verdicts.device import kept_elsewhere
from kdviz.web.session.runs import KEY as RUN
from kdviz.web.session.sweeps import KEY as SWEEP
from tests.web.maps import run_map
from tests.web.pages import QUICK, finish, open_at, open_page, texts

SENTENCE = kept_elsewhere("cpu")
HERE = {**QUICK, "first_seed": "4242"}


@pytest.fixture
def gpu(engine) -> Iterator[None]:
    """What workers last reported here is a GPU; those of the test have trained, and go on training, on a processor."""
    before = last_device(engine.history.folder)
    assert before == "cpu"
    yield remember_device(engine.history.folder, "cuda")
    remember_device(engine.history.folder, before)


def test_a_kept_run_is_offered_and_shown_when_it_is_asked_for(engine, request):
    page = finish(open_page(**HERE), engine)
    kept = page.session_state[RUN]
    assert SENTENCE not in texts(page)
    assert "Trained on a processor (CPU)." in texts(page)
    request.getfixturevalue("gpu")
    page = finish(page, engine)
    assert page.session_state[RUN] != kept, "Run trains"
    assert SENTENCE in texts(page)
    page.button(key="show_elsewhere").click().run()
    assert page.session_state[RUN] == kept
    assert SENTENCE not in texts(page)


def test_a_kept_map_is_offered_and_shown_when_it_is_asked_for(engine, request):
    axes = {**HERE, "axis1": "temperature:1,4", "axis2": "alpha:0.5"}
    kept = run_map(engine, **axes).session_state[SWEEP]
    request.getfixturevalue("gpu")
    page = run_map(engine, **axes)
    assert page.session_state[SWEEP] != kept
    assert SENTENCE in texts(page)
    page.button(key="show_elsewhere").click().run()
    assert page.session_state[SWEEP] == kept
    assert SENTENCE not in texts(page)


def test_kinds_that_are_kept_are_said_to_be_on_the_page_runs(engine, request):
    def raced():
        page = open_at("kinds", **HERE, labels="30", kinds="logits")
        page.button(key="run_kinds").click().run()
        while page.session_state["kinds_race"].going:
            engine.wait(page.session_state["kinds_race"].last, after=10**9)
            page.run()
        return page

    assert not [text for text in texts(raced()) if SENTENCE in text]
    request.getfixturevalue("gpu")
    assert [text for text in texts(raced()) if SENTENCE in text]


def test_scripts_and_commands_say_it_before_they_train(engine, request, caplog):
    experiment = kdviz.Experiment(teacher="16", teacher_steps=40, steps=5, seeds=1, first_seed=4243)
    kept = kdviz.run(experiment)
    assert (kept.device, kept.report()["device"]) == ("cpu", "cpu")
    assert kdviz.run(experiment).run_id == kept.run_id
    assert SENTENCE not in caplog.text
    request.getfixturevalue("gpu")
    assert kdviz.run(experiment).run_id != kept.run_id
    assert f"kdviz: {SENTENCE} ({kept.run_id[:8]})" in caplog.text

"""The home page without a browser: what its picture is told, and where it goes on."""

import base64

import numpy as np
import pytest
from safetensors.numpy import load

import kdviz
from kdviz.engine import Engine
from kdviz.store.recordings import RECORDED, recorded_file, recording
from kdviz.web.session.runs import KEY
from kdviz.web.views.learn.home import SHOWN
from tests.web.pages import QUICK, given, open_home, query

TWINS = ("hard", "distilled")


@pytest.fixture
def told(engine) -> dict:
    return given(open_home(), "story")


def shares(logits: list[float]) -> np.ndarray:
    powers = np.exp(np.array(logits) - max(logits))
    return powers / powers.sum()


def test_the_teacher_is_right_on_the_first_digit_with_a_second_thought_and_fooled_by_the_next(told):
    first, second = told["pictures"]
    for picture in (first, second):
        assert len(picture["pixels"]) == 64
        assert 0.2 < np.sort(shares(picture["logits"]))[-2] < 0.5, "a clear second thought"
    assert np.argmax(first["logits"]) == first["label"]
    assert np.argsort(second["logits"])[-2] == second["label"] != np.argmax(second["logits"])


def test_the_story_ends_with_what_the_recorded_run_came_to(told):
    ending, recorded = told["recorded"]["ending"], recording(RECORDED)
    gains = [taught - hard for hard, taught in ending["counts"]]
    assert np.mean(gains) == pytest.approx(ending["mean"])
    assert ending["mean"] == pytest.approx(500 * recorded.gain.mean)
    assert ending["ends"] == pytest.approx([500 * end for end in recorded.gain.ci95])
    story = load(recorded_file(RECORDED, "story"))
    counts = np.unpackbits(story["right"], axis=-1)[..., :500].sum(-1)
    assert counts[-1].tolist() == ending["counts"][0]
    assert counts[0].max() < 100, "it begins with guessing"
    assert story["inputs"].shape == (500, 1, 8, 8)
    assert story["steps"][[0, -1]].tolist() == [0, recorded.experiment.steps]


def test_a_run_that_was_trained_in_place_is_told_digit_by_digit(engine: Engine):
    result = kdviz.run(kdviz.Experiment(**{name: int(value) for name, value in QUICK.items() if name != "teacher"}))
    page = open_home()
    page.session_state[KEY] = page.session_state[SHOWN] = result.run_id
    live = given(page.run(), "story")["live"]
    assert live["run_id"] == result.run_id
    assert not live["in_flight"]
    bits = np.unpackbits(np.frombuffer(base64.b64decode(live["ending"]["right"]), np.uint8).reshape(2, -1), axis=-1)
    accuracy = [result.arms[arm].accuracy[0] for arm in TWINS]
    np.testing.assert_allclose(bits[:, :500].mean(-1), accuracy, atol=1e-6)
    # Another run that the session begins is none of the picture's.
    page.session_state[SHOWN] = "another"
    assert given(page.run(), "story")["live"] is None
    assert {*query(page)} == {"lang"}, "a link to the home page is one"

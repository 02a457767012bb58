"""The slider of bits in a real browser: what rounding does to the kept students follows the finger."""

import re
from functools import partial

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from safetensors.numpy import load
from torch.func import functional_call

from kdviz import networks
from kdviz.catalog import Stage
from kdviz.compression.quantize import quantize
from kdviz.compression.student import Student
from kdviz.store.recordings import RECORDED_COMPRESSION, recorded_compression_file
from tests.browser.listening import assert_quiet

STUDENTS = ("32/train", "32/distill,prune=0.8,tune=teacher:250")


def rounded(student: str) -> dict[int, dict[str, float]]:
    """Return what a worker says of a recorded student at each number of bits."""
    images, kept = (load(recorded_compression_file(RECORDED_COMPRESSION, name)) for name in ("arrays", "students"))
    own = {
        name.rpartition("/")[2]: torch.from_numpy(values[0])
        for name, values in kept.items()
        if name.rpartition("/")[0] == student
    }
    network, labels = networks.build("32", (1, 8, 8), 10, seed=0), images["test_labels"]
    inputs = torch.from_numpy(images["test_inputs"].astype(np.float32))

    def answers(parameters):
        return functional_call(network, parameters, (inputs,)).argmax(1).numpy()

    before, found = answers(own), {}
    for bits in range(2, 9):
        after = answers(quantize(Student.of(own), Stage.read(f"quantize={bits}").knobs, {}).parameters)
        found[bits] = {
            "flipped": np.sum(before != after),
            "broken": np.sum((before == labels) & (after != labels)),
            "fixed": np.sum((before != labels) & (after == labels)),
            "accuracy": np.mean(after == labels),
        }
    return found


def test_what_flips_follows_the_finger_and_is_what_a_worker_says(new_page, app_url):
    sent: list[str] = []
    page = new_page(
        f"{app_url}/compress?open=bits&bits=8",
        locale="en-US",
        heard=lambda socket: socket.on("framesent", lambda _frame: sent.append("frame")),
    )
    bits, slider = page.locator(".bits"), page.locator(".bits-slider")
    expect(page.locator(".bits[data-drawn]")).to_be_visible()
    expect(page.locator(".bits-number")).to_have_text("8 bits")

    def move(count: int) -> None:
        slider.evaluate(f"slider => {{ slider.value = {8 - count}; slider.dispatchEvent(new Event('input')) }}")

    # Nothing is asked of the server while the finger moves.
    assert_quiet(page, sent, partial(move, 5))
    expect(page.locator(".bits-number")).to_have_text("5 bits")
    for student in STUDENTS:
        page.locator(".bits-student").select_option(student)
        worker = rounded(student)
        assert worker[2]["flipped"] > 50
        for count, expected in worker.items():
            move(count)
            expect(page.locator(".bits-number")).to_have_text(f"{count} bits")
            expect(page.locator(".bits-told")).to_contain_text(f"{expected['flipped']:.0f} of 500 answers flip.")
            shown = bits.evaluate("root => root.shown")
            assert (shown["student"], shown["bits"]) == (student, count)
            assert {name: shown[name] for name in expected} == pytest.approx(expected), count
            expect(page.locator(".bits-flips figure")).to_have_count(min(24, int(expected["flipped"])))
    slider.press("ArrowRight")
    expect(page.locator(".bits-number")).to_have_text("7 bits")
    expect(page).to_have_url(re.compile("bits=7"))

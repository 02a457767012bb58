"""The attacker's sliders in a real browser: one image and two nets follow the finger, as Python computes them."""

import re
from functools import partial

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from safetensors.numpy import load

from kdviz import networks
from kdviz.attacks.gradients import answer_of, input_gradient, is_zero
from kdviz.attacks.linf import fgsm
from kdviz.store.recordings import RECORDED_ATTACK, recorded_attack_file
from tests.browser.listening import assert_quiet
from tests.walk.checks import out_of_view
from tests.walk.test_view import opened

NETS = ("plain", "distilled")


# A slope whose sign is clear at T = 1. Probabilities near 1 are rounded by 6e-8 in single precision, and weights carry
# that to the slopes: the sign of a smaller one depends on the order of a sum.
CLEAR = 2e-6


def attacked(net: str, temperature: float, bound: float, seen: np.ndarray) -> dict[str, np.ndarray]:
    """Return what a worker says of a recorded net under attack, and of attacked images that were `seen`."""
    images, kept = (load(recorded_attack_file(RECORDED_ATTACK, name)) for name in ("arrays", "students"))
    own = {
        name.rpartition("/")[2]: torch.from_numpy(values[0])
        for name, values in kept.items()
        if name.rpartition("/")[0] == net
    }
    inputs = torch.from_numpy(images["test_inputs"].astype(np.float32))
    answer = answer_of(networks.build("64", (1, 8, 8), 10, seed=0), own)
    labels = torch.from_numpy(images["test_labels"])
    slopes = input_gradient(answer, labels, temperature)
    logits = answer(torch.from_numpy(seen).float().reshape(inputs.shape))
    found = {"slopes": slopes(inputs), "attacked": fgsm(slopes, inputs, bound), "logits": logits}
    flat = {name: values.flatten(1).numpy() for name, values in found.items()}
    right = (logits.argmax(1) == labels).sum()
    return flat | {"zeros": is_zero(found["slopes"]).sum().numpy(), "right": right.numpy()}


def test_the_attack_follows_the_finger_and_is_what_a_worker_says(new_page, app_url):
    sent: list[str] = []
    page = new_page(
        f"{app_url}/attack",
        locale="en-US",
        heard=lambda socket: socket.on("framesent", lambda _frame: sent.append("frame")),
    )
    expect(page.locator(".attack[data-drawn]")).to_be_visible()
    slider = page.locator(".attack-temperature")

    def move(stop: int) -> None:
        slider.evaluate("(slider, stop) => { slider.value = stop; slider.dispatchEvent(new Event('input')) }", stop)

    # Nothing is asked of the server while the finger moves.
    assert_quiet(page, sent, partial(move, 10))
    for stop, temperature in ((0, 1.0), (20, 10.0), (40, 100.0)):
        move(stop)
        expect(page.locator(".attack-temperature-number")).to_have_text(f"{temperature:g}")
        page.wait_for_function("t => document.querySelector('.attack').shown.temperature === t", arg=temperature)
        shown = page.locator(".attack").evaluate("root => root.shown")
        assert [net["name"] for net in shown["nets"]] == [*NETS]
        for net in shown["nets"]:
            here = {name: np.array(net[name]) for name in ("slopes", "attacked", "logits")}
            worker = attacked(net["name"], temperature, 0.15, here["attacked"])
            assert (net["zeros"], net["right"]) == (worker["zeros"], worker["right"])
            for name in ("slopes", "logits"):
                assert here[name] == pytest.approx(worker[name], rel=1e-4, abs=1e-4), (net["name"], name)
            clear = np.abs(worker["slopes"]) > CLEAR / temperature
            assert clear.mean() > {"plain": 0.9, "distilled": 0.05}[net["name"]]
            assert here["attacked"][clear] == pytest.approx(worker["attacked"][clear], abs=1e-6), net["name"]
    # The mask comes off.
    right = {net["name"]: net["right"] for net in shown["nets"]}
    assert right["distilled"] < 30
    slider.focus()
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("looked=112"))


@pytest.mark.parametrize("screen", ["laptop", "phone"])
def test_both_nets_are_in_view_with_the_attacker_s_slider(new_page, app_url, screen):
    page = opened(new_page, f"{app_url}/attack", "en", "light", screen)
    expect(page.locator(".attack[data-drawn]")).to_be_visible()
    if screen == "phone":
        page.locator(".attack-nets").evaluate("nets => nets.scrollIntoView({ block: 'center' })")
    page.locator(".attack-temperature").press("End")
    expect(page.locator(".attack-temperature-number")).to_have_text("1000")
    assert out_of_view(page, ".attack-temperature", ".attack-nets") == []


@pytest.mark.parametrize(("language", "screen"), [("en", "hall"), ("zh_CN", "large hall")])
def test_a_hall_breaks_the_defense_with_one_slider(new_page, app_url, language, screen):
    page = opened(new_page, f"{app_url}/attack?view=projector", language, "light", screen)
    expect(page.locator(".attack[data-drawn]")).to_be_visible()
    seen = (".attack-temperature", ".attack-image", *(f".attack-net >> nth={place}" for place in range(len(NETS))))
    distilled = page.locator(".attack-net").nth(NETS.index("distilled"))

    def right() -> float:
        """Return the share that stays right, as the bar draws it."""
        share = distilled.evaluate("net => parseFloat(getComputedStyle(net).getPropertyValue('--right'))")
        expect(distilled.locator(".attack-net-right")).to_contain_text(f"{100 * share:.0f}")
        return share

    def in_view() -> bool:
        boxes = [page.locator(one).bounding_box() for one in seen]
        width, height = (page.viewport_size[side] for side in ("width", "height"))
        return all(
            box["y"] >= 0 and box["y"] + box["height"] <= height and box["x"] + box["width"] <= width for box in boxes
        )

    assert page.locator("input[type=range]").filter(visible=True).count() == 1
    assert in_view()
    assert right() > 0.75
    page.locator(".attack-temperature").fill("40")
    expect(page.locator(".attack-temperature-number")).to_have_text("100")
    page.wait_for_function("() => document.querySelector('.attack').shown.temperature === 100")
    assert right() < 0.3
    assert in_view()

"""Colours that people with every common deficiency tell apart, on light ground and on dark."""

from itertools import combinations

import numpy as np
import pytest
from plotly.colors import sample_colorscale

from kdviz.catalog import data_sets
from kdviz.figures.landscape import DIVERGING, FRAME, HELPS, HURTS, NEITHER, SEQUENTIAL, ZERO
from kdviz.figures.style import CLASS_COLORS, LOOKS, RUN_LOOKS, UNTAUGHT, class_looks

# Machado, Oliveira, Fernandes 2009, A Physiologically-based Model for Simulation of Color Vision Deficiency.
SEEN_WITH = {
    "full sight": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
GROUNDS = ("#ffffff", "#12181c")


def linear(color: str) -> np.ndarray:
    """Return the linear RGB of a hexadecimal colour."""
    values = np.array(unit(color))
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Return perceptual coordinates (Ottosson 2020) of linear RGB."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    mixed = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return mixed @ np.cbrt(cones @ np.clip(rgb, 0, 1))


def apart(first: str, second: str, seen: np.ndarray) -> float:
    return float(np.linalg.norm(oklab(seen @ linear(first)) - oklab(seen @ linear(second))))


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours by WCAG 2, from 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    brighter, darker = sorted((float(weights @ linear(color)) for color in (first, second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def unit(color: str) -> tuple[float, ...]:
    """Return red, green and blue of a hexadecimal colour, from 0 to 1."""
    return tuple(int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))


@pytest.mark.parametrize("sight", SEEN_WITH)
def test_arms_are_told_apart(sight):
    for first, second in combinations([*LOOKS.values(), UNTAUGHT], 2):
        distance = apart(first.color, second.color, SEEN_WITH[sight])
        assert distance > 0.1, (first.title, second.title, round(distance, 3))


@pytest.mark.parametrize("sight", SEEN_WITH)
def test_classes_are_told_apart(sight):
    assert len(CLASS_COLORS) >= max(card.classes for card in data_sets().values() if card.is_plane)
    for first, second in combinations(class_looks(len(CLASS_COLORS)), 2):
        distance = apart(first.color, second.color, SEEN_WITH[sight])
        assert distance > 0.1, (first.color, second.color, round(distance, 3))


def test_dash_and_marker_tell_them_apart_without_any_colour():
    for looks in ([*LOOKS.values(), UNTAUGHT], RUN_LOOKS, class_looks(3)):
        assert len({look.dash for look in looks}) == len({look.symbol for look in looks}) == len([*looks])


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_line_stands_out_from_its_ground(ground):
    """Contrast of at least 3 : 1, as WCAG 2 asks of graphics."""
    for look in (*LOOKS.values(), UNTAUGHT, *RUN_LOOKS):
        assert contrast(look.color, ground) >= 3, (look.title or look.color, ground)


@pytest.mark.parametrize("scale", [DIVERGING, SEQUENTIAL])
def test_a_chosen_cell_s_frame_stands_out_from_every_color_of_a_map(scale):
    (dark, wide), (light, narrow) = FRAME
    assert wide >= narrow + 4, "the wider line is seen on both sides of the other"
    assert contrast(dark, light) >= 3
    shares = np.linspace(0, 1, 101)
    colors = [*sample_colorscale(scale, shares, colortype="tuple"), *map(unit, (NEITHER, HELPS, HURTS, ZERO, *GROUNDS))]
    # Cells of which nobody knows fade towards the color of zero.
    colors += [tuple(0.45 * np.array(color) + 0.55 * np.array(unit(ZERO))) for color in colors]
    for color in colors:
        shown = "#" + "".join(f"{round(255 * part):02x}" for part in color)
        assert max(contrast(line, shown) for line in (dark, light)) >= 3, shown

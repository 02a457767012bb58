"""Ready-made maps, and values for the axes of any other."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from kdviz.catalog import Knob, plain
from kdviz.experiment import Experiment, is_whole, knob
from kdviz.i18n import N_

STUDENTS = ("linear", "4", "8", "16", "32", "64", "128", "64x64")
TEACHERS = ("16", "32", "64", "128x128", "256x256", "512x512")
SCALE = (0.25, 0.5, 1, 2, 4)
FEWER = 8


@dataclass(frozen=True)
class ReadyMap:
    """A map that one click sets; title, short (under its picture) and question are marked messages."""

    title: str
    short: str
    question: str
    # Knobs, and functions that return their values for an experiment.
    axes: tuple[tuple[str, Callable[[Experiment], str]], ...]
    # What it shows first.
    measure: str = "gain"


def _always(*values: object) -> Callable[[Experiment], str]:
    return lambda _experiment: joined(values)


def joined(values: object) -> str:
    """Write values as a reader types them."""
    assert isinstance(values, tuple | list)
    return ", ".join(_text(value) for value in values)


def _text(value: object) -> str:
    return "none" if value is None else plain(value) if isinstance(value, float) else str(value)


def split(text: str) -> list[str]:
    """Return the values that were typed, with commas of either script between."""
    return [value.strip() for value in text.replace("，", ",").replace("、", ",").split(",") if value.strip()]


def _labels(experiment: Experiment) -> str:
    data = experiment.data
    most = data.transfer_images(experiment.omit_class) - experiment.unlabelled_images
    stops = [stop for stop in (10, 20, 40, 80, 150, 300, 600) if data.classes <= stop < most]
    return joined([*stops, *(() if experiment.unlabelled_images else ("all",))])


def _unlabeled(experiment: Experiment) -> str:
    rest = experiment.data.transfer_images(experiment.omit_class) - experiment.labelled_images
    return joined([*(stop for stop in (0, 50, 100, 200, 400, 600) if stop < rest), rest])


TEMPERATURES = _always(1, 1.5, 2, 3, 4, 6, 10, 20)
FEW_TEMPERATURES = _always(1, 2, 4, 8, 20)

MAPS = {
    "landscape": ReadyMap(
        N_("The landscape of temperature and weight"),
        N_("Heat, weight"),
        N_("How soft should the teacher's answers be, and how much should they weigh?"),
        (("temperature", TEMPERATURES), ("alpha", _always(0, 0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1))),
    ),
    "labels": ReadyMap(
        N_("When does distillation help? By labels"),
        N_("Few labels"),
        N_("With few labels a teacher is worth a lot. With how many is it worth nothing?"),
        (("temperature", FEW_TEMPERATURES), ("labels", _labels)),
        "sign",
    ),
    "noise": ReadyMap(
        N_("When does distillation help? By wrong labels"),
        N_("Wrong labels"),
        N_("How many wrong labels does a teacher make up for?"),
        (("temperature", FEW_TEMPERATURES), ("label_noise", _always(0, 0.1, 0.2, 0.4, 0.6, 0.8))),
        "sign",
    ),
    "unlabeled": ReadyMap(
        N_("When does distillation help? By unlabelled images"),
        N_("No labels"),
        N_("What is an image worth that only the teacher labels?"),
        (("temperature", FEW_TEMPERATURES), ("unlabeled", _unlabeled)),
        "sign",
    ),
    "sizes": ReadyMap(
        N_("Sizes: student by teacher"),
        N_("Both sizes"),
        N_("Does a larger teacher teach better, and whom?"),
        (("student", _always("8", "16", "32", "64")), ("teacher", _always(*TEACHERS))),
        "accuracy",
    ),
    "gap": ReadyMap(
        N_("The teacher's size at a fixed student"),
        N_("Big teachers"),
        N_("Can a teacher be too large for its student?"),
        (("teacher", _always(*TEACHERS)),),
        "accuracy",
    ),
    "tradeoffs": ReadyMap(
        N_("Trade-offs: what accuracy costs"),
        N_("Price"),
        N_("Which student would you deploy, and how was it trained?"),
        (("student", _always(*STUDENTS)),),
        "accuracy",
    ),
    "parts": ReadyMap(
        N_("Which part of the soft label matters"),
        N_("Soft labels"),
        N_("Is it the teacher's answer to this very image, or would the answer to another one do?"),
        (("soft_labels", _always(*knob("soft_labels").options)),),
        "accuracy",
    ),
}


def axes_of(name: str, experiment: Experiment) -> list[tuple[str, str]]:
    """Return the axes of the ready-made map `name`, knobs and values as typed, for the data of `experiment`."""
    return [(axis, values(experiment)) for axis, values in MAPS[name].axes]


def suggestion(name: str, experiment: Experiment) -> str:
    """Return values for an axis of the knob `name`, which the reader may change."""
    known = [values for ready in MAPS.values() for axis, values in ready.axes if axis == name]
    if known:
        return known[0](experiment)
    description, current = knob(name), getattr(experiment, name)
    if options := (*description.options,):
        return joined(options)
    if description.syntax:
        return joined(STUDENTS[3:6])
    if description.stops:
        return joined(description.stops[:FEWER])
    if description.widget == "class":
        return joined([None, *range(experiment.data.classes)])
    return joined([*dict.fromkeys(_around(description, current, whole=is_whole(name)))])


def _around(description: Knob, current: float | bool, *, whole: bool) -> list[float | bool]:
    """Return values about the current one, or over the whole of a short range."""
    if isinstance(current, bool):
        return [True, False]
    lowest, highest = description.bounds or (-math.inf, math.inf)
    if highest <= 1:
        return [min(share, highest) for share in (0.0, 0.1, 0.2, 0.4, 0.8)]
    if whole and description.step == 1 and not description.unit and lowest == 0:
        return [int(description.clamp(current + place)) for place in range(len(SCALE))]
    scaled = [description.clamp(current * factor) for factor in SCALE]
    return [round(value) for value in scaled] if whole else [float(value) for value in scaled]

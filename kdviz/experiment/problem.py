"""What can be wrong with an experiment, in sentences that name the value and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kdviz import catalog
from kdviz.catalog import CatalogError
from kdviz.catalog.limits import LIMITS
from kdviz.i18n import ENGLISH, N_, Translator

if TYPE_CHECKING:
    from kdviz.experiment.experiment import Experiment


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an experiment.

    Attributes
    ----------
    name : str
        The knob to change.
    value : object
        What was given.
    template : str
        A marked message that says what is allowed.
    blanks : Mapping
        What fills the template.
    nearest : object
        The nearest value that would do; None where none is known.
    """

    name: str
    value: object
    template: str
    blanks: Mapping[str, object] = field(default_factory=dict)
    nearest: object = None

    def sentence(self, _: Translator = ENGLISH, call: str | None = None) -> str:
        """Say in one sentence what is wrong and what is allowed; `call` is how the reader knows the knob."""
        allowed = _(self.template).format(**self.blanks)
        return _("{knob} is {value}: {allowed}.").format(knob=call or self.name, value=self.value, allowed=allowed)


def misfits(experiment: Experiment) -> Iterator[Problem]:
    """Yield what does not fit together in an experiment whose knobs are each in range."""
    data = experiment.data
    if experiment.omit_class is not None and experiment.omit_class >= data.classes:
        yield Problem(
            "omit_class",
            experiment.omit_class,
            N_("the classes of this data set are 0 to {last}"),
            {"last": data.classes - 1},
            nearest=data.classes - 1,
        )
        return
    yield from _network_misfits(experiment, "teacher", LIMITS.teacher_parameters)
    yield from _network_misfits(experiment, "student", LIMITS.student_parameters)
    available = data.transfer_images(experiment.omit_class)
    needed = data.classes - (experiment.omit_class is not None)
    if not needed <= experiment.labelled_images <= available:
        yield Problem(
            "labels",
            experiment.labels,
            N_("allowed are {needed} (one for each class) to {available} images, or “all”"),
            {"needed": needed, "available": available},
            nearest=min(max(experiment.labelled_images, needed), available),
        )
        return
    rest = available - experiment.labelled_images
    if experiment.unlabelled_images > rest:
        yield Problem(
            "unlabeled",
            experiment.unlabeled,
            N_("allowed are 0 to {rest} images, which is what the labelled ones leave"),
            {"rest": rest},
            nearest=rest,
        )
    if experiment.work > LIMITS.multiply_accumulates:
        share = LIMITS.multiply_accumulates / experiment.work
        yield Problem(
            "steps",
            experiment.steps,
            N_("this experiment is {times} times over the limit of work; take smaller networks, fewer steps or seeds"),
            {"times": f"{1 / share:.1f}"},
            nearest=max(1, int(experiment.steps * share * 0.9)),
        )


def _network_misfits(experiment: Experiment, name: Literal["teacher", "student"], limit: int) -> Iterator[Problem]:
    text = str(getattr(experiment, name))
    try:
        cost = catalog.cost(text, experiment.data.shape, experiment.data.classes)
    except CatalogError as error:
        yield Problem(name, text, error.template, error.blanks)
        return
    if cost.parameters > limit:
        yield Problem(
            name,
            text,
            N_("it would have {parameters} parameters, and at most {limit} are allowed"),
            {"parameters": f"{cost.parameters:,}", "limit": f"{limit:,}"},
        )

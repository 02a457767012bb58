"""What can be wrong with an experiment, in sentences that name the value and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from operator import itemgetter
from typing import TYPE_CHECKING

from kdviz import catalog
from kdviz.catalog import CatalogError
from kdviz.catalog.limits import LIMITS
from kdviz.experiment.work import stage_work, step_work
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
        value = "“”" if self.value == "" else self.value
        return _("{knob} is {value}: {allowed}.").format(knob=call or self.name, value=value, allowed=allowed)


def misfits(experiment: Experiment) -> Iterator[Problem]:
    """Yield what does not fit together in an experiment whose knobs are each in range."""
    data = experiment.data
    if experiment.omit_class is not None and not 0 <= experiment.omit_class < data.classes:
        yield Problem(
            "omit_class",
            experiment.omit_class,
            N_("the classes of this data set are 0 to {last}"),
            {"last": data.classes - 1},
            nearest=min(max(experiment.omit_class, 0), data.classes - 1),
        )
        return
    yield from _network_misfits(experiment, "teacher", experiment.teacher, LIMITS.teacher_parameters)
    yield from _network_misfits(experiment, "student", experiment.student, LIMITS.student_parameters)
    for text in experiment.networks_between:
        yield from _network_misfits(experiment, experiment.kind_card.between, text, LIMITS.student_parameters)
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
    if not 0 <= experiment.unlabelled_images <= rest:
        yield Problem(
            "unlabeled",
            experiment.unlabeled,
            N_("allowed are 0 to {rest} images, which is what the labelled ones leave"),
            {"rest": rest},
            nearest=min(max(experiment.unlabelled_images, 0), rest),
        )
    if experiment.label_noise and needed < 2:
        yield Problem(
            "label_noise",
            experiment.label_noise,
            N_("allowed is 0, since with one class left there is no other to take its place"),
            nearest=0.0,
        )
    yield from _work_misfits(experiment)


def _work_misfits(experiment: Experiment) -> Iterator[Problem]:
    card, limit = experiment.kind_card, LIMITS.multiply_accumulates
    parts = {"teacher_steps": experiment.teacher_work, "steps": experiment.steps * step_work(experiment)}
    if stage := card.hinted_steps or card.makes_images:
        parts[stage] = stage_work(experiment)
    work = sum(parts.values())
    if work > limit:
        name, own = max(parts.items(), key=itemgetter(1))
        steps = int(getattr(experiment, name))
        yield Problem(
            name,
            steps,
            N_("this experiment is {times} times over the limit of work; take smaller networks, fewer steps or seeds"),
            {"times": f"{work / limit:.1f}"},
            nearest=max(1, int(steps * (limit - (work - own)) / own * 0.9)),
        )
    made = experiment.seeds * experiment.made_images * prod(experiment.data.shape)
    if made > LIMITS.activations:
        yield Problem(
            card.makes_images,
            getattr(experiment, card.makes_images),
            N_("of so many labelled images in so many seeds, that takes {times} times the memory allowed"),
            {"times": f"{made / LIMITS.activations:.1f}"},
            nearest=max(1, int(getattr(experiment, card.makes_images) * LIMITS.activations / made)),
        )
    if experiment.activations > LIMITS.activations:
        share = LIMITS.activations / experiment.activations
        yield Problem(
            "batch_size",
            experiment.batch_size,
            N_("with so many seeds a step of this student needs {times} times the memory allowed; take less of either"),
            {"times": f"{1 / share:.1f}"},
            nearest=max(1, int(experiment.batch_size * share)),
        )


def _network_misfits(experiment: Experiment, name: str, text: str, limit: int) -> Iterator[Problem]:
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

"""Checks of settings that are each in range but may not fit together."""

from collections.abc import Iterator
from operator import itemgetter

from kdviz.catalog import CatalogError, Problem, network
from kdviz.catalog.limits import LIMITS, MOST_LAYERS
from kdviz.experiment.settings import Settings
from kdviz.experiment.work import activations, step_work
from kdviz.i18n import N_


def misfits(settings: Settings) -> Iterator[Problem]:
    """Yield what does not fit, at last what the kind of distillation needs and does not find."""
    data = settings.data
    if settings.omit_class is not None and not 0 <= settings.omit_class < data.classes:
        yield Problem(
            "omit_class",
            settings.omit_class,
            N_("the classes of this data set are 0 to {last}"),
            {"last": data.classes - 1},
            nearest=min(max(settings.omit_class, 0), data.classes - 1),
        )
        return
    yield from _network_misfits(settings, "teacher", settings.teacher, LIMITS.teacher_parameters)
    yield from _network_misfits(settings, "student", settings.student, LIMITS.student_parameters)
    for stage in settings.kind_card.stages:
        for text in stage.networks(settings):
            yield from _network_misfits(settings, stage.knob, text, LIMITS.student_parameters)
    available = data.transfer_images(settings.omit_class)
    needed = data.classes - (settings.omit_class is not None)
    if not needed <= settings.labelled_images <= available:
        yield Problem(
            "labels",
            settings.labels,
            N_("allowed are {needed} (one for each class) to {available} images, or “all”"),
            {"needed": needed, "available": available},
            nearest=min(max(settings.labelled_images, needed), available),
        )
        return
    rest = available - settings.labelled_images
    if not 0 <= settings.unlabelled_images <= rest:
        yield Problem(
            "unlabeled",
            settings.unlabeled,
            N_("allowed are 0 to {rest} images, which is what the labelled ones leave"),
            {"rest": rest},
            nearest=min(max(settings.unlabelled_images, 0), rest),
        )
    if settings.label_noise and needed < 2:
        yield Problem(
            "label_noise",
            settings.label_noise,
            N_("allowed is 0, since with one class left there is no other to take its place"),
            nearest=0.0,
        )
    yield from _work_misfits(settings)
    for need in settings.kind_card.needs:
        if problem := need(settings):
            yield problem


def _work_misfits(settings: Settings) -> Iterator[Problem]:
    limit = LIMITS.multiply_accumulates
    parts = {"teacher_steps": settings.teacher_work, "steps": settings.steps * step_work(settings)}
    for stage in settings.kind_card.stages:
        parts[stage.knob] = parts.get(stage.knob, 0) + stage.work(settings)
    work = sum(parts.values())
    if work > limit:
        name, own = max(parts.items(), key=itemgetter(1))
        steps = int(getattr(settings, name))
        yield Problem(
            name,
            steps,
            N_("this experiment is {times} times over the limit of work; take smaller networks, fewer steps or seeds"),
            {"times": f"{work / limit:.1f}"},
            nearest=max(1, int(steps * (limit - (work - own)) / own * 0.9)),
        )
    if (held := activations(settings)) > LIMITS.activations:
        share = LIMITS.activations / held
        yield Problem(
            "batch_size",
            settings.batch_size,
            N_("with so many seeds a step of this student needs {times} times the memory allowed; take less of either"),
            {"times": f"{1 / share:.1f}"},
            nearest=max(1, int(settings.batch_size * share)),
        )


def _network_misfits(settings: Settings, name: str, text: str, limit: int) -> Iterator[Problem]:
    if (layers := len(network(text)[1])) > MOST_LAYERS:
        blanks = {"layers": layers, "most": MOST_LAYERS}
        yield Problem(name, text, N_("it has {layers} hidden layers, and at most {most} are allowed"), blanks)
        return
    try:
        cost = settings.cost(text)
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

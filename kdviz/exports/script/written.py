"""A run as a script: the parts that an experiment needs, put together."""

import re
from collections.abc import Iterable
from importlib.resources import files as resources

from kdviz.catalog import OWN_NAME, CatalogError, network
from kdviz.catalog.layers import nothing
from kdviz.experiment import Experiment
from kdviz.experiment.arms import recipes
from kdviz.exports import script
from kdviz.i18n import N_
from kdviz.store.own import description

NO_PART = N_("There is no script of a run with {knob} {value}: the script format knows {known}.")
NOT_PLAIN = N_("There is no script of a run with {knob} {value}: allowed is {allowed}.")
LONG_RULES = N_("There is no script of a run on {name}: its rules take more lines than a script may have.")
TOO_LONG = N_("The script of a run of kind {kind} on {name} would take {lines} lines: allowed are {most}.")
LONGEST = 150
# Where a script finds the rows that kdviz has kept. A script is passed on, and the name of own data opens them, so it
# has neither the name nor a path with it.
OWN_ROWS = """ Name the
file of rows as its argument, or call it values.safetensors: own/NAME in the home of kdviz, `kdviz data show` says."""
# Titles of own data are anybody's text, which must not end the script's first string.
QUOTED = str.maketrans({'"': "'", "\\": "/"})
# Knobs that scripts know one value of.
PLAIN = {"teacher_dropout": 0.0, "soft_labels": "own"}
OPTIMIZERS = {
    "adam": "torch.optim.Adam({}.parameters(), lr={})",
    "sgd": "torch.optim.SGD({}.parameters(), lr={}, momentum=0.9)",
}
BUILT_IN = ("itertools", "math", "pathlib")


def check(experiment: Experiment) -> None:
    """Refuse experiments that there is no script of.

    Raises
    ------
    CatalogError
        It says why.
    """
    if experiment.dataset == "flows":
        raise CatalogError(LONG_RULES, name=experiment.dataset)
    folders = {"dataset": "data", "kind": "losses"}
    if is_own(experiment):
        del folders["dataset"]
    for knob, folder in folders.items():
        known = sorted(part.name.removesuffix(".py") for part in resources(script).joinpath(folder).iterdir())
        known = [name.replace("_", "-") for name in known if not name.startswith("_")]
        if (value := getattr(experiment, knob)) not in known:
            raise CatalogError(NO_PART, knob=knob, value=value, known=", ".join(known))
    for knob, allowed in PLAIN.items():
        if (value := getattr(experiment, knob)) != allowed:
            raise CatalogError(NOT_PLAIN, knob=knob, value=str(value), allowed=str(allowed))


def is_own(experiment: Experiment) -> bool:
    """Return whether a run is on one's own data, whose kept rows its script is then given."""
    return OWN_NAME.fullmatch(experiment.dataset) is not None


def script_of(experiment: Experiment) -> str:
    """Return the script of a run; raises as `check` does."""
    check(experiment)
    data = experiment.data
    families = {name: network(getattr(experiment, name)) for name in ("teacher", "student")}
    networks = [f"networks/{family.name}" for family, _widths in families.values()]
    losses = [*(["layers"] if _reads_layers(experiment) else []), f"losses/{experiment.kind.replace('-', '_')}"]
    own = is_own(experiment)
    rows = ["prepared"] if data.rows else []
    samples, split, called = [f"data/{data.name.replace('-', '_')}", *rows], "drawn", data.name
    if own:
        told = description(data.name)
        samples = ["data/_own", f"data/{'_pictures' if told.is_pictures else '_columns'}"]
        split, called = "parted" if told.own_split else "own", data.title.translate(QUOTED)
    parts = {name: _part(name) for name in (*samples, *networks, *losses)}
    imports = {
        "from itertools import islice",
        "import numpy as np",
        "import torch",
        "from torch.nn import functional as F",
        *(["import sys"] if own else []),
    }
    built = {name: f"{family.name}" for name, (family, _widths) in families.items()}
    places = {
        "title": f"{called}: a teacher {experiment.teacher} and students {experiment.student}, {experiment.kind}",
        "imports": _imports(imports.union(*(needed for needed, _body in parts.values()))),
        "settings": _settings(experiment),
        "arms": _arms(experiment),
        "data": "\n\n\n".join(parts[name][1] for name in samples),
        "needs": OWN_ROWS if own else "",
        "parts": resources(script).joinpath(f"{split}.txt").read_text("utf-8").strip(),
        "inputs": "prepared(kept, train).reshape(-1, *SHAPE)"
        if own
        else "prepared(inputs, train)"
        if rows
        else "inputs",
        "networks": "\n\n\n".join(parts[name][1] for name in dict.fromkeys(networks)),
        "loss": "\n\n\n".join(parts[name][1] for name in losses),
        "teacher_network": built["teacher"],
        "student_network": built["student"],
        "teacher_optimizer": OPTIMIZERS[experiment.teacher_optimizer].format("teacher", "TEACHER_LEARNING_RATE"),
        "optimizer": OPTIMIZERS[experiment.optimizer].format("network", "LEARNING_RATE"),
        "pool": "" if experiment.omit_class is None else f"[labels[train] != {experiment.omit_class}]",
        "call": _call(experiment),
    }
    template = resources(script).joinpath("script.txt").read_text("utf-8")
    text = re.sub(r"\{(\w+)\}", lambda found: places.get(found[1], found[0]), template)
    if (lines := len(text.splitlines())) > LONGEST:
        raise CatalogError(TOO_LONG, name=data.title, kind=experiment.kind, lines=lines, most=LONGEST)
    return text


def _part(name: str) -> tuple[set[str], str]:
    """Return a part's imports and its code."""
    head, body = resources(script).joinpath(f"{name}.py").read_text("utf-8").split("\n\n\n", 1)
    return {line for line in head.splitlines() if line}, body.strip()


def _imports(lines: Iterable[str]) -> str:
    """Return import lines in their order, those from one module as one."""
    plain = sorted(line for line in lines if line.startswith("import"))
    named: dict[str, list[str]] = {}
    for line in sorted(lines):
        if line.startswith("from"):
            module, names = line.removeprefix("from ").split(" import ")
            named.setdefault(module, []).append(names)
    joined = {module: f"from {module} import {', '.join(names)}" for module, names in named.items()}
    built_in = [joined[module] for module in joined if module in BUILT_IN]
    return "\n".join([*built_in, *plain, *(line for module, line in joined.items() if module not in BUILT_IN)])


def _settings(experiment: Experiment) -> str:
    data = experiment.data
    rows = {
        "SEEDS, STEPS, BATCH_SIZE, LEARNING_RATE": (
            f"range({experiment.seed_list[0]}, {experiment.seed_list[-1] + 1}), {experiment.steps}, "
            f"{experiment.batch_size}, {experiment.learning_rate}"
        ),
        "STUDENT_WIDTHS, TEACHER_WIDTHS": f"{network(experiment.student)[1]}, {network(experiment.teacher)[1]}",
        "TEACHER_STEPS, TEACHER_LEARNING_RATE, TEACHER_SMOOTHING, TEACHER_SEED": (
            f"{experiment.teacher_steps}, {experiment.teacher_learning_rate}, "
            f"{experiment.teacher_smoothing}, {experiment.teacher_seed}"
        ),
        "DATA_SEED, SHAPE, CLASSES": f"{experiment.data_seed}, {data.shape}, {data.classes}",
        "TRAIN_PER_CLASS, VALIDATION, TEST": f"np.array({[*data.train_per_class]}), {data.validation}, {data.test}",
        "LABELS, UNLABELED, LABEL_NOISE": (
            f"{experiment.labelled_images}, {experiment.unlabelled_images}, {experiment.label_noise}"
        ),
    }
    return "\n".join(f"{name} = {value}" for name, value in rows.items())


def _arms(experiment: Experiment) -> str:
    lines = []
    for arm, recipe in recipes(experiment).items():
        known = {name: value for name, value in recipe if name not in ("learning_rate", *PLAIN, "distill_until")}
        lines.append(f'    "{arm}": dict({", ".join(f"{name}={value!r}" for name, value in known.items())}),')
    return "\n".join(["{", *lines, "}"])


def _call(experiment: Experiment) -> str:
    before = ""
    until = round(getattr(experiment, "distill_until", 1.0) * experiment.steps)
    if until < experiment.steps:
        before = (
            f'arm = "hard" if arm == "distilled" and number > {until} else arm  # the teacher falls silent\n        '
        )
    further = ", step=number" if experiment.kind == "decoupled" else ""
    answered = "network(inputs[seen]), taught[seen]"
    if _reads_layers(experiment):
        answered = "layers(network, inputs[seen]), layers(teacher, inputs[seen])"
    return f"{before}loss({answered}, noisy[ids], **ARMS[arm]{further}).backward()"


def _reads_layers(experiment: Experiment) -> bool:
    return experiment.kind_card.reads is not nothing

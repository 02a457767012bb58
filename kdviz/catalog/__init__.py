"""What there is to choose from, readable without torch.

Every module in the folders ``kinds``, ``datasets`` and ``networks`` holds one ``ENTRY``; adding one is adding a
file there and the file that its ``code`` names.
"""

import re
from ast import get_docstring, parse
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, TypeVar

from pydantic import BaseModel, create_model

from kdviz.catalog import datasets, kinds, networks
from kdviz.catalog.choice import CatalogError, Choice, Cost, DatasetCard, Maps, NetworkFamily, Scene, Shape
from kdviz.catalog.findings import FINDINGS, Finding
from kdviz.catalog.kind import Flow, Kind
from kdviz.catalog.knob import Knob, plain
from kdviz.catalog.scenes import SCENES
from kdviz.catalog.shared_knobs import SHARED
from kdviz.i18n import N_

__all__ = [
    "DATASETS",
    "FINDINGS",
    "KINDS",
    "KIND_KNOBS",
    "NETWORKS",
    "OPTIMIZERS",
    "SCENES",
    "CatalogError",
    "Choice",
    "Cost",
    "DatasetCard",
    "Finding",
    "Flow",
    "Kind",
    "Knob",
    "NetworkFamily",
    "Scene",
    "Shape",
    "canonical_network",
    "cost",
    "formula",
    "implementation",
    "named",
    "network",
    "plain",
]

Entry = TypeVar("Entry", bound=Choice)

OPTIMIZERS = {"adam": N_("Adam"), "sgd": N_("SGD with momentum 0.9")}


def _entries(package: ModuleType, of: type[Entry]) -> dict[str, Entry]:
    found = (import_module(f"{package.__name__}.{module.name}").ENTRY for module in iter_modules(package.__path__))
    return {entry.name: entry for entry in found if isinstance(entry, of)}


KINDS = _entries(kinds, Kind)
DATASETS = _entries(datasets, DatasetCard)
NETWORKS = _entries(networks, NetworkFamily)


def _kind_knobs() -> type[BaseModel]:
    """Collect the knobs of all kinds, each once; those that several kinds share come first.

    Raises
    ------
    TypeError
        If two kinds describe a knob of one name differently.
    """
    fields: dict[str, Any] = {}
    for model in (*SHARED, *(kind.knobs for kind in KINDS.values())):
        for name, described in model.model_fields.items():
            field = (described.rebuild_annotation(), described.default)
            if fields.setdefault(name, field) != field:
                raise TypeError(
                    f"{model.__name__} describes the knob {name} anew; inherit it from kdviz.catalog.shared_knobs"
                )
    return create_model("KindKnobs", __doc__="What the kinds of distillation read, each knob once.", **fields)


KIND_KNOBS = _kind_knobs()


@cache
def network(text: str) -> tuple[NetworkFamily, tuple[int, ...]]:
    """Read a network's text.

    Parameters
    ----------
    text : str
        Such as ``"256x256"``, ``"linear"`` or ``"conv:8x16"``.

    Returns
    -------
    family : NetworkFamily
    widths : tuple of int
        Of its hidden layers or blocks.

    Raises
    ------
    CatalogError
        If no family reads it.
    """
    for family in NETWORKS.values():
        if re.fullmatch(family.pattern, text):
            return family, family.widths(text)
    raise CatalogError(
        N_("“{text}” is not a network; write widths such as 256x256 or 16, “linear”, or conv:8x16"), text=text
    )


def canonical_network(text: str) -> str:
    """Return the one way of writing the network `text`, so that equal networks compare equal."""
    return re.sub(r"0*(\d+)", r"\1", text.strip().lower())


@cache
def cost(text: str, shape: Shape, classes: int) -> Cost:
    """Return what the network `text` costs on inputs of `shape` with `classes` outputs, without building it.

    Raises
    ------
    CatalogError
        If it cannot be read, or does not fit such inputs.
    """
    family, widths = network(text)
    layers = family.layers(widths, shape, classes)
    return Cost(
        parameters=sum(layer.parameters for layer in layers),
        macs=sum(layer.macs for layer in layers),
        activations=sum(layer.activations for layer in layers),
        effort=sum(layer.macs * layer.effort for layer in layers),
    )


@cache
def middle_layer(text: str, shape: Shape, classes: int) -> Maps:
    """Return the size of the hidden layer in the middle of the network `text`; nothing where it has none."""
    family, widths = network(text)
    if not widths:
        return Maps(0, 0)
    # Of an even number, the upper of the two middle ones.
    middle = len(widths) // 2
    channels, numbers = widths[middle], family.layers(widths, shape, classes)[middle].activations
    return Maps(channels, numbers // channels)


def implementation(choice: Choice) -> Any:
    """Import and return what implements `choice`; this is where torch comes in."""
    return named(choice.code)


@cache
def formula(code: str) -> str:
    """Return the formula that heads the module of the dotted path `code`, which is not imported; empty for none."""
    module = find_spec(code.partition(":")[0])
    assert module is not None
    assert module.origin is not None
    docstring = get_docstring(parse(Path(module.origin).read_text("utf-8"))) or ""
    return docstring.partition("\n")[2].strip()


def named(path: str) -> Any:
    """Import and return what the dotted path ``module:attribute`` names."""
    module, attribute = path.split(":")
    return getattr(import_module(module), attribute)

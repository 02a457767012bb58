"""The registry of choices: kinds, which come with kdviz, and data sets, which can be added while it runs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, create_model

from kdviz.catalog import datasets, kinds
from kdviz.catalog.choice import OWN_DIGITS, OWN_NAME, CatalogError, Choice, DatasetCard, PublishedCard
from kdviz.catalog.closest import closest, not_one_of
from kdviz.catalog.code import named
from kdviz.catalog.entries import entries
from kdviz.catalog.fetched import is_here
from kdviz.catalog.kind import FAMILIES, Kind
from kdviz.catalog.shared_knobs import SHARED
from kdviz.i18n import N_

OPTIMIZERS = {"adam": N_("Adam"), "sgd": N_("SGD with momentum 0.9")}
_kinds = sorted(entries(kinds, Kind).items())
# By family, then by name.
KINDS = {name: card for family in FAMILIES for name, card in _kinds if card.family == family}
_SHIPPED = entries(datasets, DatasetCard)
# They are there once they have been got.
PUBLISHED = {name: card for name, card in _SHIPPED.items() if isinstance(card, PublishedCard)}
NOT_HERE = N_("it is not on this computer, and “kdviz data get {dataset}” gets it")
_data_sets = {name: card for name, card in _SHIPPED.items() if name not in PUBLISHED}
# The store keeps them, and lies above the catalog.
_OWN_CARD, _OWN_TITLE = "kdviz.store.own:card", "kdviz.store.own:resolved"


class DataSets(Mapping[str, DatasetCard]):
    """Data sets that there are now, by name; own ones are found by theirs, too, but not listed: each reader has others.

    A name is looked up by itself: to plan a map of 10,000 students asks 190,000 times.
    """

    def __getitem__(self, name: str) -> DatasetCard:
        """Return the card of a data set; raises KeyError where there is none."""
        if name in _data_sets:
            return _data_sets[name]
        if name in PUBLISHED and is_here(name):
            return PUBLISHED[name]
        found: DatasetCard | None = named(_OWN_CARD)(name) if OWN_NAME.fullmatch(str(name)) else None
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        """Return an iterator over the names that are listed."""
        return iter([*_data_sets, *filter(is_here, PUBLISHED)])

    def __len__(self) -> int:
        """Return how many are listed."""
        return sum(1 for _name in self)


class DataSetTitles(Mapping[str, str]):
    """What data sets are called on screen, by name: marked messages, and of own ones what their owner says."""

    def __getitem__(self, name: str) -> str:
        """Return what a data set is called; raises KeyError where there is none."""
        return data_sets()[name].title

    def __iter__(self) -> Iterator[str]:
        """Yield the names that are listed."""
        return iter(data_sets())

    def __len__(self) -> int:
        """Return how many are listed."""
        return len(data_sets())


def data_sets() -> DataSets:
    """Return the data sets that there are now, by name."""
    return DataSets()


def data_set_name(text: str) -> str:
    """Return the name of the data set that is meant by its name, its fingerprint, or what the host calls an own one."""
    if re.fullmatch(rf"[0-9a-f]{{{OWN_DIGITS},64}}", text):
        return text[:OWN_DIGITS]
    return text if text in _data_sets or text in PUBLISHED else str(named(_OWN_TITLE)(text))


def data_set(name: str) -> DatasetCard:
    """Return the card of the data set `name`.

    Raises
    ------
    CatalogError
        If there is none.
    """
    known = data_sets()
    if name in known:
        return known[name]
    if name in PUBLISHED:
        raise CatalogError(
            N_("The data set {name} is not on this computer: “kdviz data get {name}” gets it."), name=name
        )
    if OWN_NAME.fullmatch(name):
        raise CatalogError(
            N_("The data set {name} is not here: it was removed, or this computer has another KDVIZ_HOME."), name=name
        )
    if closest(name, known):
        raise not_one_of("dataset", name, known)
    raise CatalogError(N_("There is no data set {name}: allowed is one of {names}."), name=name, names=", ".join(known))


def add_data_set(card: DatasetCard) -> None:
    """Add a data set, so that experiments of this process can choose it.

    Raises
    ------
    CatalogError
        If another data set has its name.
    """
    if card.name in PUBLISHED or _data_sets.setdefault(card.name, card) != card:
        raise CatalogError(N_("There is a data set {name} already: give this one another name."), name=card.name)


def remove_data_set(name: str) -> None:
    """Take away a data set that was added."""
    if name not in _SHIPPED:
        _data_sets.pop(name, None)


def added_data_sets() -> tuple[DatasetCard, ...]:
    """Return the data sets that do not ship, which other processes do not know."""
    return tuple(card for name, card in _data_sets.items() if name not in _SHIPPED)


def titles(choices: Mapping[str, Choice]) -> dict[str, str]:
    """Return what choices are called on screen, as marked messages by name."""
    return {name: choice.title for name, choice in choices.items()}


def kind_knobs(cards: Mapping[str, Kind]) -> type[BaseModel]:
    """Collect the knobs of kinds, each once; those that several kinds share come first.

    Raises
    ------
    TypeError
        If two kinds describe a knob of one name differently.
    """
    fields: dict[str, Any] = {}
    for model in (*SHARED, *(kind.knobs for kind in cards.values())):
        for name, described in model.model_fields.items():
            field = (described.rebuild_annotation(), described.default)
            if fields.setdefault(name, field) != field:
                raise TypeError(
                    f"{model.__name__} describes the knob {name} anew; inherit it from kdviz.catalog.shared_knobs"
                )
    return create_model("KindKnobs", __doc__="What the kinds of distillation read, each knob once.", **fields)


KIND_KNOBS = kind_knobs(KINDS)

"""Catalog entries: named things that an experiment can choose, described without building them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kdviz.catalog.limits import SURFACE_CLASSES
from kdviz.i18n import ENGLISH, SpokenError, Translator

# The name of an own data set is the beginning of its fingerprint.
OWN_DIGITS = 16
OWN_NAME = re.compile(rf"[0-9a-f]{{{OWN_DIGITS}}}")
Shape = tuple[int, ...]
Knobs = dict[str, str | int | float | bool | None]


# The largest class has so many times the samples of the smallest.
IMBALANCED = 3


class CatalogError(SpokenError, ValueError):
    """A choice that cannot be had."""


def is_imbalanced(counts: Sequence[int]) -> bool:
    """Return whether a network that forgets the smallest class can still seem good; `counts` has one for each class."""
    return max(counts) >= IMBALANCED * min(counts)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A named thing that a knob can pick.

    Attributes
    ----------
    name : str
        What URLs, files and commands call it.
    title, summary : str
        Marked messages: its name on screen, and the idea in a sentence or two.
    code : str
        Dotted path ``module:attribute`` of what implements it.
    reference : str
        Where it was first described, if anywhere.
    """

    name: str
    title: str
    summary: str
    code: str
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class DatasetCard(Choice):
    """A data set, described.

    Attributes
    ----------
    shape : tuple of int
        Of one input: ``(channels, height, width)`` for images, ``(features,)`` otherwise.
    train_per_class : tuple of int
        Training images of each class.
    validation, test : int
        Number of images in the other two parts.
    class_names : tuple of str
        What its classes are called, in order: marked messages, and of an own data set what its file says; their
        numbers where there are none.
    rows : str
        Dotted path of what returns the raw rows of a table, which exports take; empty where inputs are raw.
    rules : tuple of str
        The rules by which made-up rows are drawn, marked messages.
    """

    shape: Shape
    train_per_class: tuple[int, ...]
    validation: int
    test: int
    class_names: tuple[str, ...] = ()
    rows: str = ""
    rules: tuple[str, ...] = ()

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.train_per_class)

    @property
    def rarest(self) -> int:
        """The class with the fewest training samples."""
        return min(range(self.classes), key=self.train_per_class.__getitem__)

    def called(self, label: int, _: Translator = ENGLISH) -> str:
        """Return what a class is called; an owner's words are not translated."""
        name = self.class_names[label] if self.class_names else str(label)
        return name if OWN_NAME.fullmatch(self.name) else _(name)

    def all_called(self, _: Translator = ENGLISH) -> list[str]:
        """Return what the classes are called, in order."""
        return [self.called(label, _) for label in range(self.classes)]

    @property
    def is_image(self) -> bool:
        """Whether its inputs are pictures, which a ConvNet needs."""
        return len(self.shape) == 3

    @property
    def is_plane(self) -> bool:
        """Whether its inputs are points in the plane, over which a network's decisions can be drawn."""
        return self.shape == (2,)

    @property
    def has_surfaces(self) -> bool:
        """Whether decisions over its plane are drawn, a point's class in half a byte."""
        return self.is_plane and self.classes <= SURFACE_CLASSES

    def transfer_images(self, omit_class: int | None) -> int:
        """Return how many training images a student may see when `omit_class` is left out."""
        left_out = 0 if omit_class is None else self.train_per_class[omit_class]
        return sum(self.train_per_class) - left_out


@dataclass(frozen=True)
class PublishedFile:
    """A file of a published data set, as its address has it: gzipped.

    Attributes
    ----------
    name : str
        Without “.gz”.
    bytes : int
        Gzipped.
    sha256 : str
        Of the gzipped file.
    unpacked_sha256 : str
        Of what it unpacks to; empty where nobody publishes it.
    """

    name: str
    bytes: int
    sha256: str
    unpacked_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedCard(DatasetCard):
    """A data set that does not ship: it is got once from where its authors, or a mirror, publish it.

    Attributes
    ----------
    address : str
        What the files' names are put behind.
    files : tuple of PublishedFile
        Pictures and labels for training, then for tests.
    """

    address: str
    files: tuple[PublishedFile, ...]

    @property
    def bytes(self) -> int:
        """Bytes to get."""
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True)
class Layer:
    """The cost of one layer on one input.

    Attributes
    ----------
    activations : int
        Numbers that it puts out.
    effort : float
        How much longer a multiply-accumulate of it takes than one of a linear layer, measured on a CPU.
    """

    parameters: int
    macs: int
    activations: int
    effort: float = 1.0


@dataclass(frozen=True)
class Cost:
    """What a network costs, from arithmetic alone.

    Attributes
    ----------
    parameters : int
        Trainable numbers.
    macs : int
        Multiply-accumulates of one forward pass on one input.
    activations : int
        Numbers that all layers together put out for one input.
    effort : float
        Multiply-accumulates, those of convolutions weighed by how much longer they take.
    """

    parameters: int
    macs: int
    activations: int
    effort: float

    @property
    def bytes(self) -> int:
        """Size of the parameters as 32-bit floats."""
        return 4 * self.parameters


class Maps(NamedTuple):
    """What a hidden layer puts out: so many channels of so many pixels; a unit is a channel of one."""

    channels: int
    pixels: int


@dataclass(frozen=True, kw_only=True)
class NetworkFamily(Choice):
    """A way to write networks down, such as ``256x256``.

    Attributes
    ----------
    pattern : str
        Regular expression that every member's text matches in full.
    ideas : tuple of str
        Members to begin with.
    widths : callable
        Text to the widths of its hidden layers or blocks.
    layers : callable
        Widths, input shape and number of classes to the layers' costs; raises `CatalogError` where it does not fit.
    """

    pattern: str
    ideas: tuple[str, ...]
    widths: Callable[[str], tuple[int, ...]]
    layers: Callable[[tuple[int, ...], Shape, int], tuple[Layer, ...]]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A ready-made experiment, a compression of its student, a search around it, or an attack, that shows one thing.

    Attributes
    ----------
    name, title, summary : str
        What commands call it; marked messages: its name on screen and what to look for.
    knobs : dict
        The knobs it sets; all others keep their defaults.
    pipelines : tuple of str
        Of a compression.
    vary : dict of str to str
        Of a search: what may vary, with ranges.
    study : str
        Of an attack.
    claim : str
        Marked message, a clause: what is said to come out. `findings.json` has what did.
    """

    name: str
    title: str
    summary: str
    knobs: Knobs
    pipelines: tuple[str, ...] = ()
    vary: Mapping[str, str] = field(default_factory=dict)
    study: str = ""
    claim: str = ""

"""The two types of formats: of one student, and of a whole run."""

from collections.abc import Callable
from dataclasses import dataclass

from kdviz.experiment import Experiment
from kdviz.exports.material import Material

# A file's content by what its name ends in, such as ".onnx"; the first is the one that was asked for.
Files = dict[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Format:
    """A way of writing down what was trained.

    Attributes
    ----------
    name : str
        What commands and URLs call it.
    title, summary : str
        Marked messages: its name on screen, and what it is for.
    place : int
        Its place among the formats.
    """

    name: str
    title: str
    summary: str
    place: int


@dataclass(frozen=True, kw_only=True)
class StudentFormat(Format):
    """A way of writing one student down.

    Attributes
    ----------
    write : callable
        Returns the files.
    answers : str
        Dotted path of a function of the files and the `Material`, for workers: it runs what was written on the test
        samples and returns the logits by ``"float32"`` or ``"int8"``, whichever the files hold; the main one first.
    caveat : str
        A marked message: what of the files that function does not run; empty where it runs all.
    """

    write: Callable[[Material], Files]
    answers: str
    caveat: str = ""


@dataclass(frozen=True, kw_only=True)
class RunFormat(Format):
    """A way of writing a whole run down, as the script of `kdviz.exports.script`; it is verified by running that.

    Attributes
    ----------
    write : callable
        Returns the files; raises `CatalogError` where an experiment cannot be written so.
    """

    write: Callable[[Experiment], Files]

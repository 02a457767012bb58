"""What a format brings."""

from collections.abc import Callable
from dataclasses import dataclass

from kdviz.exports.material import Material

# A file's name by what it ends in, such as ".onnx"; the first is the one that was asked for.
Files = dict[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Format:
    """A way of writing a student down.

    Attributes
    ----------
    name : str
        What commands and URLs call it.
    title, summary : str
        Marked messages: its name on screen, and what it is for.
    place : int
        Its place among the formats.
    write : callable
        Returns the files.
    answers : str
        Dotted path of a function of the files and the `Material`, for workers: it runs what was written on the test
        samples and returns the logits by ``"float32"`` or ``"int8"``, whichever the files hold; the main one first.
    """

    name: str
    title: str
    summary: str
    place: int
    write: Callable[[Material], Files]
    answers: str

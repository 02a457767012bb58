"""What the table is made of: its parts, in order, and what each of them trains."""

from dataclasses import dataclass

DIGITS = tuple(range(10))
# Of the paper's students that are not about temperature.
TEMPERATURE = 20.0
# The soft term's weight: the paper gives the labels “a considerably lower weight” (section 2).
ALPHA = 0.9
# The paper says of 30 units that 2.5 to 4 were clearly better, and of 300 that all above 8 were alike.
TEMPERATURES = (1.0, 2.5, 4.0, 8.0, 12.0, 20.0, 40.0)


@dataclass(frozen=True)
class Member:
    """One student of every seed.

    Attributes
    ----------
    alpha : float
        The weight of the teacher; at zero it learns from labels alone.
    """

    name: str
    temperature: float = 1.0
    alpha: float = 0.0


HARD = Member("hard")
DISTILLED = Member("distilled", TEMPERATURE, ALPHA)


@dataclass(frozen=True)
class Part:
    """A population that is trained together, one network of each member for every seed.

    Attributes
    ----------
    name : str
        What the part is kept as.
    network : str
    epochs : int
        Passes over its images, where time allows.
    members : tuple of Member
    digits : tuple of int
        Whose images are in the transfer set.
    regularized : bool
        Whether dropout, the weight constraint and the jitter are used, as by the teacher.
    """

    name: str
    network: str
    epochs: int
    members: tuple[Member, ...]
    digits: tuple[int, ...] = DIGITS
    regularized: bool = False


TEACHER = Part("teacher", "1200x1200", 200, (HARD,), regularized=True)
STUDENTS = (
    Part("students", "800x800", 100, (HARD, DISTILLED)),
    Part("without-3", "800x800", 100, (HARD, DISTILLED), digits=tuple(digit for digit in DIGITS if digit != 3)),
    Part("only-7-and-8", "800x800", 100, (HARD, DISTILLED), digits=(7, 8)),
    *(
        Part(f"{units}-units", f"{units}x{units}", 60, (HARD, *(Member(f"T={t:g}", t, ALPHA) for t in TEMPERATURES)))
        for units in (300, 30)
    ),
)
PARTS = (TEACHER, *STUDENTS)

"""How large an experiment may be on a classroom laptop, in one table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds on one experiment.

    Attributes
    ----------
    teacher_parameters, student_parameters : int
        Of one network.
    multiply_accumulates : float
        Of the whole training: all arms and seeds, forward and backward. About two minutes of one core.
    """

    teacher_parameters: int = 2_000_000
    student_parameters: int = 500_000
    multiply_accumulates: float = 3e12


LIMITS = Limits()

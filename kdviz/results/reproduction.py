"""The results of a paper's table that was made again, part by part."""

from pydantic import Field

from kdviz.results.run import Bias
from kdviz.results.snapshot import Estimate, Value


class Count(Estimate):
    """One number a seed, their mean and its 95 % t-interval."""

    values: list[float]


class Answers(Value):
    """How the students of one member of a population answer the test images.

    Attributes
    ----------
    errors, missed : Count
        Images answered wrongly: of all classes, and of the class that was left out, if one was.
    """

    errors: Count
    missed: Count | None = None


class Corrected(Answers):
    """The same with a bias added to some classes' logits."""

    bias: Count


class Students(Answers):
    """The students of one member of a population.

    Attributes
    ----------
    corrected : dict of str to Corrected
        By how the bias was chosen; empty where none was.
    fewer : Estimate or None
        How many errors they make fewer than the part's first member, paired by seed.
    """

    corrected: dict[Bias, Corrected] = Field(default_factory=dict)
    fewer: Estimate | None = None


class PartResult(Value):
    """What one part came to.

    Attributes
    ----------
    epochs, planned_epochs : int
        Passes over the images, and how many there are where time allows.
    steps : int
    seconds : float
        Training and measuring.
    students : dict of str to Students
        By the member's name.
    """

    name: str
    network: str
    images: int
    epochs: int
    planned_epochs: int
    steps: int
    seconds: float
    students: dict[str, Students]


class Plan(Value):
    """What was decided before the first part.

    Attributes
    ----------
    seeds : list of int
    images, test_images : int
        Those that all parts take theirs from, and those that all is measured on.
    batch : int
    epochs : dict of str to int
        By part.
    pace : dict of str to float
        Measured seconds a step, by part.
    device, machine, torch : str
        What trained: its kind, its name, and the version of torch.
    threads : int
    """

    seeds: list[int]
    images: int
    test_images: int
    batch: int
    epochs: dict[str, int]
    pace: dict[str, float]
    device: str
    machine: str
    torch: str
    threads: int


class Reproduction(Value):
    """A table that was made again, as far as it is done."""

    plan: Plan
    parts: list[PartResult]

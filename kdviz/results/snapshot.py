"""The snapshots of a run in flight, and the values in them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from kdviz.experiment.arms import Arm

# What `kdviz.measures.knowledge` scores images by.
SCORES = ("ambiguity", "disagreement", "fixed", "broken")
Interval = tuple[float, float]


class Value(BaseModel):
    """Typed and immutable."""

    model_config = ConfigDict(frozen=True)


class Estimate(Value):
    """A mean over seeds and its 95 % interval, which one seed does not have."""

    mean: float
    ci95: Interval | None

    @property
    def turned(self) -> "Estimate":
        """The same difference the other way round: of a loss the gain."""
        return Estimate(mean=-self.mean, ci95=self.ci95 and (-self.ci95[1], -self.ci95[0]))


class Plane(Value):
    """The ground that decision surfaces are drawn on, told once with the students' first snapshot.

    A surface is a grid of answers as text: one byte a cell in base64, rows from the top and each from the left; the
    upper four bits are the class, the lower four how sure the network is of it, from guessing (0) to certainty (15).

    Attributes
    ----------
    left, bottom : float
        The corner of the square.
    extent : float
        Its side, in the data's units.
    side : int
        Cells a side.
    teacher : str
        The teacher's surface.
    seed : int
        Whose students are drawn.
    points : list of (x, y, label)
        That seed's labelled points, with the label noise in them.
    """

    left: float
    bottom: float
    extent: float
    side: int
    teacher: str
    seed: int
    points: list[tuple[float, float, int]]


class Likeness(Value):
    """The images whose similarities are shown, told once with the students' first snapshot.

    A matrix is text: a byte for each pair of images in base64, row after row, from the lower of `ends` (0) to the upper
    (255).

    Attributes
    ----------
    labels : list of int
        The images' classes, in order.
    ends : (float, float)
        The teacher's smallest and largest number.
    teacher : str
        Its matrix.
    seed : int
        Whose students are drawn.
    """

    labels: list[int]
    ends: Interval
    teacher: str
    seed: int


class Snapshot(Value):
    """Where training stands.

    Attributes
    ----------
    stage : str
        ``"teacher"``, ``"stage"`` for whoever the kind of distillation trains before the students, or ``"students"``.
    name : str
        Of that stage, as in its `StageResult`.
    place : int
        Which of the stages it is, counted from zero.
    step, steps : int
        Steps taken, and steps there will be.
    seconds : float
        Since the run began.
    accuracy, loss : dict
        Arm to one number a seed, on validation images. The loss is the cross-entropy with the labels, in nats. Empty
        for a stage in which nobody answers yet.
    ci95 : dict
        ``"accuracy"`` and ``"loss"`` to each arm's 95 % t-interval over seeds; None for one seed.
    teacher_accuracy : float or None
        Of the students' teacher, on the same images.
    plane : Plane or None
        On data in the plane, with the students' first snapshot.
    surfaces : dict
        On data in the plane, arm to the decision surface of the plane's seed.
    likeness : Likeness or None
        Of kinds that show similarities, with the students' first snapshot.
    similarities : dict
        Of those kinds, arm to the similarity matrix of the likeness' seed.
    apart, apart_ci95 : dict
        Of those kinds, arm to the root of the mean square difference from the teacher's matrix, one number a seed, and
        its 95 % t-interval over seeds.
    """

    stage: Literal["teacher", "stage", "students"]
    name: str = ""
    place: int = 0
    step: int
    steps: int
    seconds: float
    accuracy: dict[str, list[float]]
    loss: dict[str, list[float]]
    ci95: dict[str, dict[str, Interval | None]] = {}
    teacher_accuracy: float | None = None
    plane: Plane | None = None
    surfaces: dict[str, str] = {}
    likeness: Likeness | None = None
    similarities: dict[str, str] = {}
    apart: dict[str, list[float]] = {}
    apart_ci95: dict[str, Interval | None] = {}


class Divergence(Value):
    """Where the students' training stopped being numbers.

    The step, counted from one, made the loss run away or be no number; the weights from before it are kept.
    """

    step: int
    arm: Arm
    seed: int

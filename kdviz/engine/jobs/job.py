"""What a kind of work brings, so that the engine can do it: a job is cut into pieces, each for one worker at a time.

The engine sends pieces, hears from them, and hands over what they deliver; the job says what that means. Its next
pieces may depend on what earlier ones came to, and what is too heavy for this side is a piece, too: planning, for one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from sqlalchemy.orm import Session

from kdviz.experiment import Experiment
from kdviz.results import Failure, Status
from kdviz.results.snapshot import Value
from kdviz.store.ledger import Asked, Final, Part
from kdviz.store.tables import JobRow

# How often a piece may lose the whole cluster before its job is given up.
ATTEMPTS = 3


@dataclass(frozen=True)
class Stage:
    """A generator function that a worker goes through.

    It is called with its arguments, then what the stages before it returned, the teacher's weights first where the
    piece has a teacher, and the `Clock` that was started with the piece. What it yields is told, but for None; yield
    after every step, since a worker stops between two.

    Attributes
    ----------
    task : str
        Its dotted path, ``module:name``; it is imported in the worker only.
    arguments : tuple
    """

    task: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Piece:
    """What one worker does without a break.

    Attributes
    ----------
    number : int
        Its own within the job.
    stages : tuple of Stage
        One after the other.
    teacher : Experiment or None
        Whose teacher the stages need; the worker trains it first where there is none yet.
    parts : int
        How many of the job's parts it makes.
    """

    number: int
    stages: tuple[Stage, ...]
    teacher: Experiment | None = None
    parts: int = 1


@dataclass(frozen=True)
class Heard:
    """What a piece told: the share of it that is done, from 0 to 1, and what of it belongs into the log."""

    share: float
    event: dict[str, Any] | None = None


class Told(Value):
    """An event of a kind that has no type of its own for it, with its number."""

    seq: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """What a piece came to.

    Attributes
    ----------
    results : tuple
        What the stages returned; those that ended before a failure.
    failure : Failure or None
        Why not all of them did.
    lost : bool
        Whether that was a mischance, which may not happen again.
    """

    results: tuple[Any, ...] = ()
    failure: Failure | None = None
    lost: bool = False


@dataclass(frozen=True)
class Upshot:
    """What a delivery means for its job.

    Attributes
    ----------
    parts : mapping of int to Part
        To be kept, by their places.
    pieces : sequence of Piece
        To be sent next.
    failure : Failure or None
        Why the job is given up.
    """

    parts: Mapping[int, Part] = field(default_factory=dict)
    pieces: Sequence[Piece] = ()
    failure: Failure | None = None


class Job(Protocol):
    """A request that this process sees through.

    Attributes
    ----------
    kind : str
        The name of its kind in the store.
    requests : type
        What is asked of it: typed, immutable, with `model_dump` for JSON.
    lost, given_up, unfinished : str
        Marked messages: that a worker lost it for a ``{reason}``, that it lost all workers so many ``{times}``, and
        that ``{job}`` was ``{status}`` before its end.
    """

    kind: ClassVar[str]
    requests: ClassVar[type[Any]]
    lost: ClassVar[str]
    given_up: ClassVar[str]
    unfinished: ClassVar[str]

    def __init__(self, job_id: str, request: Any, kept: Mapping[int, dict[str, Any]]) -> None:
        """Begin, or go on with `kept` parts."""

    @classmethod
    def asked(cls, request: Any) -> Asked:
        """Return a request as the store keeps it.

        A job in parts goes on where it ended early, and takes its turns on its own account, lets others pass between
        two pieces and has what workers are idle. Other jobs wait for their viewers' turns, one for each.
        """

    def pieces(self) -> Sequence[Piece]:
        """Return what there is to send at first; without any, the job has finished."""

    def heard(self, piece: Piece, news: Any) -> Heard:
        """Say what it means that a piece tells `news`; what an earlier attempt has told is no event again."""

    def delivered(self, piece: Piece, delivery: Delivery) -> Upshot:
        """Say what it means that a piece has ended; also of a job that was stopped meanwhile, whose parts are kept."""

    def final(self) -> Final:
        """Return what is kept of the job, now that every piece has been delivered."""

    @staticmethod
    def known(row: JobRow, places: Collection[int]) -> tuple[int, int]:
        """Return how many parts a job in the store has that are there or cannot be, and how many there will be."""

    @staticmethod
    def event(seq: int, payload: dict[str, Any]) -> Any:
        """Return what the log tells under a number as readers have it: a typed `Value` with that `seq`."""

    @staticmethod
    def record(session: Session, row: JobRow) -> Any:
        """Return the typed record of a job in the store."""

    @staticmethod
    def result(record: Any) -> Any:
        """Return what whoever awaited a finished job is given of its record."""


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    job_id : str
    status : Status
    done, parts : int
        Parts that are there or cannot be, and all of them; of a sweep these are its cells.
    share : float
        Of the work, from 0 to 1, with what the workers are at.
    told : int
        The number of the last event in its log.
    """

    job_id: str
    status: Status
    done: int
    parts: int
    share: float
    told: int

    @property
    def sweep_id(self) -> str:
        """The job, where it is a sweep."""
        return self.job_id

    @property
    def cells(self) -> int:
        """The parts of a sweep."""
        return self.parts

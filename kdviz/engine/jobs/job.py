"""The protocol of a job, which each kind of work fulfils: it is cut into pieces, each for one worker at a time.

The engine sends pieces and hands back their messages and deliveries; the job says what these mean. Next pieces may
depend on the results of earlier ones. Work that is too heavy for this process, such as planning, is a piece as well.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from sqlalchemy.orm import Session

from kdviz.catalog import DatasetCard, added_data_sets
from kdviz.catalog.device import Device
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
    """

    task: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Piece:
    """The work that one worker does without a break.

    Attributes
    ----------
    number : int
        Unique within the job.
    stages : tuple of Stage
        In their order.
    teacher : Experiment or None
        Whose teacher the stages need; the worker trains it first if it is not in the store.
    parts : int
        How many of the job's parts it makes.
    data_sets : tuple of DatasetCard
        Those that were added to this process: the worker learns of them first.
    """

    number: int
    stages: tuple[Stage, ...]
    teacher: Experiment | None = None
    parts: int = 1
    data_sets: tuple[DatasetCard, ...] = field(default_factory=added_data_sets)


class Told(Value):
    """A numbered event of a kind of job that has no type of its own for events."""

    seq: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class Delivery:
    """The end of a piece: the results of the stages that ended, in order, and why the others did not, if any.

    The failure of a `lost` one was an accident, such as a lost worker, that need not happen again.
    """

    results: tuple[Any, ...] = ()
    failure: Failure | None = None
    lost: bool = False


@dataclass(frozen=True)
class Upshot:
    """The consequences of a delivery: parts to keep by place, pieces to send next, and why the job is given up.

    With `instead`, the new pieces take the place of all others of the job: those with workers are ended, and nothing is
    heard of them any more.
    """

    parts: Mapping[int, Part] = field(default_factory=dict)
    pieces: Sequence[Piece] = ()
    failure: Failure | None = None
    instead: bool = False


@dataclass(frozen=True)
class Heard:
    """A message of a piece: the share of the piece that is done, from 0 to 1, and an event for the log, if any.

    It may have consequences before the piece ends.
    """

    share: float
    event: dict[str, Any] | None = None
    upshot: Upshot | None = None


class Job(Protocol):
    """A request in flight in this process.

    Attributes
    ----------
    kind : str
        The name of its kind in the store.
    requests : type
        The type of its requests: immutable, with `model_dump` for JSON.
    lost, given_up, unfinished : str
        Marked messages: a worker lost it for a ``{reason}``; it lost all workers ``{times}`` times; ``{job}`` was
        ``{status}`` before its end.
    is_planned : bool
        Whether its pieces follow from others' results: all workers are started for them before they wait for any.
    """

    kind: ClassVar[str]
    requests: ClassVar[type[Any]]
    lost: ClassVar[str]
    given_up: ClassVar[str]
    unfinished: ClassVar[str]
    is_planned: ClassVar[bool] = False

    def __init__(self, job_id: str, request: Any, kept: Mapping[int, dict[str, Any]]) -> None:
        """Begin, or go on from `kept` parts."""

    @classmethod
    def asked(cls, request: Any) -> Asked:
        """Return a request as the store keeps it.

        A job in parts goes on where it ended early. It has turns of its own, lets others pass between two pieces, and
        gets idle workers. Any other job waits for a turn of one of its viewers.
        """

    def pieces(self, device: Device) -> Sequence[Piece]:
        """Return the first pieces to send to workers with a `device`; a job without any has finished.

        May be asked again for another device before the first is sent.
        """

    def begun(self, piece: Piece) -> None:
        """Take note that a worker has taken a piece; again where the worker before was lost."""

    def heard(self, piece: Piece, news: Any) -> Heard:
        """Return the meaning of a piece's `news`; what an earlier attempt has told is no event again."""

    def delivered(self, piece: Piece, delivery: Delivery) -> Upshot:
        """Return the consequences of a piece's end; a job that was stopped meanwhile keeps its parts, too."""

    def final(self) -> Final:
        """Return what the store keeps of the job beside its parts, after the last delivery."""
        return Final()

    @staticmethod
    def known(row: JobRow, places: Collection[int]) -> tuple[int, int]:
        """Return how many parts of a job are done or impossible, and how many it has in all."""

    @staticmethod
    def event(seq: int, payload: dict[str, Any]) -> Any:
        """Return an event of the log as a typed `Value` with its number `seq`."""
        return Told(seq=seq, payload=payload)

    @staticmethod
    def record(session: Session, row: JobRow) -> Any:
        """Return the typed record of a job in the store."""

    @staticmethod
    def result(record: Any) -> Any:
        """Return the result in the record of a finished job."""
        return record


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    done, parts : int
        Parts that are done or impossible, and all parts; a sweep's parts are its cells.
    share : float
        Of the work, from 0 to 1, with the open pieces.
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

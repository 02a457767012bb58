"""A kind of distillation among others on the same students."""

from dataclasses import dataclass

from kdviz.results.run import RunResult


@dataclass(frozen=True)
class Row:
    """One kind's place in a comparison.

    Attributes
    ----------
    rank : int
        One more than the number of kinds that are shown better; 0 for none.
    tied : bool
        Whether there is another kind that the seeds cannot tell it from, of whatever rank.
    skipped : str
        Why there is no result, in a sentence.
    """

    kind: str
    rank: int = 0
    tied: bool = False
    result: RunResult | None = None
    skipped: str = ""

    @property
    def standing(self) -> str:
        """The rank as it is written: with “=” where it is tied."""
        return f"{self.rank}=" if self.tied else f"{self.rank}"

    @property
    def images_a_step(self) -> int:
        """How many images a student sees in a step, labelled or not."""
        return self.result.experiment.images_a_step if self.result else 0

    @property
    def sees_others(self) -> bool:
        """Whether its students learned from other images than the labelled ones."""
        return self.result is not None and self.images_a_step > self.result.experiment.batch_size

    @property
    def extra_steps(self) -> int:
        """How many steps its student took before those that all kinds take: a stage that nobody else can answer in."""
        return sum(stage.steps for stage in self.result.stages if not stage.accuracy) if self.result else 0

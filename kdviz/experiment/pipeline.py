"""The pipeline: stages of training and compression in their order, written with commas between."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import ValidationError

from kdviz.catalog import METHODS, CatalogError, Stage
from kdviz.catalog.deployed import Deployed
from kdviz.experiment.arms import is_stacked, recipe_knobs
from kdviz.experiment.experiment import Experiment
from kdviz.experiment.lenient import problems
from kdviz.experiment.settings import usual
from kdviz.experiment.work import students_work
from kdviz.i18n import N_, SpokenError

MOST_STAGES = 12
TUNE, TEACHER = "tune", "teacher"


class CompressionError(SpokenError, ValueError):
    """Pipelines that cannot be gone through."""


@dataclass(frozen=True)
class Pipeline:
    """Stages that a student goes through. See `Pipeline.read`."""

    stages: tuple[Stage, ...]

    @classmethod
    def read(cls, text: str) -> "Pipeline":
        """Read a pipeline.

        Raises
        ------
        CompressionError
            If a stage cannot be read, or no training stands first.

        Examples
        --------
        >>> Pipeline.read("distill, prune=0.80, tune=teacher").text
        'distill,prune=0.8,tune=teacher:250'
        """
        try:
            pipeline = cls(tuple(map(Stage.read, text.split(","))))
        except CatalogError as error:
            raise CompressionError(error.template, **error.blanks) from error
        first, *others = pipeline.stages
        if not first.card.begins:
            template = (
                N_("The pipeline {pipeline} begins with {stage}: put one of {names} before it.")
                if any(stage.card.begins for stage in others)
                else N_("The pipeline {pipeline} has no training: begin it with one of {names}.")
            )
            names = ", ".join(name for name, card in METHODS.items() if card.begins)
            raise CompressionError(template, pipeline=pipeline.text, stage=first.text, names=names)
        return pipeline

    @cached_property
    def text(self) -> str:
        """The one way of writing it."""
        return ",".join(stage.text for stage in self.stages)

    @property
    def compresses(self) -> bool:
        """Whether a stage makes the student smaller."""
        return any(stage.card.compresses for stage in self.stages)

    @property
    def taught(self) -> bool:
        """Whether a stage learns from the teacher."""
        return self.by_labels != self

    @property
    def by_labels(self) -> "Pipeline":
        """The same stages with the labels in the teacher's place."""
        return Pipeline(tuple(map(_by_labels, self.stages)))

    @property
    def uncompressed(self) -> "Pipeline":
        """The same training for as many steps, and nothing compressed."""
        return Pipeline(tuple(trained for stage in self.stages if (trained := _training(stage))))

    def deployed(self, experiment: Experiment, stages: int | None = None) -> Deployed:
        """Return what comes of the experiment's student, by arithmetic, after some first `stages`, or all.

        Raises
        ------
        CompressionError
            If a stage cannot be had of it.
        """
        student = Deployed.of(experiment.student, experiment.data.shape, experiment.data.classes)
        return self.deploys(student, stages)

    def deploys(self, student: Deployed, stages: int | None = None) -> Deployed:
        """Return what comes of a student that is not compressed; arguments and errors as of `deployed`."""
        for stage in self.stages[:stages]:
            trains = stage.card.begins or stage.tuning
            if trains and any(layer.grid == "kmeans" for layer in student.layers):
                template = N_("In the pipeline {pipeline}, {stage} comes after a codebook by k-means: train before it.")
                raise CompressionError(template, pipeline=self.text, stage=stage.text)
            try:
                student = stage.card.deploys(student, stage.knobs)
            except CatalogError as error:
                raise CompressionError(error.template, **error.blanks) from error
        return student

    def check(self, experiment: Experiment) -> None:
        """Refuse what the experiment's student cannot go through; raises as `deployed` and `taught_by` do."""
        if len(self.stages) > MOST_STAGES:
            template = N_("The pipeline {pipeline} has {count} stages: allowed are at most {limit}.")
            raise CompressionError(template, pipeline=self.text, count=len(self.stages), limit=MOST_STAGES)
        self.deployed(experiment)
        for place, stage in enumerate(self.stages):
            as_taught = self.taught_by(experiment, place)
            if stage.tuning and stage.tuning.target == TEACHER and (knob := _unlike(as_taught)):
                template = N_(
                    "The pipeline {pipeline} cannot do {stage} while {knob} is {value}: tune by the labels, or set it "
                    "to {usual}."
                )
                blanks = {
                    "knob": knob,
                    "value": str(getattr(experiment, knob)),
                    "usual": str(usual(knob, as_taught.kind)),
                }
                raise CompressionError(template, pipeline=self.text, stage=stage.text, **blanks)

    def tunes_otherwise(self, experiment: Experiment) -> bool:
        """Return whether a tuning by the teacher is another kind of distillation than the experiment's."""
        tuned = [place for place, stage in enumerate(self.stages) if stage.tuning and stage.tuning.target == TEACHER]
        return any(self.taught_by(experiment, place).kind != experiment.kind for place in tuned)

    def taught_by(self, experiment: Experiment, place: int) -> Experiment:
        """Return the experiment as which the stage at `place` trains: of its kind, and of the student as it is there.

        What goes on without the kind's own stages, such as a tuning, is of the experiment's kind where that goes
        straight to the students' training, else of the default one.

        Raises
        ------
        CompressionError
            If there is no such experiment.
        """
        stage, student = self.stages[place], self.deployed(experiment, place).network
        kind = getattr(stage.knobs, "kind", "") or experiment.kind
        if not (stage.card.begins and (place == 0 or stage.card.by_labels)) and not is_stacked(experiment):
            kind = Experiment.model_fields["kind"].default
        if (kind, student) == (experiment.kind, experiment.student):
            return experiment
        try:
            # What is unusual for one kind need not be a knob of another.
            return Experiment.shared(**{**experiment.changes(), "kind": kind, "student": student})
        except ValidationError as error:
            problem = problems(error)[0]
            template = N_("The pipeline {pipeline} cannot do {stage}: it would need another {knob} than {value}.")
            blanks = {"pipeline": self.text, "stage": stage.text, "knob": problem.name, "value": str(problem.value)}
            raise CompressionError(template, **blanks) from error

    def steps(self, experiment: Experiment, stages: int | None = None) -> int:
        """Return how many steps a student is trained for in some first `stages`, or all."""
        return sum(_steps(stage, experiment) for stage in self.stages[:stages])

    def work(self, experiment: Experiment) -> float:
        """Estimate its training in effective multiply-accumulates, as if nothing of it were shared with others."""
        per_step = 3 * experiment.seeds * experiment.student_cost.effort * experiment.images_a_step
        begun = sum(students_work(experiment) for stage in self.stages if stage.card.begins)
        return begun + per_step * sum(stage.tuning.steps for stage in self.stages if stage.tuning)


def _unlike(experiment: Experiment) -> str | None:
    """Return the knob that makes a distillation more than going straight to the students' training, if one does."""
    return None if is_stacked(experiment) else next(iter(recipe_knobs(experiment)), None)


def _steps(stage: Stage, experiment: Experiment) -> int:
    return experiment.steps if stage.card.begins else stage.tuning.steps if stage.tuning else 0


def _by_labels(stage: Stage) -> Stage:
    if stage.card.by_labels:
        return Stage.read(stage.card.by_labels)
    return stage.changed(target="labels") if stage.tuning else stage


def _training(stage: Stage) -> Stage | None:
    """Return what is left of a stage where nothing is compressed."""
    if not stage.card.compresses:
        return stage
    if stage.tuning is None:
        return None
    training = {name: getattr(stage.knobs, name) for name in METHODS[TUNE].knobs.model_fields}
    return Stage(TUNE, METHODS[TUNE].knobs(**training))

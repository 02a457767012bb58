"""Pipelines of one student, as a tree: what several have in common is trained once."""

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from kdviz import catalog, datasets
from kdviz.experiment import Experiment, Pipeline
from kdviz.experiment.arms import ARMS, is_stacked
from kdviz.i18n import N_
from kdviz.results import Arrays, Failure, RunFailedError
from kdviz.results.compression import Arrival, CompressedOutcome, Course, StageAccuracy
from kdviz.training.compress.measured import Tested, compressed, sensitivity, taken
from kdviz.training.compress.students import Students
from kdviz.training.compress.together import Program, Together, Training
from kdviz.training.draws import draw
from kdviz.training.population.device import device_kind
from kdviz.training.population.divergence import DivergedError
from kdviz.training.population.population import Population
from kdviz.training.run import teacher
from kdviz.training.run.recipes.direct import direct
from kdviz.training.run.steps import mapped
from kdviz.training.run.workbench import DISTILLED, Recipe, Workbench
from kdviz.training.schedule import Clock, report_steps

DIVERGED = N_("The stage {stage} of the pipeline {pipeline} diverged at step {step}. Try a smaller learning rate.")
# Of a stage's course.
POINTS = 10
# How many steps there are between two reports of the share that is done.
NEWS = 25

Progress = Generator[float | Arrival | None, None, None]


@dataclass
class Place:
    """Where a pipeline's first stages lead: the students, or why there are none."""

    stages: list[StageAccuracy] = field(default_factory=list)
    students: Students | None = None
    failure: Failure | None = None


def train_pipelines(
    experiment: Experiment, texts: Sequence[str], teacher_weights: Arrays, _clock: Clock | None = None
) -> Generator[float | Arrival | None, None, list[CompressedOutcome]]:
    """Let the student of `experiment` go through pipelines.

    Parameters
    ----------
    teacher_weights : dict of ndarray
        The teacher's.

    Yields
    ------
    float or Arrival or None
        After every step: the share that is done, or None while that is no news; and each student that comes through a
        stage.

    Returns
    -------
    list of CompressedOutcome
        In the order of the texts. A pipeline that diverges says where; the others are trained anew, without it.
    """
    tree = Tree(experiment, [Pipeline.read(text) for text in texts], teacher_weights)
    yield from tree.grow()
    return [tree.outcome(Pipeline.read(text)) for text in texts]


class Tree:
    """The pipelines' beginnings, each once; students are tested on one kind of `images`, and on no others.

    Attributes
    ----------
    places : dict of Pipeline to Place
        Where those lead that have been gone through.
    """

    def __init__(
        self,
        experiment: Experiment,
        pipelines: Sequence[Pipeline],
        teacher_weights: Arrays,
        images: Literal["test", "validation"] = "test",
    ) -> None:
        self._experiment = experiment
        self._dataset = datasets.load(experiment.dataset, experiment.data_seed)
        self._tested = Tested(self._dataset, images)
        self._tests = images == "test"
        self._transfer_sets = [draw(experiment, self._dataset, seed) for seed in experiment.seed_list]
        self._weights = teacher_weights
        self._teacher_logits = teacher.logits_by_id(teacher.taught(experiment, teacher_weights), self._dataset)
        self._beginnings = [
            *dict.fromkeys(
                Pipeline(pipeline.stages[:count])
                for pipeline in pipelines
                for count in range(1, len(pipeline.stages) + 1)
            )
        ]
        self.places: dict[Pipeline, Place] = {}
        self._all = sum(map(self._steps, self._beginnings))
        self._done = 0
        self._arrived: list[Pipeline] = []

    def grow(self) -> Progress:
        """Go through all of them: first what is only one training, then stage by stage what is ready."""
        roots: dict[Experiment, list[Pipeline]] = {}
        for pipeline in self._beginnings:
            if len(pipeline.stages) == 1:
                roots.setdefault(pipeline.taught_by(self._experiment, 0), []).append(pipeline)
        for experiment, pipelines in roots.items():
            yield from self._begin(experiment, pipelines)
            yield from self._told()
        while ready := [
            pipeline for pipeline in self._beginnings if pipeline not in self.places and self._before(pipeline)
        ]:
            at_once = [pipeline for pipeline in ready if not self._trains(pipeline)]
            for pipeline in at_once:
                self._compress(pipeline)
            if not at_once:
                yield from self._train(ready)
            yield from self._told()

    def outcome(self, pipeline: Pipeline) -> CompressedOutcome:
        """Return what a pipeline came to."""
        place = self.places[pipeline]
        if place.students is None:
            return CompressedOutcome(failure=place.failure)
        known = sensitivity(place.students, self._tested) if len(pipeline.stages) == 1 else []
        held = Tested(self._dataset, "validation")
        validation = held.accuracy(place.students.logits(held.inputs))
        return CompressedOutcome(
            result=compressed(place.students, place.stages, known, validation), device=device_kind()
        )

    def _before(self, pipeline: Pipeline) -> Place | None:
        return self.places.get(Pipeline(pipeline.stages[:-1]))

    def _steps(self, pipeline: Pipeline) -> int:
        """Return how many steps its last stage takes."""
        count = len(pipeline.stages)
        return pipeline.steps(self._experiment, count) - pipeline.steps(self._experiment, count - 1)

    def _trains(self, pipeline: Pipeline) -> bool:
        """Return whether its last stage has to train: not where there is nobody to be trained."""
        before = self._before(pipeline)
        return before is not None and before.students is not None and self._steps(pipeline) > 0

    def _bench(self, experiment: Experiment, begun: int = 0) -> Workbench:
        """Return what recipes work with, for students that have been trained for some steps before."""
        data = (self._dataset, self._transfer_sets, self._weights, self._teacher_logits)
        return Workbench(experiment, *data, begun=begun, tests=self._tests)

    @property
    def _share(self) -> float:
        # What was trained in vain counts, too.
        return min(1.0, self._done / self._all)

    def _news(self, step: int, pipelines: int) -> float | None:
        """Return the share that is done after another step of so many pipelines, now and then."""
        self._done += pipelines
        return self._share if step % NEWS == 0 else None

    def _told(self) -> Progress:
        """Tell of those who have arrived since this was last asked."""
        for pipeline in self._arrived:
            last = self.places[pipeline].stages[-1]
            assert last.bytes is not None
            yield Arrival(
                share=self._share,
                student=self._experiment.student,
                pipeline=pipeline.text,
                accuracy=last.accuracy,
                bytes=last.bytes,
            )
        self._arrived = []

    def _begin(self, experiment: Experiment, pipelines: Sequence[Pipeline]) -> Progress:
        """Train what pipelines begin with: those arms of a run of `experiment`; one that fails fails alone."""
        arms = {ARMS.index("distilled" if pipeline.taught else "hard"): pipeline for pipeline in pipelines}
        recipe = _recipe(experiment)
        while arms:
            try:
                plan = yield from mapped(recipe(self._bench(experiment)), lambda _news: None)
                _only(plan.population, [*arms])
                for step in plan.population.train(islice(plan.batches, experiment.steps)):
                    yield self._news(step, len(arms))
            except RunFailedError as error:
                # Those with labels only need nothing of what comes before.
                if taught := arms.pop(DISTILLED.start, None):
                    self.places[taught] = Place(failure=Failure.of(error))
                recipe = direct
                continue
            except DivergedError as error:
                # Helpers learn on behalf of the distilled arm. Nobody is left where one at rest has no finite loss.
                failed = arms.pop(min(error.member, DISTILLED.start), None)
                self._fail([failed] if failed else [*arms.values()], error)
                arms = arms if failed else {}
                continue
            for member, pipeline in arms.items():
                parameters = {name: values[:, member].clone() for name, values in plan.population.parameters.items()}
                students = Students.trained(parameters, pipeline.deployed(experiment, 0), experiment.seed_list)
                self._arrive(pipeline, students)
            return

    def _compress(self, pipeline: Pipeline) -> None:
        """Go through a last stage that trains nobody."""
        before = self.places[Pipeline(pipeline.stages[:-1])]
        if before.students is None:
            self.places[pipeline] = before
        else:
            self._arrive(pipeline, before.students.after(pipeline.stages[-1]))

    def _train(self, ready: Sequence[Pipeline]) -> Progress:
        """Go through the last stages of those pipelines that can train together with the first."""
        trainings = {pipeline: self._training(pipeline) for pipeline in ready}
        programs = {pipeline: self._program(pipeline, training) for pipeline, training in trainings.items()}
        program = programs[ready[0]]
        alone = self._has_own_recipe(ready[0], program.experiment)
        chosen = [ready[0]] if alone else [pipeline for pipeline in ready if programs[pipeline] == program]
        bench = self._bench(program.experiment, program.begun)
        own = [trainings[pipeline] for pipeline in chosen]
        try:
            if alone:
                plan = yield from mapped(_recipe(program.experiment)(bench), lambda _news: None)
                _only(plan.population, [DISTILLED.start])
                together, batches = Together(program, own, plan.population, DISTILLED.start), plan.batches
            else:
                together, batches = Together(program, own), bench.batches()
            reports = sorted(report_steps(program.steps, POINTS))
            found = [[each.stages[-1].accuracy for each in map(self._before, chosen) if each]]
            for step in together.train(batches, reports):
                if step in reports:
                    found.append([*map(self._tested.accuracy, together.logits(self._tested.inputs))])
                yield self._news(step, len(chosen))
        except RunFailedError as error:
            self.places[chosen[0]] = Place(failure=Failure.of(error))
            return
        except DivergedError as error:
            # The others are trained anew, without it.
            self._fail(chosen if alone else [chosen[error.member]], error)
            return
        for place, pipeline in enumerate(chosen):
            course = Course(steps=[0, *reports], accuracy=[each[place] for each in found])
            self._arrive(pipeline, together.students(place).finished(), course)

    def _training(self, pipeline: Pipeline) -> Training:
        before, stage = self._before(pipeline), pipeline.stages[-1]
        assert before is not None
        assert before.students is not None
        students = before.students.after(stage) if stage.card.compresses else before.students
        taught = Pipeline((stage,)).taught
        return Training(students, stage, taught, stage.tuning.learning_rate if stage.tuning else None)

    def _program(self, pipeline: Pipeline, training: Training) -> Program:
        last = len(pipeline.stages) - 1
        experiment = pipeline.taught_by(self._experiment, last)
        begun = pipeline.steps(self._experiment, last)
        return Program(experiment, begun, self._steps(pipeline), training.students.form)

    @staticmethod
    def _has_own_recipe(pipeline: Pipeline, experiment: Experiment) -> bool:
        """Return whether its last stage is a distillation that does not go straight to the students' training."""
        return bool(pipeline.stages[-1].card.by_labels) and not is_stacked(experiment)

    def _arrive(self, pipeline: Pipeline, students: Students, course: Course | None = None) -> None:
        accuracy = self._tested.accuracy(students.logits(self._tested.inputs))
        before = self._before(pipeline)
        stage = StageAccuracy(stage=pipeline.stages[-1].text, accuracy=accuracy, course=course, bytes=taken(students))
        self.places[pipeline] = Place([*(before.stages if before else ()), stage], students)
        self._arrived.append(pipeline)

    def _fail(self, pipelines: Sequence[Pipeline], error: DivergedError) -> None:
        for pipeline in pipelines:
            blanks: dict[str, str | int] = {
                "stage": pipeline.stages[-1].text,
                "pipeline": pipeline.text,
                "step": error.step,
            }
            self.places[pipeline] = Place(failure=Failure(template=DIVERGED, blanks=blanks))


def _only(population: Population, arms: Collection[int]) -> None:
    """Let all other arms rest; helpers learn for the distilled one."""
    learns = {*arms, *(range(len(ARMS), population.members) if DISTILLED.start in arms else ())}
    population.rest([member for member in range(population.members) if member not in learns])


def _recipe(experiment: Experiment) -> Recipe:
    recipe: Recipe = catalog.named(experiment.kind_card.recipe)
    return recipe

"""The effort of a search's students, of whatever may vary: steps, sizes and kinds as well as pipelines."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from pydantic import ValidationError

from kdviz.experiment.arms import ARMS, is_stacked
from kdviz.experiment.experiment import TEACHER_KNOBS, Experiment
from kdviz.experiment.packing import family
from kdviz.experiment.pipeline import Pipeline
from kdviz.experiment.sweep import Value
from kdviz.experiment.vary import PIPELINE, PLAIN, Vary, varied
from kdviz.experiment.work import students_seconds, students_work, teacher_seconds, together_seconds

# Students of one piece: 126 take 11 ms each, 63 take 15, 250 no less; and fewer pieces leave workers idle.
TOGETHER = 128
# Seconds that a worker takes to load Optuna for the first plan; and for the choice, what the trials say of each other
# (fANOVA) and the judgement, beside its training: scikit-learn is loaded for it.
LOADED, SAID = 3.0, 3.0
# Settings that stand for all that may be tried, and draws for each where many do not fit together.
DRAWN, DRAWS = 24, 10


class Setting(NamedTuple):
    """A setting that may be tried."""

    experiment: Experiment
    pipeline: str

    @property
    def alone(self) -> bool:
        """Whether its students share no population with those of other settings."""
        return self.pipeline != PLAIN or not is_stacked(self.experiment)

    @property
    def work(self) -> float:
        """Multiply-accumulates that one student takes, with its controls where a recipe trains them."""
        each = students_work(self.experiment) / self.experiment.seeds
        return self._longer * (each / len(ARMS) if is_stacked(self.experiment) else each)

    @property
    def run_seconds(self) -> float:
        """How long all its seeds take on their own."""
        return self._longer * students_seconds(self.experiment)

    def judged_seconds(self, fresh_seeds: int) -> float:
        """Return how long its three arms take on fresh seeds."""
        return self._longer * students_seconds(self.experiment.model_copy(update={"seeds": fresh_seeds}))

    @property
    def _longer(self) -> float:
        """How many times as many steps as a distillation alone its pipeline takes."""
        return Pipeline.read(self.pipeline).steps(self.experiment) / self.experiment.steps


def _made(experiment: Experiment, values: dict[str, Value]) -> Setting | None:
    """Return the setting with other values; None if they do not fit together."""
    knobs = {name: value for name, value in values.items() if name != PIPELINE}
    try:
        changed = Experiment.shared(**{**experiment.changes(), **knobs}) if knobs else experiment
    except ValidationError:
        return None
    return Setting(changed, str(values.get(PIPELINE, PLAIN)))


def most_work(experiment: Experiment, vary: Sequence[Vary]) -> float:
    """Return the multiply-accumulates of a student of the most expensive setting.

    Knobs are taken one after the other, each at its most expensive end or choice: what one adds, the others multiply.
    Where such ends do not fit together, it is the most expensive of some settings between them.
    """

    def work(values: dict[str, Value]) -> float:
        setting = _made(experiment, values)
        return setting.work if setting else -math.inf

    dearest: dict[str, Value] = {}
    for each in vary:
        values = each.choices or (each.rounded(each.low), each.rounded(each.high))
        dearest = max(({**dearest, each.name: value} for value in values), key=work)
    return max(work(dearest), work({}), *(setting.work for setting in drawn(experiment, vary, DRAWN)))


def drawn(experiment: Experiment, vary: Sequence[Vary], count: int) -> list[Setting]:
    """Return settings drawn evenly from what may vary, always the same; the one by hand where none fits."""
    draw = random.Random(0)
    # What is one number of each student costs nothing, and to check an experiment takes a millisecond.
    matters = [each for each in vary if varied(each.name).varies != "member"]
    made = cache(lambda values: _made(experiment, dict(values)))

    def some() -> Iterator[Setting]:
        for _draw in range(DRAWS * count):
            if setting := made(tuple((each.name, _value(each, draw)) for each in matters)):
                yield setting

    return list(islice(some(), count)) or [Setting(experiment, PLAIN)]


def _value(vary: Vary, draw: random.Random) -> Value:
    if vary.choices:
        return draw.choice(vary.choices)
    if vary.log:
        return vary.rounded(math.exp(draw.uniform(math.log(vary.low), math.log(vary.high))))
    return vary.rounded(draw.uniform(vary.low, vary.high))


def student_seconds(experiment: Experiment, vary: Sequence[Vary], seeds: int) -> float:
    """Return how long a student takes on average, among as many settings on some `seeds` as fill a piece.

    Those of one family train together; of many sizes or numbers of steps, few do.
    """
    settings = drawn(experiment, vary, max(1, TOGETHER // seeds))
    families: dict[str, list[Setting]] = {}
    for setting in settings:
        families.setdefault(f"{setting.pipeline} {family(setting.experiment)}", []).append(setting)

    def seconds(members: Sequence[Setting]) -> float:
        first = members[0]
        if not first.alone:
            return together_seconds(first.experiment, len(members) * seeds)
        # A setting trains twice, on its first seeds and on the others, which takes as long each as all seeds would.
        return sum(2 * setting.run_seconds * seeds / experiment.seeds for setting in members)

    return sum(map(seconds, families.values())) / (len(settings) * seeds)


def teachers_seconds(experiment: Experiment, vary: Sequence[Vary], is_taught: Callable[[Experiment], bool]) -> float:
    """Return how long it takes to train the teachers, by hand and of those settings drawn, that are not kept."""
    varies = any(each.name in TEACHER_KNOBS for each in vary)
    some = [experiment, *(setting.experiment for setting in (drawn(experiment, vary, DRAWN) if varies else []))]
    teachers = {each.digest(only=TEACHER_KNOBS): each for each in some}
    return sum(teacher_seconds(each) for each in teachers.values() if not is_taught(each))


def judged_seconds(experiment: Experiment, vary: Sequence[Vary], fresh_seeds: int) -> float:
    """Return how long the judgement takes: of the setting by hand, or of those that may win if these take longer."""

    def mean(settings: Sequence[Setting], of: Callable[[Setting], float]) -> float:
        return sum(map(of, settings)) / len(settings)

    some = [Setting(experiment, PLAIN)], drawn(experiment, vary, DRAWN)
    return SAID + max(mean(each, lambda setting: setting.judged_seconds(fresh_seeds)) for each in some)

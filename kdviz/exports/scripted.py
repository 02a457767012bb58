"""Whether what a script prints is what its run came to."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from kdviz.i18n import N_
from kdviz.results import RunFailedError, RunResult
from kdviz.results.export import Verified

# How far each student may end from the app's, in test images; and each arm's mean, in accuracy.
IMAGES, MEAN = 2, 0.002
AGAINST = "the run's students"
APART = N_("A student of the script ({arm}) ends {images} test samples from the run's. It is not offered.")
ROUNDING = 1e-9


class Script(BaseModel):
    """A script that is to be run, how many lines it prints, and the own data set whose rows it is given, if any."""

    model_config = ConfigDict(frozen=True)

    text: str
    lines: int
    own: str = ""


def verified(result: RunResult, printed: Mapping[str, Sequence[float]]) -> Verified:
    """Return how a script's accuracies compare with those of its run.

    Raises
    ------
    RunFailedError
        If a student ends more than `IMAGES` test images from the run's, or the mean of an arm more than `MEAN`.
    """
    images, students, equal = result.experiment.data.test, 0, 0
    for arm, measured in result.arms.items():
        pairs = [*zip(printed[arm], measured.accuracy, strict=True)]
        apart = [round(abs(own - theirs) * images) for own, theirs in pairs]
        mean = abs(sum(own - theirs for own, theirs in pairs) / len(pairs))
        if max(apart) > IMAGES or mean > MEAN + ROUNDING:
            raise RunFailedError(APART, arm=arm, images=max(apart))
        students, equal = students + len(apart), equal + apart.count(0)
    return Verified(images=images, agreement=equal / students, max_logit_difference=None, against=AGAINST)

"""Pictures of teacher and students that are shown beside the curves while they train."""

from dataclasses import dataclass

from kdviz.catalog.limits import SIMILAR_IMAGES


@dataclass(frozen=True)
class Watch:
    """A picture that is drawn after each of the steps at which the students are measured.

    Attributes
    ----------
    code : str
        Dotted path of what looks: called with the data set, the teacher and the first seed, it returns an object whose
        ``look(population, members, first)`` gives the entries of a `kdviz.results.Snapshot`.
    images : int
        How many images it shows to each seed's students.
    """

    code: str
    images: int


# Which images look alike to the last hidden layers.
SIMILARITIES = Watch("kdviz.training.watch.similarities:Likenesses", SIMILAR_IMAGES)

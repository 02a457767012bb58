"""Deep mutual learning: students teach each other."""

from typing import Annotated

from pydantic import BaseModel

from kdviz.catalog.kind import NO_TEACHER, Flow, Kind
from kdviz.catalog.knob import Knob
from kdviz.i18n import N_


class MutualKnobs(BaseModel):
    """Who learns together, and how much they listen."""

    peers: Annotated[
        int,
        Knob(
            label=N_("Peers"),
            help=N_("How many further students learn together with the one that is measured."),
            bounds=(1, 7),
            step=1,
        ),
    ] = 1
    peer_weight: Annotated[
        float,
        Knob(
            label=N_("Weight of the peers"),
            help=N_("How much the distance from the peers counts."),
            varies="member",
            bounds=(0, 100),
            step=0.5,
        ),
    ] = 1.0


ENTRY = Kind(
    name="mutual",
    family="peers",
    title=N_("Mutual learning"),
    summary=N_(
        "Two or more students learn together: each from the labels and from what the others think at that "
        "moment. Nobody is the teacher."
    ),
    code="kdviz.objectives.mutual:mutual",
    reference="Zhang et al. 2018, Deep Mutual Learning, arXiv:1706.00384",
    when=N_("When there is no teacher and time for more than one student."),
    price=N_("As many trainings side by side as there are students, and their answers to each other in every step."),
    diagram=(
        Flow(N_("labels"), N_("student"), N_("the right answer")),
        Flow(N_("peers"), N_("student"), N_("what they think now")),
        Flow(N_("student"), N_("peers"), N_("what it thinks now")),
    ),
    knobs=MutualKnobs,
    recipe="kdviz.training.run.recipes.mutual:mutual_learning",
    weights=("peer_weight",),
    further_students=lambda settings: int(settings.peers),
    caveat=NO_TEACHER,
)

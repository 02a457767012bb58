"""Pruning: weights are cut, one by one."""

from dataclasses import replace
from typing import Annotated, Self

from kdviz.catalog.deployed import Deployed, DeployedLayer
from kdviz.catalog.knob import Knob
from kdviz.catalog.method import Method, OnlyKnobs, TuningKnobs
from kdviz.i18n import N_

# Share of a gradual cut's steps in which weights are cut.
GRADUAL = 0.75


class PruneKnobs(OnlyKnobs, TuningKnobs):
    """How many weights, which, and when."""

    sparsity: Annotated[
        float,
        Knob(
            label=N_("Sparsity"),
            help=N_("Share of the weights that is cut; biases stay."),
            widget="slider",
            unit=N_("share"),
            bounds=(0, 0.999),
            step=0.05,
        ),
    ]
    criterion: Annotated[
        str,
        Knob(
            label=N_("Which weights"),
            help=N_("Those of the smallest magnitude, or any, as a control."),
            widget="choice",
            choices={"magnitude": N_("the smallest"), "random": N_("at random")},
        ),
    ] = "magnitude"
    scope: Annotated[
        str,
        Knob(
            label=N_("Compared"),
            help=N_("Among all layers, which may thin out one more than another, or the same share in each."),
            widget="choice",
            choices={"global": N_("among all layers"), "layer": N_("within each layer")},
        ),
    ] = "global"
    schedule: Annotated[
        str,
        Knob(
            label=N_("Schedule"),
            help=N_("All at once, or more and more while the student trains."),
            widget="choice",
            choices={"once": N_("at once"), "gradual": N_("gradually")},
        ),
    ] = "once"

    def at(self, done: float) -> Self:
        """Return the knobs with the sparsity that a gradual cut has come to.

        s = s_f · (1 − (1 − t)³)    at the share t of its first three quarters; the last repairs

        References
        ----------
        Zhu and Gupta 2017, To prune, or not to prune, arXiv:1710.01878, equation 1.
        """
        if self.schedule == "once":
            return self
        left = 1 - min(1.0, done / GRADUAL)
        return self.model_copy(update={"sparsity": self.sparsity * (1 - left**3)})

    def cut(self, weights: int) -> int:
        """Return how many of so many weights are cut."""
        return round(self.sparsity * weights)


def deploys(student: Deployed, knobs: PruneKnobs) -> Deployed:
    """Return the student with weights cut: of all its layers together, or of each."""
    places = student.at(knobs.only)
    chosen = [student.layers[place] for place in places]
    weights, left = sum(layer.weights for layer in chosen), sum(layer.left for layer in chosen)
    # Where all have been cut before, there is nothing more to cut.
    share = min(1.0, (weights - knobs.cut(weights)) / left) if left else 0.0

    def cut(layer: DeployedLayer) -> DeployedLayer:
        most = layer.weights - knobs.cut(layer.weights)
        own = min(layer.left, most) if knobs.scope == "layer" else share * layer.left
        return replace(layer, left=own, masked=layer.masked or knobs.cut(weights) > 0)

    return student.changed(places, cut)


ENTRY = Method(
    name="prune",
    title=N_("Prune"),
    summary=N_("Weights are set to zero and stay there. The student keeps its shape, and its zeros need no storing."),
    code="kdviz.compression.prune:prune",
    example="prune=0.8",
    reference="Han, Pool, Tran, Dally 2015, Learning both Weights and Connections, arXiv:1506.02626; "
    "Zhu and Gupta 2017, To prune, or not to prune, arXiv:1710.01878",
    knobs=PruneKnobs,
    written=("sparsity", "steps"),
    read_with={"target": "gradual", "steps": "gradual", "learning_rate": "gradual"},
    compresses=True,
    deploys=deploys,
    tunes=lambda knobs: knobs.schedule == "gradual",
)

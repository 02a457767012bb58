"""Fine-tuning: a few more steps, at a smaller learning rate."""

from kdviz.catalog.method import Method, TuningKnobs
from kdviz.i18n import N_


def always(_knobs: TuningKnobs) -> bool:
    """Return True."""
    return True


ENTRY = Method(
    name="tune",
    title=N_("Fine-tune"),
    summary=N_("A few more steps repair what a cut has broken. What is cut stays cut, what is rounded stays rounded."),
    code="kdviz.objectives.classic:classic",
    example="tune=teacher:250",
    reference="Han, Pool, Tran, Dally 2015, Learning both Weights and Connections, arXiv:1506.02626",
    knobs=TuningKnobs,
    written=("target", "steps"),
    tunes=always,
)

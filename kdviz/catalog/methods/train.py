"""Training by the labels alone."""

from kdviz.catalog.method import Method
from kdviz.i18n import N_

ENTRY = Method(
    name="train",
    title=N_("Train by the labels"),
    summary=N_("The student learns from the labels alone, for all of the experiment's steps."),
    code="kdviz.objectives.supervised:supervised",
    example="train",
    begins=True,
)

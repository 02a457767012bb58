"""How large an experiment may be, and how many may wait: one table, for a classroom laptop unless told otherwise.

Every row can be set in the environment: ``KDVIZ_MAX_STEPS=50000`` and so on.
"""

import os
import sys

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIX = "KDVIZ_MAX_"


class Limits(BaseModel):
    """Upper bounds, none so low that the default experiment would not fit.

    Attributes
    ----------
    teacher_parameters, student_parameters : int
        Of one network.
    steps : int
        Optimizer steps of one training.
    seeds : int
        Repeats in one experiment.
    multiply_accumulates : float
        Of the whole training: all arms and seeds, forward and backward, convolutions counted as the work they are.
        About two minutes of one core.
    activations : float
        Numbers that a step of all students holds at once; about a gigabyte with their gradients.
    waiting_runs : int
        Runs in the queue, those that train not counted.
    visitor_jobs, visitor_bytes : int
        Runs and sweeps that one visitor may keep, and the size of their files; what was deleted in the last day counts.
    visitor_requests, requests : int
        Under way at once, open WebSockets among them: of one visitor's browser, and of all.
    sweep_cells : int
        Places of one sweep's grid.
    sweep_multiply_accumulates : float
        Of all cells of a sweep, each counted with all its arms; about twenty minutes of one core.
    compression_pipelines : int
        Pipelines of one compression, its controls not counted.
    search_students, search_seconds : int
        The budget of one search: students that it trains, and how long it may take.
    data_bytes : int
        Of a file with own data, and of what it unpacks to.
    data_rows, data_columns, data_values : int
        Of a table of own data.
    data_pictures, data_classes : int
        Of own data.
    data_categories : int
        Values of one column of text; with more it is left out.
    visitor_data_bytes : int
        Of the own data that one visitor keeps.
    upload_bytes : int
        Of all files together that were sent and not added yet; the oldest make room. One of `data_bytes` has room
        at least.
    """

    model_config = ConfigDict(frozen=True)

    teacher_parameters: int = Field(2_000_000, ge=100_000)
    student_parameters: int = Field(500_000, ge=10_000)
    steps: int = Field(20_000, ge=1_000)
    seeds: int = Field(64, ge=8)
    multiply_accumulates: float = Field(3e12, ge=2e10, allow_inf_nan=False)
    activations: float = Field(5e7, ge=1e6, allow_inf_nan=False)
    waiting_runs: int = Field(60, ge=1)
    visitor_jobs: int = Field(300, ge=1)
    visitor_bytes: int = Field(1_000_000_000, ge=10_000_000)
    visitor_requests: int = Field(100, ge=20)
    requests: int = Field(2_000, ge=100)
    sweep_cells: int = Field(400, ge=64)
    sweep_multiply_accumulates: float = Field(3e13, ge=2e11, allow_inf_nan=False)
    compression_pipelines: int = Field(32, ge=8)
    search_students: int = Field(20_000, ge=500)
    search_seconds: int = Field(600, ge=60)
    data_bytes: int = Field(300_000_000, ge=1_000_000)
    data_rows: int = Field(100_000, ge=1_000)
    data_columns: int = Field(1_000, ge=10)
    data_values: int = Field(16_000_000, ge=100_000)
    data_pictures: int = Field(20_000, ge=1_000)
    data_classes: int = Field(100, ge=10)
    data_categories: int = Field(50, ge=10)
    visitor_data_bytes: int = Field(1_000_000_000, ge=10_000_000)
    upload_bytes: int = Field(3_000_000_000, ge=10_000_000)


def _read() -> Limits:
    # pydantic-settings took .1 s of every command to read the same.
    names = {name: f"{PREFIX}{name}".upper() for name in Limits.model_fields}
    try:
        return Limits.model_validate({name: os.environ[own] for name, own in names.items() if own in os.environ})
    except ValidationError as error:
        wrong = error.errors()[0]
        name = names[str(wrong["loc"][0])]
        floor = next(item.ge for item in Limits.model_fields[str(wrong["loc"][0])].metadata if hasattr(item, "ge"))
        print(
            f"kdviz: {name} is {wrong['input']}: allowed is a number of {floor:,.0f} or more, "
            "which the default experiment needs.",
            file=sys.stderr,
        )
        raise SystemExit(2) from error


LIMITS = _read()
TEACHER_BATCH = 64
# Of a network, hidden ones.
MOST_LAYERS = 8
# Of a decision surface: points a side.
SURFACE_SIDE = 40
# And classes, of which a point names one in half a byte.
SURFACE_CLASSES = 16
# Images whose similarities are shown.
SIMILAR_IMAGES = 40

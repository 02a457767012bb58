"""A run as a notebook: its script in cells, with a plot and questions to think about."""

import json
import re
from typing import Any

from kdviz.experiment import Experiment
from kdviz.exports.format import Files, RunFormat
from kdviz.exports.script.written import script_of
from kdviz.i18n import N_

# A cell begins with a comment at the beginning of a line, or with what the script prints.
CELL = re.compile(r"\n+(?=# |for arm in ARMS)")
LAST = """\
accuracies = {arm: [student(seed, arm) for seed in SEEDS] for arm in ARMS}
for arm, values in accuracies.items():
    print(arm, *(f"{value:.3f}" for value in values))
"""
PLOT = """\
# A dot a student, a line a seed. It needs matplotlib.
import matplotlib.pyplot as plt

plt.plot([*accuracies], np.array([*accuracies.values()]), "o-", color="0.6")
plt.plot([*accuracies], [np.mean(values) for values in accuracies.values()], "ks", label="mean")
plt.ylabel("accuracy on test samples")
plt.legend()
plt.show()
"""
QUESTIONS = """\
## Questions to think about

1. Which seeds gain most from the teacher, and which hardly at all? What differs between them?
2. Why are all arms of a seed given the same labelled images and the same first weights?
3. Give the students more labels (`LABELS`). At how many does the teacher stop helping?
4. Smoothed labels also say less than the whole truth. What does the teacher say that they do not?
5. Turn one number of the distilled arm in `ARMS`. Guess first what will happen.
"""


def write(experiment: Experiment) -> Files:
    """Return the notebook, which was not run."""
    _nothing, head, code = script_of(experiment).split('"""', 2)
    title, text = head.split("\n\n", 1)
    *parts, _printing = CELL.split(code.strip())
    cells = [_cell("markdown", f"# {title}\n\n{text}"), *(_cell("code", part) for part in [*parts, LAST, PLOT])]
    notebook = {
        "cells": [{**cell, "id": f"cell-{place}"} for place, cell in enumerate([*cells, _cell("markdown", QUESTIONS)])],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {".ipynb": json.dumps(notebook, ensure_ascii=False, indent=1).encode()}


def _cell(kind: str, text: str) -> dict[str, Any]:
    further: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": text.strip().splitlines(keepends=True), **further}


FORMAT = RunFormat(
    name="notebook",
    title=N_("This run as a notebook"),
    summary=N_("The script in cells, with a plot and questions to think about."),
    place=70,
    write=write,
)

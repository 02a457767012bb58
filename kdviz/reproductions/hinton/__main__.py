"""The process that makes the table: ``python -m kdviz.reproductions.hinton FOLDER DATA SEEDS SECONDS [IMAGES]``."""

import json
import os
import sys
from pathlib import Path

import torch

from kdviz.datasets.published import read_folder
from kdviz.i18n import SpokenError
from kdviz.reproductions.hinton.table import Table


def main(folder: str, data: str, seeds: str, seconds: str, images: str = "") -> None:
    """Make the table in `folder`; tell on standard output, a JSON object a line, what is planned and each part."""
    torch.set_num_threads(os.cpu_count() or 1)
    # Ten bits of the factors are enough here, and a GPU multiplies them several times as fast.
    torch.backends.cuda.matmul.allow_tf32 = True
    most = int(images) if images else None
    table = Table(read_folder(Path(data)), Path(folder), range(int(seeds)), float(seconds), most)
    plan = table.plan()
    print(json.dumps({"plan": plan.model_dump(), "seconds": table.seconds_left(plan)}), flush=True)
    for part in table.parts(plan):
        print(json.dumps({"part": part.model_dump()}), flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except SpokenError as error:
        sys.exit(f"kdviz: {error.sentence()}")

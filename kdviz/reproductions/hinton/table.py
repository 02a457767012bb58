"""The table, part by part: each finished part is kept, and what was stopped goes on after it."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from kdviz.datasets.published import Published
from kdviz.reproductions.hinton.images import BATCH, an_epoch, on_device
from kdviz.reproductions.hinton.measured import measured
from kdviz.reproductions.hinton.parts import DIGITS, PARTS, Part
from kdviz.reproductions.hinton.training import answers, members_of, pace, train
from kdviz.results.machine import processor
from kdviz.results.reproduction import PartResult, Plan

PLAN, TEACHERS = "plan.json", "teacher-logits.npy"


class Table:
    """A table that is made.

    Parameters
    ----------
    data : Published
    folder : Path
        Where finished parts are kept; what lies there is taken as it is.
    seeds : range
    within : float
        Seconds that the whole may take: parts have fewer epochs where they would take longer.
    most : int or None
        Images that it takes of the training and of the test images, from the first on; all unless told otherwise.
    parts : tuple of Part
        The teacher is the first.
    """

    def __init__(
        self,
        data: Published,
        folder: Path,
        seeds: range,
        within: float,
        most: int | None = None,
        parts: tuple[Part, ...] = PARTS,
    ) -> None:
        self._parts = parts
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._train, self._test = on_device(data, self._device, most)
        self._folder, self._seeds, self._within = folder, seeds, within
        folder.mkdir(parents=True, exist_ok=True)

    def plan(self) -> Plan:
        """Return the plan that lies in the folder; where there is none, measure the pace of every part and make one."""
        file = self._folder / PLAN
        if not file.exists():
            _write(file, self._planned().model_dump_json())
        return Plan.model_validate_json(file.read_bytes())

    def seconds_left(self, plan: Plan) -> float:
        """Return how long the parts take that are not done, by the pace that was measured."""
        left = [part for part in self._parts if not self._file(part).exists()]
        return sum(plan.pace[part.name] * self._steps(part, plan.epochs[part.name]) for part in left)

    def parts(self, plan: Plan) -> Iterator[PartResult]:
        """Yield the parts in order; those that are kept are not made again."""
        for part in self._parts:
            file = self._file(part)
            if not file.exists():
                _write(file, self._made(part, plan).model_dump_json())
            yield PartResult.model_validate_json(file.read_bytes())

    def _planned(self) -> Plan:
        found = {part.name: pace(part, self._train, self._seeds) for part in self._parts}
        full = sum(found[part.name] * self._steps(part, part.epochs) for part in self._parts)
        share = min(1.0, self._within / full)
        cuda = self._device.type == "cuda"
        return Plan(
            seeds=[*self._seeds],
            images=len(self._train),
            test_images=len(self._test),
            batch=BATCH,
            epochs={part.name: max(1, int(part.epochs * share)) for part in self._parts},
            pace=found,
            device=self._device.type,
            machine=torch.cuda.get_device_name(self._device) if cuda else processor(),
            torch=torch.__version__,
            threads=torch.get_num_threads(),
        )

    def _made(self, part: Part, plan: Plan) -> PartResult:
        begun = perf_counter()
        steps = self._steps(part, plan.epochs[part.name])
        population = train(part, self._train, self._seeds, None if part.regularized else self._teachers(), steps)
        test = answers(population, self._test)
        seen = None
        if part.regularized:
            logits = answers(population, self._train)[:, 0].cpu().numpy()
            with (self._folder / f".{TEACHERS}").open("wb") as file:
                np.save(file, logits)
            (self._folder / f".{TEACHERS}").replace(self._folder / TEACHERS)
        elif part.digits != DIGITS:
            seen = (answers(population, self._train).cpu().numpy(), self._train.labels.cpu().numpy())
        return PartResult(
            name=part.name,
            network=part.network,
            images=len(members_of(part, self._train)),
            epochs=plan.epochs[part.name],
            planned_epochs=part.epochs,
            steps=steps,
            students=measured(part, seen, (test.cpu().numpy(), self._test.labels.cpu().numpy())),
            seconds=perf_counter() - begun,
        )

    def _teachers(self) -> Tensor:
        """Return each seed's teacher's logits of the training images, by id."""
        return torch.from_numpy(np.load(self._folder / TEACHERS, allow_pickle=False)).to(self._device)

    def _steps(self, part: Part, epochs: int) -> int:
        return epochs * an_epoch(len(members_of(part, self._train)))

    def _file(self, part: Part) -> Path:
        return self._folder / f"{part.name}.json"


def _write(file: Path, text: str) -> None:
    """Write a file that appears only when it is complete."""
    draft = file.with_name(f".{file.name}")
    draft.write_text(text, "utf-8")
    draft.replace(file)

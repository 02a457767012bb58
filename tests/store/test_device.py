"""The kind of device that students trained on: kept with results, not in what is asked for."""

import pytest

from kdviz.engine.jobs.run import RunJob
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.experiment import Experiment, Sweep
from kdviz.results import Divergence
from kdviz.results.cell import CellOutcome
from kdviz.store import teachers
from kdviz.store.device import Elsewhere, last_device, remember_device
from kdviz.store.ledger import Final, Ledger, Part, Submission

RUN, GRID = Experiment(), Sweep.over(Experiment(), {"alpha": [0.2, 0.4]})
WIDER = Sweep.over(Experiment(), {"alpha": [0.2, 0.4, 0.6]})


def ask(ledger: Ledger, request=RUN, **how: bool) -> Submission:
    asked = (RunJob if request is RUN else SweepJob).asked(request)
    return ledger.enter(asked, "me", **how)


def run_on(ledger: Ledger, device: str | None) -> str:
    run_id = ask(ledger, afresh=True).job_id
    ledger.finish(run_id, Final(result={"device": device} if device else {}), 1.0)
    return run_id


def sweep_on(ledger: Ledger, *devices: str | None, finish: bool = True, grid: Sweep = GRID) -> str:
    sweep_id, digests = ask(ledger, grid, afresh=True).job_id, SweepJob.asked(grid).parts
    for place, device in enumerate(devices):
        outcome = CellOutcome(diverged=Divergence(step=place + 1, arm="hard", seed=0), device=device)
        ledger.keep(sweep_id, {place: Part(outcome.model_dump(mode="json"), digests[place])}, 1.0)
    if finish:
        ledger.finish(sweep_id, Final(), 1.0)
    else:
        ledger.leases.leave(sweep_id, "me")
        assert ledger.stop(sweep_id)
    return sweep_id


def test_a_home_remembers_what_workers_last_reported(tmp_path):
    assert last_device(tmp_path) is None
    for device in ("cuda", "cuda", "cpu"):
        remember_device(tmp_path, device)
        assert last_device(tmp_path) == device
    (tmp_path / "device.json").write_text('{"device": "abacus"}')
    assert last_device(tmp_path) is None
    (tmp_path / "device.json").write_text("[")
    assert last_device(tmp_path) is None


def test_a_home_that_cannot_be_written_is_no_trouble(tmp_path):
    (tmp_path / "home").write_text("a file")
    remember_device(tmp_path / "home", "cuda")
    assert last_device(tmp_path / "home") is None


@pytest.mark.parametrize(
    ("reported", "kept", "answers"),
    [
        (None, "cpu", True),
        (None, "cuda", True),
        ("cpu", "cpu", True),
        ("cuda", "cuda", True),
        ("cuda", "cpu", False),
        ("cpu", "cuda", False),
        ("cuda", None, True),
        ("cpu", None, True),
    ],
)
def test_a_kept_run_answers_for_its_own_kind_of_device_and_else_is_offered(history, ledger, reported, kept, answers):
    run_id = run_on(ledger, kept)
    if reported:
        remember_device(history.folder, reported)
    if answers:
        assert ask(ledger) == Submission(run_id, repeated=True)
        return
    trains = ask(ledger)
    assert trains.begun
    assert trains.elsewhere == Elsewhere(run_id, kept)
    assert ask(ledger) == Submission(trains.job_id, elsewhere=Elsewhere(run_id, kept)), "whoever joins hears of it too"
    ledger.finish(trains.job_id, Final(result={"device": reported}), 1.0)
    for device, answer in ((reported, trains.job_id), (kept, run_id)):
        remember_device(history.folder, device)
        assert ask(ledger) == Submission(answer, repeated=True), "both are kept"


def test_who_asks_for_a_run_afresh_is_offered_nothing(history, ledger):
    run_on(ledger, "cpu")
    remember_device(history.folder, "cuda")
    assert ask(ledger, afresh=True).elsewhere is None


def test_a_map_is_the_answer_if_all_its_cells_are_of_the_device(history, ledger):
    mixed = sweep_on(ledger, "cpu", "cuda")
    assert ask(ledger, GRID) == Submission(mixed, repeated=True)
    remember_device(history.folder, "cuda")
    trains = ask(ledger, GRID)
    assert (trains.begun, trains.elsewhere) == (True, Elsewhere(mixed, "cpu"))
    assert {*history.parts(trains.job_id)} == {1}, "its cell of this device is taken over"


def test_a_map_that_ended_early_on_another_device_is_not_gone_on_with(history, ledger):
    stopped = sweep_on(ledger, "cpu", finish=False)
    remember_device(history.folder, "cuda")
    begun = ask(ledger, GRID)
    assert begun.begun
    assert begun.job_id != stopped
    assert not history.parts(begun.job_id)
    ledger.leases.leave(begun.job_id, "me")
    assert ledger.stop(begun.job_id)
    remember_device(history.folder, "cpu")
    assert ask(ledger, WIDER).begun
    again = ask(ledger, GRID)
    assert {*history.parts(again.job_id)} == {0}


def test_a_teacher_that_does_not_ship_is_for_students_of_its_own_device(history):
    own, shipped = Experiment(teacher="16", teacher_seed=77), Experiment()
    weights = teachers.load(history.folder, shipped, "cuda")
    assert weights is not None, "one that ships serves all"
    teachers.save(history.folder, own, weights, "cuda")
    assert teachers.load(history.folder, own) is None
    assert teachers.load(history.folder, own, "cuda").keys() == weights.keys()
    assert not teachers.known(history.folder, own)
    remember_device(history.folder, "cuda")
    assert teachers.known(history.folder, own)

"""Whose a job is: its owners, deletions that can be taken back for a day, and what the host may."""

import re

import numpy as np
import pytest
from sqlalchemy import select, update

from kdviz import Sweeps
from kdviz.catalog.limits import LIMITS
from kdviz.engine.jobs.run import RunJob
from kdviz.engine.jobs.sweep import SweepJob
from kdviz.experiment import Experiment, Sweep
from kdviz.store import whose
from kdviz.store.database import StoreError
from kdviz.store.history import History
from kdviz.store.ledger import Asked, Final, Ledger, Part
from kdviz.store.names import SWEEP, UnknownJobError
from kdviz.store.tables import JobRow, OwnsRow
from kdviz.store.whose import DAY, HOST
from tests.store.conftest import stop

ANN, BEN = whose.of_visitor("ann"), whose.of_visitor("ben")


def asked(**knobs) -> Asked:
    return RunJob.asked(Experiment(**knobs))


def ended(ledger: Ledger, who: str, **knobs) -> str:
    """Begin a run and stop it."""
    run_id = ledger.enter(asked(**knobs), "me", who=who, afresh=True).job_id
    stop(ledger, run_id)
    return run_id


def finished(ledger: Ledger, who: str, **knobs) -> str:
    """Begin a run that finishes and keeps a file."""
    run_id = ledger.enter(asked(**knobs), "me", who=who).job_id
    ledger.finish(run_id, Final(files={"students": {"weight": np.zeros(3)}}), 1.0)
    return run_id


def listed(history: History, who: str, *, deleted: bool = False) -> set[str]:
    return {run.run_id for run in history.runs(who=who, deleted=deleted)}


def a_day_passes(history: History) -> None:
    with history.database.write() as session:
        session.execute(update(OwnsRow).values(deleted_at=OwnsRow.deleted_at - DAY - 1))


def kept(history: History, run_id: str) -> bool:
    """Return whether the row and the files of a run are there."""
    with history.database.read() as session:
        row = session.get(JobRow, run_id) is not None
    assert row is (history.folder / "runs" / run_id).exists()
    return row


def test_only_who_began_a_run_and_the_host_change_it(history, ledger):
    run_id = ended(ledger, ANN)
    for change in (
        lambda who: history.rename(run_id, "mine", who=who),
        lambda who: history.pin(run_id, who=who),
        lambda who: history.delete(run_id, who=who),
        lambda who: history.delete(run_id, now=True, who=who),
    ):
        with pytest.raises(StoreError, match=f"^Run {run_id[:8]} is not yours: only who began it can change it"):
            change(BEN)
    with pytest.raises(UnknownJobError):
        history.restore(run_id, who=BEN)
    (seen,) = history.runs(who=BEN)
    assert (seen.title, seen.pinned) == ("", False), "others see it"
    history.rename(run_id, "hers", who=ANN)
    history.pin(run_id)
    (seen,) = history.runs(who=BEN)
    assert (seen.title, seen.pinned) == ("hers", True)
    assert (history.owned(ANN), history.owned(BEN), history.owned(HOST)) == ({run_id}, set(), set())


def test_who_asks_for_the_same_owns_it_too_and_it_goes_with_the_last(history, ledger):
    run_id = finished(ledger, ANN)
    assert ledger.enter(asked(), "ben", who=BEN).job_id == run_id
    going = ledger.enter(asked(first_seed=1), "ann", who=ANN).job_id
    assert ledger.enter(asked(first_seed=1), "ben", who=BEN).job_id == going
    assert history.owned(ANN) == history.owned(BEN) == {run_id, going}
    history.delete(run_id, who=ANN)
    assert (listed(history, ANN), listed(history, BEN), listed(history, HOST)) == (
        {going},
        {run_id, going},
        {run_id, going},
    )
    with pytest.raises(StoreError, match="is not yours"):
        history.rename(run_id, "not any more", who=ANN)
    assert history.get(run_id), "whoever has a link sees it still"
    history.delete(run_id, who=BEN)
    assert listed(history, HOST) == {going}
    with pytest.raises(UnknownJobError):
        history.get(run_id)
    with pytest.raises(UnknownJobError):
        history.file(run_id, "students")
    assert kept(history, run_id), "for a day"
    a_day_passes(history)
    Ledger(history.database, history.folder)
    assert not kept(history, run_id), "cleared at the start"


@pytest.mark.parametrize("who", [ANN, HOST])
def test_a_deletion_can_be_taken_back_for_a_day(history, ledger, who):
    run_id = finished(ledger, who)
    history.rename(run_id, "the one")
    history.delete(run_id, who=who)
    assert listed(history, who) == listed(history, BEN) == listed(history, BEN, deleted=True) == set()
    assert listed(history, who, deleted=True) == {run_id}
    history.restore(run_id[:8], who=who)
    (back,) = history.runs(who=who)
    assert back.title == "the one"
    assert history.file(run_id, "students")
    with pytest.raises(UnknownJobError, match="cannot be taken back: you have deleted no such thing in the last day"):
        history.restore(run_id, who=who)
    history.delete(run_id, who=who)
    a_day_passes(history)
    assert listed(history, who, deleted=True) == set()
    with pytest.raises(UnknownJobError):
        history.restore(run_id, who=who)
    other = ended(ledger, who, first_seed=1)
    history.delete(other, who=who)
    assert not kept(history, run_id), "cleared when something is deleted"
    assert listed(history, who, deleted=True) == {other}


def test_the_host_deletes_for_everybody_and_takes_it_back_for_everybody(history, ledger):
    run_id = finished(ledger, ANN)
    ledger.enter(asked(), "ben", who=BEN)
    history.delete(run_id, who=BEN)
    history.delete(run_id)
    for who in (ANN, BEN):
        assert listed(history, who) == listed(history, who, deleted=True) == set()
        with pytest.raises(UnknownJobError):
            history.restore(run_id, who=who)
    assert listed(history, HOST, deleted=True) == {run_id}
    history.restore(run_id)
    assert history.owned(ANN) == history.owned(HOST) == {run_id}
    assert listed(history, BEN, deleted=True) == {run_id}, "what he deleted himself"


def test_the_host_takes_back_what_its_last_owner_has_deleted(history, ledger):
    run_id = finished(ledger, ANN)
    history.delete(run_id, who=ANN)
    assert listed(history, HOST, deleted=True) == {run_id}
    history.restore(run_id)
    assert listed(history, HOST) == {run_id}
    assert listed(history, ANN, deleted=True) == {run_id}


def test_deleting_for_good_makes_room_at_once_and_takes_nothing_from_others(history, ledger):
    shared, own = finished(ledger, ANN), finished(ledger, ANN, first_seed=1)
    ledger.enter(asked(), "ben", who=BEN)
    for run_id in (shared, own):
        history.delete(run_id, now=True, who=ANN)
    assert kept(history, shared)
    assert not kept(history, own)
    assert listed(history, BEN) == {shared}
    assert listed(history, ANN, deleted=True) == set()
    history.delete(shared, who=BEN)
    history.delete(shared, now=True, who=BEN)
    assert not kept(history, shared), "what was deleted before, too"
    again = finished(ledger, ANN)
    ledger.enter(asked(), "ben", who=BEN)
    history.delete(again, now=True)
    assert not kept(history, again), "by the host"


def test_files_that_cannot_be_removed_are_a_sentence_and_keep_nobody_from_starting(history, ledger, monkeypatch):
    run_id = finished(ledger, HOST)

    def refuse(_home, _job_id):
        raise PermissionError(13, "Permission denied", "/kept")

    monkeypatch.setattr(whose, "remove_files", refuse)
    with pytest.raises(StoreError, match="/kept cannot be opened"):
        history.delete(run_id, now=True)
    history.delete(run_id)
    a_day_passes(history)
    Ledger(history.database, history.folder)
    assert kept(history, run_id), "until they can be"


def test_what_is_deleted_answers_no_request_and_lends_no_cells(history, ledger):
    run_id = finished(ledger, ANN)
    history.delete(run_id, who=ANN)
    again = ledger.enter(asked(), "me", who=ANN)
    assert again.begun
    assert again.job_id != run_id
    sweep = SweepJob.asked(Sweep.over(Experiment(), {"temperature": [1, 2]}))
    first = ledger.enter(sweep, "me", who=ANN).job_id
    ledger.keep(first, {0: Part({"result": None}, sweep.parts[0])}, 1.0)
    stop(ledger, first)
    assert ledger.enter(sweep, "me", who=ANN).job_id == first, "goes on"
    stop(ledger, first)
    history.delete(first, SWEEP, who=ANN)
    second = ledger.enter(sweep, "me", who=ANN).job_id
    assert second != first
    assert history.parts(second) == {}


def test_maps_are_taken_back_too(history, ledger):
    sweeps = Sweeps(history.database)
    sweep_id = ledger.enter(SweepJob.asked(Sweep.over(Experiment(), {"temperature": [1, 2]})), "me").job_id
    stop(ledger, sweep_id)
    sweeps.delete(sweep_id)
    assert (len(sweeps.all()), len(sweeps.all(deleted=True))) == (0, 1)
    sweeps.restore(sweep_id)
    assert (len(sweeps.all()), len(sweeps.all(deleted=True))) == (1, 0)


def test_a_visitor_keeps_so_many_and_so_much_and_hears_what_to_do(history, ledger, monkeypatch):
    monkeypatch.setattr(whose, "LIMITS", LIMITS.model_copy(update={"visitor_jobs": 2}))
    first, second = finished(ledger, ANN), finished(ledger, ANN, first_seed=1)
    history.delete(first, who=ANN)
    told = "You keep 2 runs and maps of 0 MB. Allowed are at most 2 of 1000 MB, with those deleted in the last day"
    with pytest.raises(StoreError, match=re.escape(told)):
        ledger.enter(asked(first_seed=2), "me", who=ANN)
    theirs = finished(ledger, BEN, first_seed=2)
    assert ledger.enter(asked(first_seed=2), "me", who=ANN).job_id == theirs, "what is there costs nothing"
    for third in (3, 4, 5):
        assert ledger.enter(asked(first_seed=third), "me").begun, "the host's own"
    history.delete(first, now=True, who=ANN)
    history.delete(second, now=True, who=ANN)
    assert ledger.enter(asked(first_seed=6), "me", who=ANN).begun
    monkeypatch.setattr(whose, "LIMITS", LIMITS.model_copy(update={"visitor_bytes": 1}))
    with pytest.raises(StoreError, match="You keep 2 runs and maps"):
        ledger.enter(asked(first_seed=7), "me", who=ANN)


def test_the_database_holds_no_token(history, ledger):
    ended(ledger, whose.of_visitor("a token"))
    with history.database.read() as session:
        (row,) = session.scalars(select(OwnsRow))
    assert "token" not in row.who
    assert len(row.who) == 64

import time

import pytest

from kdviz.engine import start
from kdviz.engine.start import FILE, FIRST, Start


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(start.time, "monotonic", lambda: now[0])
    return now


def test_a_start_takes_as_long_as_the_last_one_here(tmp_path, clock):
    first = Start(tmp_path)
    assert first.left() is None, "nothing starts"
    first.begin()
    clock[0] += 7.5
    first.end()
    assert first.left() is None, "it is there"
    second = Start(tmp_path)
    second.begin()
    clock[0] += 3
    assert second.left() == pytest.approx(4.5)
    clock[0] += 5
    assert second.left() is None, "it is overdue: nothing is known any more"


@pytest.mark.parametrize("kept", [None, "", "{}", '{"seconds": "soon"}', "[1]"])
def test_where_none_was_seen_a_start_follows_from_this_process_s_own(tmp_path, clock, monkeypatch, kept):
    if kept is not None:
        (tmp_path / FILE).write_text(kept)
    monkeypatch.setattr(time, "process_time", lambda: 1.5)
    new = Start(tmp_path)
    new.begin()
    assert new.left() == pytest.approx(1.5 * FIRST)


def test_workers_that_do_not_come_teach_nothing(tmp_path, clock):
    failed = Start(tmp_path)
    failed.begin()
    clock[0] += 10
    failed.fail()
    failed.end()
    assert failed.left() is None
    assert not (tmp_path / FILE).exists()


def test_a_home_that_cannot_be_written_forgets(tmp_path, clock):
    (tmp_path / "home").write_text("a file")
    full = Start(tmp_path / "home")
    full.begin()
    clock[0] += 4
    full.end()
    full.begin()
    assert full.left() == pytest.approx(4)

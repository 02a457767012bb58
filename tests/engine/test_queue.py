from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kdviz.engine.queue import FairQueue, account

RUNS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=40)


def test_first_come_first_served():
    queue = FairQueue()
    for run in "abc":
        queue.add(run)
    assert queue.order(lambda run: [run]) == ["a", "b", "c"]
    assert [queue.take(lambda run: [run]) for _time in range(4)] == ["a", "b", "c", None]


def test_who_trains_lets_others_pass():
    queue, viewers = FairQueue(), {"a1": ["a"], "a2": ["a"], "b1": ["b"]}.__getitem__
    for run in ("a1", "a2", "b1"):
        queue.add(run)
    assert queue.take(viewers) == "a1"
    assert queue.order(viewers) == ["b1", "a2"]
    assert queue.take(viewers) == "b1"
    assert queue.take(viewers) is None
    queue.remove("a1")
    assert queue.take(viewers) == "a2"


def test_a_run_that_several_watch_waits_for_none_of_them():
    queue, viewers = FairQueue(), {"a1": ["a"], "ab": ["a", "b"]}.__getitem__
    queue.add("a1")
    queue.add("ab")
    assert [queue.take(viewers), queue.take(viewers)] == ["a1", "ab"]


def test_the_pages_of_a_browser_share_an_account_and_parts_of_a_page_have_their_own():
    assert account("ann.1") == account("ann.2") == account("ann")
    assert len({account(viewer) for viewer in ("ann.1", "ben.1", "ann-race.1", "me")}) == 4


def test_what_lost_its_turn_goes_first():
    queue = FairQueue()
    queue.add("late")
    queue.add("lost", first=True)
    assert queue.take(lambda run: [run]) == "lost"


@given(RUNS)
def test_nobody_trains_twice_at_once_and_nobody_waits_for_ever(steps):
    """Whatever is submitted and ends in whatever order, every run gets its turn, in the order foretold."""
    queue, owner, taken = FairQueue(), {}, []
    for number, (viewer, ends) in enumerate(steps):
        run = f"run {number}"
        owner[run] = viewer
        queue.add(run)
        foretold = queue.order(lambda run: [owner[run]])
        if (next_one := queue.take(lambda run: [owner[run]])) is not None:
            assert next_one == foretold[0]
            taken.append(next_one)
        assert max(Counter(owner[run] for run in queue.training).values(), default=0) <= 1
        if ends and queue.training:
            queue.remove(min(queue.training))
    while queue.waiting:
        for run in sorted(queue.training):
            queue.remove(run)
        taken.append(queue.take(lambda run: [owner[run]]))
    assert sorted(taken) == sorted(owner)

"""The feeds: however many follow a job, one reader asks for its log."""

import asyncio
import json
import threading
from types import SimpleNamespace

import pytest

from kdviz.engine.jobs.job import Progress, Told
from kdviz.results import Status
from kdviz.store.database import StoreError
from kdviz.store.names import UnknownJobError
from kdviz.web.routes import feeds
from kdviz.web.routes.feeds import feed
from tests.serving import PATIENCE
from tests.web.routes.asking import finished


class Pretended:
    """An engine with one job, whose log grows when the test says so."""

    def __init__(self) -> None:
        self.log: list[Told] = []
        self.going = True
        self.waits = 0
        self.news = threading.Condition()
        self.troubles = 0
        self.history = SimpleNamespace(status=lambda _job_id, _kind: Status.RUNNING)

    def tell(self, *, going: bool = True) -> None:
        with self.news:
            self.log += [Told(seq=len(self.log) + 1, payload={"said": "once"})] if going else []
            self.going = going
            self.news.notify_all()

    def events(self, job_id: str, after: int) -> list[Told]:
        if job_id != "job":
            raise UnknownJobError("There is no job {job}.", job=job_id)
        return self.log[after:]

    def wait(self, job_id: str, after: int, timeout: float) -> list[Told]:
        with self.news:
            self.waits += 1
            if self.troubles:
                self.troubles -= 1
                raise StoreError("{place} is kept busy.", place="here")
            # Whoever asks at once is answered at once; else with the news, as long as they may take.
            self.news.wait_for(lambda: self.events(job_id, after) or not self.going, timeout and PATIENCE)
            return self.events(job_id, after)

    def in_flight(self, _job_id: str) -> bool:
        return self.going

    def sees_through(self, _job_id: str) -> bool:
        return True

    def position(self, _job_id: str) -> None:
        return None

    def progress(self, job_id: str) -> Progress:
        return Progress(job_id, Status.RUNNING, 0, 1, 0.5, len(self.log))


@pytest.fixture
def engine():
    return Pretended()


class Follower:
    """A page that follows the job from a number on."""

    def __init__(self, engine, after: int = 0, job_id: str = "job") -> None:
        self.messages = []
        self.going = asyncio.create_task(self._follow(engine, after, job_id))

    async def _follow(self, engine, after: int, job_id: str) -> None:
        async with feed(engine, job_id) as shared:
            async for text in shared.messages(after):
                self.messages.append(json.loads(text))

    @property
    def numbers(self) -> list[int]:
        return [event["seq"] for message in self.messages for event in message["events"]]


async def until(condition) -> None:
    """Wait until the condition holds; the others go on meanwhile."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0)


def test_one_reader_serves_a_hundred_followers_each_from_its_own_number(engine):
    async def hall() -> None:
        followers = [Follower(engine, after=place % 2) for place in range(100)]
        for number in (1, 2, 3):
            engine.tell()
            await until(lambda number=number: all(number in each.numbers for each in followers[0::2]))
        followers += [Follower(engine, after=2), Follower(engine, after=3)]
        await until(lambda: followers[-2].messages)
        # At once, after each of the three, and for the next, which has not come yet.
        assert engine.waits <= 5
        engine.tell(going=False)
        await asyncio.gather(*(each.going for each in followers))
        assert [each.numbers for each in followers] == [[1, 2, 3], [2, 3]] * 50 + [[3], []]
        for each in followers:
            assert [message["ended"] for message in each.messages[-2:]] in ([False, True], [True])
            assert each.messages[-1].keys() >= {"job_id", "path", "state", "position", "status", "share"}

    finished(hall())


def test_a_job_that_has_ended_is_told_whole_then_its_end(engine):
    async def page() -> None:
        engine.tell()
        engine.tell(going=False)
        follower = Follower(engine)
        await follower.going
        assert [(message["ended"], len(message["events"])) for message in follower.messages] == [(False, 1), (True, 0)]

    finished(page())


def test_the_last_follower_takes_the_reader_along_and_the_next_begins_anew(engine):
    async def pages() -> None:
        first, second = Follower(engine), Follower(engine)
        await until(lambda: first.messages and second.messages)
        first.going.cancel()
        engine.tell()
        await until(lambda: second.numbers == [1])
        second.going.cancel()
        await asyncio.wait([first.going, second.going])
        waits = engine.waits
        third = Follower(engine)
        await until(lambda: third.numbers == [1])
        assert engine.waits > waits
        engine.tell(going=False)
        await third.going

    finished(pages())


def test_every_follower_of_a_job_that_is_not_there_is_told_so(engine):
    async def pages() -> None:
        followers = [Follower(engine, job_id="none") for _follower in range(3)]
        for each in followers:
            with pytest.raises(UnknownJobError, match="There is no job none"):
                await each.going

    finished(pages())


@pytest.mark.parametrize(("troubles", "hears"), [(feeds.ATTEMPTS - 1, True), (feeds.ATTEMPTS, False)])
def test_a_store_that_fails_for_a_moment_ends_no_feed(engine, monkeypatch, troubles, hears):
    monkeypatch.setattr(feeds, "SILENCE", 0)

    async def page() -> None:
        engine.troubles = troubles
        engine.tell()
        engine.tell(going=False)
        follower = Follower(engine)
        if hears:
            await follower.going
            assert follower.numbers == [1]
        else:
            with pytest.raises(StoreError):
                await follower.going

    finished(page())

"""Load on servers: what is measured, and what is said of it."""

import asyncio
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest

from kdviz.exports.offered import offered
from kdviz.figures import load_picture, load_table
from kdviz.i18n import ENGLISH
from kdviz.results import RunFailedError
from kdviz.results.load import Closed, LoadResult, Open, Served, Waits
from kdviz.serving import load
from kdviz.serving.load import Offered, measured
from kdviz.verdicts.load import load_report, load_sentences
from tests.exports.conftest import trained
from tests.serving import PATIENCE


def elsewhere(function, *given):
    """Call a function in a thread without an event loop, as workers' are.

    A browser that a test of this process has opened keeps a loop going in the main thread.
    """
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(function, *given).result()


def finished(going):
    """Return what a generator told, and what it returned."""
    told = []
    while (news := elsewhere(next_or_end, going))[0]:
        told.append(news[1])
    return told, news[1]


def next_or_end(going):
    """Return whether a generator goes on, and what it told or returned; no StopIteration leaves a thread."""
    try:
        return True, next(going)
    except StopIteration as end:
        return False, end.value


@pytest.fixture(scope="module")
def contenders():
    return finished(offered(trained("plane")[0].student))[1]


@pytest.fixture
def shortly(monkeypatch):
    for name, value in {"USERS": (1, 3), "SHARES": (0.1, 1.2)}.items():
        monkeypatch.setattr(load, name, value)


def test_teacher_and_student_are_served_and_asked(contenders, shortly):
    told, found = finished(measured(0.8, contenders))
    assert told == [pytest.approx(done / 8) for done in range(1, 9)]
    result = LoadResult.model_validate(found)
    assert [(each.who, each.network) for each in result.served] == [("teacher", "16"), ("student", "8x8")]
    for served in result.served:
        assert [each.users for each in served.closed] == [1, 3]
        assert [each.share for each in served.open] == [0.1, 1.2]
        assert 0 < served.model < served.closed[0].waits.p50, "the network is a part of a request"
        for each in served.open:
            assert each.rate == pytest.approx(each.share * served.capacity)
            assert each.answered > 0
            assert each.scheduled.p50 >= each.sent.p50, "who is sent late has waited before"


def test_who_closes_it_ends_the_servers(contenders, shortly, monkeypatch):
    begun = []
    popen = load.subprocess.Popen
    monkeypatch.setattr(
        load.subprocess, "Popen", lambda *given, **more: begun.append(popen(*given, **more)) or begun[-1]
    )
    going = measured(0.8, contenders)
    elsewhere(next, going)
    assert [process.poll() for process in begun] == [None, None]
    elsewhere(going.close)
    assert all(process.poll() is not None for process in begun)


KILLED = """
import sys
from pathlib import Path
from kdviz.serving.load import Offered, serving
with serving(Offered("student", "8", 1, Path(sys.argv[1]).read_bytes(), [b""])):
    print("it serves", flush=True)
    sys.stdin.read()
"""


def test_who_is_killed_takes_the_server_along_and_leaves_no_file(contenders, tmp_path):
    file = tmp_path / "student.onnx"
    file.write_bytes(contenders[1]["file"])
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-c", KILLED, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as who:
        assert who.stdout.readline() == b"it serves\n"
        (server,) = psutil.Process(who.pid).children()
        assert server.is_running()
        who.kill()
    server.wait(PATIENCE)
    assert [*(tmp_path / "temporary").iterdir()] == []


def test_a_line_before_the_server_is_in_the_time_from_the_schedule_only(monkeypatch):
    """A made-up server takes 5 ms for each of those who come every 2.5 ms over one connection."""

    class Slow:
        async def ask(self):
            await asyncio.sleep(0.005)
            return 0.001

        def close(self):
            pass

    server = load.Server(Offered("student", "8", 1, b"", [b""]), 0)
    server.closed.append(Closed(users=1, answered=1, per_second=200, waits=Waits(p50=0.005, p99=0.005)))
    monkeypatch.setattr(load, "CONNECTIONS", 1)
    monkeypatch.setattr(load, "connected", lambda _server, count: asyncio.sleep(0, [Slow()] * count))
    elsewhere(asyncio.run, server.add_open(2.0, 0.25))
    (found,) = server.open
    assert (found.rate, found.answered) == (400, 100)
    assert found.scheduled.p99 > found.sent.p99
    assert found.scheduled.p50 > 5 * found.sent.p50


@pytest.fixture
def made_up():
    """Measure a user of a server whose connections are answered by a function of reader and writer."""

    def at(answer):
        async def run(server):
            async with await asyncio.start_server(answer, load.HOST, 0) as listening:
                server.port = listening.sockets[0].getsockname()[1]
                await server.add_closed(1, 0.1)

        server = load.Server(Offered("student", "8", 1, b"", [b"{}"]), 0)
        return elsewhere(asyncio.run, run(server))

    return at


@pytest.mark.parametrize("ends", [False, True])
def test_a_server_that_does_not_answer_or_ends_is_one_sentence(made_up, monkeypatch, ends):
    monkeypatch.setattr(load, "ANSWERING", 0.05)

    async def answer(reader, writer):
        await reader.readline()
        if ends:
            writer.close()
        else:
            await reader.read()

    with pytest.raises(RunFailedError, match=r"The server under load did not answer within 0\.05 s, or ended"):
        made_up(answer)


def test_another_answer_than_a_class_is_said(contenders, shortly):
    wrong = [{**contenders[0], "bodies": [b"{}"]}]
    with pytest.raises(RunFailedError, match=r"answered otherwise than with a class: HTTP/1\.1 400 Bad Request"):
        finished(measured(0.8, wrong))


def served(who: str, capacity: float, late: float, parameters: int = 100) -> Served:
    """A server whose slowest requests wait `late` times as long at its capacity as at the lightest load."""

    def at(share: float, times: float) -> Open:
        waits = Waits(p50=0.001 * times, p99=0.004 * times)
        sent = Waits(p50=0.001, p99=0.004)
        return Open(share=share, rate=share * capacity, answered=10, scheduled=waits, sent=sent)

    closed = [Closed(users=1, answered=10, per_second=capacity, waits=Waits(p50=0.002, p99=0.004))]
    loads = [at(0.1, 1), at(0.5, 2), at(1.0, late)]
    return Served(who=who, network="8", parameters=parameters, model=0.0005, closed=closed, open=loads)


def test_the_knee_is_where_the_median_begins_to_wait():
    assert served("student", 1000, 2.9).knee.rate == 1000
    assert served("student", 1000, 6.0).knee.rate == 500
    assert served("student", 1000, 6.0).servers == pytest.approx(1e6 / 86400 / 500)
    assert served("student", 1000, 6.0).model_share == 0.25


@pytest.mark.parametrize("compressed", [False, True])
def test_what_is_said_and_drawn_of_it(compressed):
    further = [served("compressed", 1000, 2.0, 100)] if compressed else []
    result = LoadResult(machine="here", served=[served("teacher", 100, 6, 1000), served("student", 400, 6), *further])
    said = load_sentences(result)
    assert said[0] == (
        f"The student's server answers {10 if compressed else 4} times as many requests; "
        "its network is 10 times smaller."
    )
    assert "Teacher: at most 100 requests a second; of each request 25 % is the network." in said[1]
    assert said[-2].endswith(
        "the median wait is 2.0 ms, or 1.0 ms if timed from sending."
        if compressed
        else "the median wait is 6.0 ms, or 1.0 ms if timed from sending."
    )
    report = load_report("run", result)
    assert report["teacher_to_student"]["capacity"] == (10 if compressed else 4)
    assert [*report["served"][0]["open"][0]] == ["share", "rate", "answered", "from_schedule", "from_send"]
    figure = load_picture(result, ENGLISH)
    stars = [trace for trace in figure.data if trace.marker.symbol == "star"]
    assert [re.sub(":.*", "", star.name) for star in stars] == [trace.name.split(":")[0] for trace in figure.data[::3]]
    assert all(np.isfinite([*trace.x, *trace.y]).all() for trace in figure.data)
    table = load_table(result, ENGLISH)
    assert len(table) == len(result.served) * 4
    opened = [each for served in result.served for each in served.open]
    assert table["Median from the send, ms"].dropna().tolist() == [1e3 * each.sent.p50 for each in opened]

"""History in a real browser, and what of it outlives a lost cluster or a killed server."""

import csv
import json
import re
import sys

import psutil
from playwright.sync_api import Page, expect

from tests.browser.listening import LISTEN, until_heard
from tests.browser.ways import go_to
from tests.serving import PATIENCE, await_health, free_port, served

QUICK = "teacher=16&teacher_steps=40&steps=20&seeds=3"
# Long enough to be interrupted, and to the end.
LONG = "teacher=16&teacher_steps=40&steps=20000&seeds=8"
MIDDLE = "teacher=16&teacher_steps=40&steps=1500&seeds=3"
FINISHED = ".st-key-dots .js-plotly-plot"
# Pixels: the height of a row, and where its box and its text are.
ROW, TICK, TEXT = 35, 16, 200


def run(page: Page) -> None:
    expect(page.locator(".st-key-run button")).to_be_enabled()
    page.locator(".st-key-run button").click()


def tick(page: Page, *rows: int, at: int = TICK) -> None:
    """Tick rows of the table, which is a canvas; the header is above the first."""
    table = page.locator(".st-key-runs [data-testid=stDataFrame]")
    for row in rows:
        expect(table).to_be_visible()
        table.click(position={"x": at, "y": (row + 1.5) * ROW})


def test_runs_are_ticked_compared_and_exported(new_page, app_url):
    """The newest runs are the first of the table."""
    page = new_page(f"{app_url}/?{QUICK}&first_seed=200", locale="en-US")
    run(page)
    expect(page.locator(FINISHED).first).to_be_visible()
    page.goto(f"{app_url}/?{QUICK}&first_seed=200&temperature=9")
    run(page)
    expect(page.locator(FINISHED).first).to_be_visible()
    go_to(page, "Runs")
    expect(page.locator(".st-key-runs")).to_be_visible()
    go_to(page, "Train")
    page.locator(".st-key-others summary").click()
    expect(page.locator(".st-key-knob_temperature").get_by_text("9", exact=True)).to_be_visible()
    expect(page.locator(FINISHED).first).to_be_visible()
    go_to(page, "Runs")
    tick(page, 0)
    expect(page.locator(".st-key-one_curves .js-plotly-plot")).to_be_visible()
    title = '<a href="http://evil.example/t">x</a>'
    field = page.get_by_role("textbox", name="Title", exact=True)
    field.fill(title)
    field.press("Enter")
    # A click on the text is one on the box, and takes it back, too.
    tick(page, 1, at=TEXT)
    expect(page.locator(".st-key-compared .legend")).to_contain_text(title)
    tick(page, 0, at=TEXT)
    expect(page).to_have_url(re.compile(r"select=[0-9a-f]{8}(&|$)"))
    tick(page, 0)
    expect(page.locator(".st-key-compared .legend")).to_contain_text(title)
    expect(page.locator(".st-key-compared .js-plotly-plot a")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"select=[0-9a-f]{8}(,|%2C)[0-9a-f]{8}"))
    lines = page.locator(".st-key-compared .js-plotly-plot").evaluate(
        "plot => plot._fullData.map(trace => Array.from(trace.y, Number))"
    )
    assert len(lines) == 2 * (3 + 1)
    assert all(max(line) > min(line) for line in lines)
    with page.expect_download() as download:
        page.locator(".st-key-export_csv button").click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8").splitlines()))
    assert sorted(row["temperature"] for row in rows) == ["4.0", "9.0"]
    with page.expect_download() as download:
        page.locator(".st-key-export_json button").click()
    exported = json.loads(download.value.path().read_text("utf-8"))["runs"]
    assert {run["run_id"] for run in exported} == {row["run_id"] for row in rows}
    page.reload()
    expect(page.locator(".st-key-compared .js-plotly-plot")).to_be_visible()


def test_a_killed_cluster_and_a_killed_server_lose_nothing_finished_and_say_what_they_interrupted(new_page, tmp_path):
    port = free_port()
    command, url = [sys.executable, "-m", "kdviz", "app", "--port", str(port)], f"http://localhost:{port}"
    with served(command, port, KDVIZ_HOME=str(tmp_path)) as server:
        page = new_page(f"{url}/?{MIDDLE}", locale="en-US", script=LISTEN)
        run(page)
        until_heard(page, "The students learn")
        (cluster,) = psutil.Process(server.pid).children()
        assert "kdviz.engine" in cluster.cmdline()
        cluster.kill()
        until_heard(page, "The training processes ended and are starting again. This run begins afresh.")
        expect(page.locator(FINISHED).first).to_be_visible()
        expect(page.get_by_text("This run started again by itself")).to_be_visible()
        await_health(server, port)
        headline = page.get_by_role("heading", level=2).first.inner_text()
        finished = page.url
        page.goto(f"{url}/?{LONG}")
        run(page)
        expect(page.get_by_text("The students learn")).to_be_visible()
        interrupted = page.url
        assert "run=" in interrupted
        server.kill()
        server.wait(PATIENCE)
    with served(command, port, KDVIZ_HOME=str(tmp_path)):
        page.goto(finished)
        expect(page.get_by_role("heading", name=headline)).to_be_visible()
        page.goto(interrupted)
        expect(page.get_by_text("Interrupted: the app ended during this run.")).to_be_visible()
        page.locator(".st-key-afresh button").filter(visible=True).click()
        expect(page.get_by_text("The students learn")).to_be_visible()
        page.locator(".st-key-stop button").click()
        expect(page.get_by_text("Stopped before it had a result. The curves end there.")).to_be_visible()

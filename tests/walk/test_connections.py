"""What a run's page does where its connection is late, lost, refused or one of many."""

import json
import re

import psutil
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from kdviz.i18n import Translator
from kdviz.web.routes.frontend import REFUSED
from tests.browser.curves import ARMS, LONG, PLOT, SHORT, STEPS, points, until_more, updates
from tests.browser.listening import LISTEN, until_heard

EARLY = [
    {
        "seq": 1,
        "snapshot": {
            "stage": "students",
            "step": 1,
            "steps": STEPS,
            "seconds": 0.0,
            "accuracy": dict.fromkeys(ARMS, [0.1] * 4),
            "loss": dict.fromkeys(ARMS, [2.0] * 4),
            "ci95": {name: {arm: [0.1, 0.2] for arm in ARMS} for name in ("accuracy", "loss")},
            "teacher_accuracy": None,
        },
    }
]


def test_a_lost_connection_is_taken_up_again_where_it_was(new_page, app_url):
    page = new_page(f"{app_url}/?{LONG}&first_seed=20", locale="en-US")
    asked: list[int] = []
    known: list[int] = []

    def cut(socket: WebSocketRoute) -> None:
        """Let three points through, then lose the connection; the next one repeats what was there."""
        asked.append(int(socket.url.rpartition("=")[2]))
        first, passed = len(asked) == 1, []
        server = socket.connect_to_server()

        def forward(message: str | bytes) -> None:
            told = json.loads(message)
            if first:
                # What happened before the page asked comes in one message.
                told |= {"events": told["events"][: 3 - len(passed)], "state": "training", "ended": False}
            passed.extend(told["events"])
            if first:
                known[:] = [event["seq"] for event in passed]
            socket.send(json.dumps(told))
            if first and len(passed) >= 3:
                socket.close(code=1012)

        server.on_message(forward)
        if not first:
            repeated = json.dumps({"events": EARLY, "state": "training", "position": None, "ended": False})
            socket.send(repeated)

    page.route_web_socket(re.compile("/live/next/"), lambda socket: socket.close())
    page.route_web_socket(re.compile("after="), cut)
    page.locator(".st-key-run button").click()
    expect(page.locator(PLOT)).to_be_visible()
    while len(asked) < 2 or points(page) <= 3:
        until_more(page, updates(page))
    assert asked[0] == 0
    assert asked[1] == known[-1]
    steps = page.locator(PLOT).evaluate("plot => plot.curves.lines[0].of.accuracy.steps")
    assert steps == sorted(set(steps))
    page.locator(".st-key-stop button").click()
    expect(page.get_by_text("Stopped before it had a result. The curves end there.")).to_be_visible()


def test_a_run_is_heard_over_the_connection_that_waited_for_it(new_page, app_url):
    opened: list[str] = []

    def note(socket) -> None:
        if "/live/" in socket.url:
            opened.append(socket.url.rpartition("/live/")[2])

    page = new_page(f"{app_url}/?{LONG}&first_seed=140", locale="en-US", heard=note)
    expect(page.locator(f"{PLOT}[data-expecting]")).to_be_attached()
    page.locator(".st-key-run button").click()
    expect(page.locator(".run-status")).to_have_text(re.compile(r"The students learn: step \d+ of 20000"))
    expect(page).to_have_url(re.compile("run="))
    until_more(page, updates(page))
    assert [path.partition("/")[0] for path in opened] == ["next"], "one connection, which was there before the run"
    page.locator(".st-key-stop button").click()
    expect(page.locator(".run-replay")).to_be_visible()


def test_a_refused_socket_is_said_and_the_run_comes_to_its_end_all_the_same(new_page, app_url):
    def refuse(page: Page) -> None:
        page.route_web_socket(re.compile("/live/"), lambda socket: socket.close())

    page = new_page(f"{app_url}/?{SHORT}&first_seed=30&lang=zh", watched=refuse, script=LISTEN, locale="en-US")
    expect(page.locator("[data-testid=doubt][data-shares]")).to_be_visible()
    page.locator(".st-key-run button").click()
    until_heard(page, Translator("zh_CN")(REFUSED))
    expect(page.locator(".run-replay")).to_be_visible()
    expect(page.locator(".st-key-dots .js-plotly-plot").first).to_be_visible()
    steps = page.locator(PLOT).evaluate("plot => plot.curves.lines[0].of.accuracy.steps")
    assert steps == sorted(set(steps))
    assert steps[-1] == STEPS


def test_many_tabs_of_one_browser_are_live_at_once(new_page, app_server):
    """More than the six connections that a browser keeps to one server; their run waits until all of them look."""
    app_url, server = app_server
    page = new_page(f"{app_url}/?{SHORT}&first_seed=80", locale="en-US")
    expect(page.locator(".st-key-run button")).to_be_enabled()
    (cluster,) = psutil.Process(server.pid).children()
    workers = cluster.children(recursive=True)
    try:
        for worker in workers:
            worker.suspend()
        page.locator(".st-key-run button").click()
        expect(page).to_have_url(re.compile("run="))
        tabs = [page, *(new_page(page.url, locale="en-US") for _tab in range(6))]
        for tab in tabs:
            expect(tab.locator(".run-status")).not_to_be_empty()
            expect(tab.locator(".st-key-stop button")).to_be_visible()
    finally:
        for worker in workers:
            worker.resume()
    for tab in tabs:
        expect(tab.locator(".run-replay")).to_be_visible()


def test_a_module_that_did_not_come_is_asked_for_again(browser, app_url):
    lost = []

    def lose(route):
        if len(lost) < 3:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page = browser.new_page()
    page.route(re.compile("/modules/.*/shared/curves.js"), lose)
    page.goto(f"{app_url}/distill")
    expect(page.locator(f"{PLOT}[data-expecting]")).to_be_attached()
    assert len(lost) == 3
    page.close()


def test_whoever_presses_run_before_the_figure_is_there_sees_the_curves_too(browser, app_url):
    page = browser.new_page(locale="en-US")
    held = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/modules/.*/curves/row.js"), hold)
    page.goto(f"{app_url}/?{SHORT}&first_seed=31")
    page.locator(".st-key-run button").click()
    expect(page.locator(".st-key-stop button")).to_be_visible()
    for route in held:
        route.continue_()
    page.unroute_all()
    expect(page.locator(".run-replay")).to_be_visible()
    assert points(page) > 1
    page.close()

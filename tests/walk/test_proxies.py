"""A run through proxies as people have them before the app: nginx as documented, jupyter-server-proxy, a base path."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kdviz.i18n import Translator
from kdviz.web.routes.forwarded import TRUSTED_PROXIES
from kdviz.web.routes.frontend import REFUSED
from kdviz.web.routes.visitors import ALLOWED_HOSTS, COOKIE
from tests.browser.ways import go_to
from tests.serving import free_port, served

DOCUMENT = Path(__file__).parents[2] / "docs" / "running.md"
# Every name under “localhost” leads a browser to this computer.
NAME, UNNAMED = "kd.localhost", "other.localhost"
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/errors; {user}
events {{}}
http {{
access_log off;
{paths}
{sites}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def command(port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "kdviz", "app", "--port", str(port), *more]


@pytest.fixture(scope="module")
def app_port(home) -> Iterator[int]:
    """Where the app is served as docs/running.md says for nginx, and for one of both names for jupyter-server-proxy."""
    line = re.search(rf"^{ALLOWED_HOSTS}=.* kdviz app$", DOCUMENT.read_text("utf-8"), re.M)[0]
    settings = dict(word.split("=") for word in line.split() if "=" in word)
    assert {*settings} == {ALLOWED_HOSTS, TRUSTED_PROXIES}
    port = free_port()
    names = settings[ALLOWED_HOSTS].replace("kd.example.org", NAME)
    with served(command(port), port, **{**settings, ALLOWED_HOSTS: names}):
        yield port


def needed(variable: str) -> str:
    """Return the program that a script in tools/ has found or installed."""
    if variable not in os.environ:
        pytest.fail(f"{variable} is not set; “make walk” sets it to what a script in tools/ finds or installs.")
    return os.environ[variable]


@contextmanager
def nginx(folder: Path, app_port: int):
    """Serve the app behind nginx as docs/running.md says, and once more so that it says nothing of the host."""
    port = free_port()
    site = re.search(r"```nginx\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S)[1]
    for documented, here in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("kd.example.org", NAME),
        ("127.0.0.1:8501", f"127.0.0.1:{app_port}"),
    ):
        assert documented in site
        site = site.replace(documented, here)
    silent = re.sub(r".*X-Forwarded-Host.*\n", "", site[site.index("server {") :].replace(NAME, UNNAMED))
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX.format(
            folder=folder,
            user="user root;" if os.geteuid() == 0 else "",
            paths="".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY),
            sites=site + silent,
        )
    )
    with served([needed("KDVIZ_NGINX"), "-c", str(configuration), "-e", str(folder / "errors")], port, "/kd"):
        yield port


@contextmanager
def jupyter(folder: Path, app_port: int):
    """Serve the app behind a Jupyter server as a hub starts it for each of its users."""
    port = free_port()
    server = [needed("KDVIZ_JUPYTER"), "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    server += [
        "--ServerApp.base_url=/user/x/",
        "--ServerApp.allow_remote_access=True",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
    ]
    environment = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    path = f"/user/x/proxy/{app_port}"
    with served(server, port, path, **environment):
        yield f"http://{NAME}:{port}{path}"


def walk(new_page, url: str, seed: int) -> Page:
    """Run the usual experiment at `url`: its curves, its verdict, and what it kept, all from there."""
    faults: list[str] = []
    foreign = re.compile(f"http(?!{re.escape(url[4:])}/)")

    def watch(page: Page) -> None:
        page.on("request", lambda asked: faults.append(asked.url) if foreign.match(asked.url) else None)
        page.on("websocket", lambda socket: faults.append(socket.url) if url[4:] not in socket.url else None)
        page.on(
            "response",
            lambda told: faults.append(told.url) if told.status >= 400 else None,
        )

    page = new_page(f"{url}/?first_seed={seed}", watched=watch, locale="en-US")
    page.locator(".st-key-run button").click()
    expect(page.locator(".run-status")).to_have_text(re.compile(r"The students learn: step \d+"))
    expect(page.locator(".run-replay")).to_be_visible()
    expect(page.locator(".st-key-head h2")).to_be_visible()
    assert page.locator(".run-plot").evaluate("plot => plot.curves.lines[0].of.accuracy.steps.length") > 5
    go_to(page, "Temperature")
    expect(page.locator(".lab[data-drawn]")).to_be_visible()
    assert page.url.startswith(f"{url}/lab?"), "links between pages lead there, too"
    again = new_page(page.url.replace("/lab?", "/lab/?"), watched=watch, locale="en-US")
    expect(again.locator(".lab[data-drawn]")).to_be_visible()
    assert faults == []
    return page


def see_whose(new_page, url: str, page: Page, secret: str) -> None:
    """Look at the run of `page` in its own browser, in another, and in that once it is the host's."""
    run_id = re.search("run=([0-9a-f]{32})", page.url)[1]
    (known,) = [cookie for cookie in page.context.cookies(f"{url}/") if cookie["name"] == COOKIE]
    assert (known["path"], known["httpOnly"], known["sameSite"]) == ("/kd", True, "Lax")
    runs = f"{url}/runs?select={run_id[:8]}"
    delete = ".st-key-delete button"
    expect(new_page(runs, locale="en-US").locator(delete).first).to_be_visible()
    other = new_page(runs, locale="zh-CN")
    expect(other.locator(".st-key-one_curves .js-plotly-plot")).to_be_visible()
    expect(other.locator(delete)).to_have_count(0)
    other.goto(f"{runs}&host={secret}")
    expect(other.locator(delete).first).to_be_visible()
    assert secret not in other.url


def test_behind_nginx_as_documented(new_page, app_port, tmp_path, home):
    with nginx(tmp_path, app_port) as port:
        url = f"http://{NAME}:{port}/kd"
        page = walk(new_page, url, 91)
        see_whose(new_page, url, page, (home / "host.secret").read_text("ascii"))
        # Nobody has named the other host: the page's socket is refused, and the page says so in its reader's language.
        for locale, language in (("en-US", "en"), ("zh-CN", "zh_CN")):
            page = new_page(f"http://{UNNAMED}:{port}/kd/", locale=locale)
            expect(page.get_by_role("alert")).to_have_text(Translator(language)(REFUSED))


def test_behind_jupyter_server_proxy(new_page, app_port, tmp_path):
    with jupyter(tmp_path, app_port) as url:
        walk(new_page, url, 92)


def test_under_a_base_path(new_page, home):
    port = free_port()
    with served(command(port, "--base-path", "/course/kd"), port, "/course/kd"):
        walk(new_page, f"http://localhost:{port}/course/kd", 93)

"""The browser code as browsers get it: native modules, kept for good, at an address that changes with their content."""

import re
import shutil

import pytest
from starlette.applications import Starlette

from kdviz.web.routes.frontend import SERVER, WATCH
from kdviz.web.routes.modules import MODULES, ROOTS, ROUTES, Modules
from tests.web.routes.asking import answer, body_of, headers_of

NAMES = sorted(file.relative_to(root).as_posix() for root in ROOTS for file in root.rglob("*.js"))


def ask(path: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body of an answer."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    said = answer(Starlette(routes=ROUTES), scope)
    return said[0]["status"], headers_of(said), body_of(said).decode()


def path(name: str) -> str:
    return f"/{MODULES.address(name)}"


@pytest.mark.parametrize("name", NAMES)
def test_every_module_is_served_for_good(name):
    status, headers, body = ask(path(name))
    assert status == 200
    assert headers["content-type"].startswith("text/javascript")
    assert {"immutable", "max-age=31536000"} <= set(re.split(", *", headers["cache-control"]))
    assert body in [(root / name).read_text("utf-8") for root in ROOTS if (root / name).is_file()]
    assert ("export " in body) is (name not in (SERVER, WATCH))


@pytest.mark.parametrize("name", NAMES)
def test_what_a_module_imports_is_served(name):
    needed = MODULES.needed_by(name)
    assert len(needed) == len(set(needed))
    assert set(needed) <= set(NAMES)
    code = re.sub(r"/\*.*?\*/", "", ask(path(name))[2], flags=re.DOTALL)
    written = {file.rpartition("/")[2] for file in re.findall(r'\bfrom "([^"]+)"', code)}
    assert written <= {each.rpartition("/")[2] for each in needed}


@pytest.mark.parametrize(
    "other",
    ["curves/none.js", "curves/curves.css", "curves/curves.py", "curves", "", "../routes/modules.py", "/etc/passwd"],
)
def test_nothing_else_is_served(other):
    assert ask(path("curves/") + other)[0] == 404
    assert ask(path(other))[0] == 404


def test_there_is_no_module_of_another_version():
    assert ask(path("curves/curves.js").replace(MODULES.version, "0" * 16))[0] == 404


def test_a_changed_file_changes_the_addresses(tmp_path):
    copies = []
    for root in ROOTS:
        copies.append(tmp_path / root.name)
        shutil.copytree(root, copies[-1])
    assert Modules(copies).version == MODULES.version
    for change in (lambda file: file.write_text("export {}"), lambda file: file.rename(file.with_stem("other"))):
        before = Modules(copies)
        change(copies[0] / "shared" / "heat.js")
        assert Modules(copies).address("curves/curves.js") != before.address("curves/curves.js")

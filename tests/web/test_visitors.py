"""What visitors of a page are not told: paths, hosts and inner errors of the server."""

import ast
import logging
import re
import tomllib
from functools import partial
from pathlib import Path

import pytest

import kdviz
from kdviz.engine.jobs.run import RunJob
from kdviz.experiment import Experiment
from kdviz.i18n import LANGUAGES, SpokenError
from kdviz.results import Failure, RunRecord
from kdviz.store.database import SPEAKS, StoreError
from kdviz.store.samples import MissingFileError
from kdviz.verdicts.report import record_report
from kdviz.web.session.language import HIDDEN, IN_ENGLISH, PageTranslator
from kdviz.web.session.literal import literal
from tests.test_i18n import MESSAGES, blanks
from tests.web.pages import open_at

PACKAGE = Path(kdviz.__file__).parent
SECRET = "/home/ann/kdviz.sqlite"
# Blanks of errors' sentences that every visitor may read.
OPEN = {
    "allowed", "answer", "arm", "asked", "before", "beside", "bound", "choices", "classes", "closest", "code", "column",
    "columns", "command", "cost", "count", "dataset", "deepest", "difference", "example", "fewest", "file", "first",
    "folder", "format", "found", "height", "high", "images", "inputs", "job", "kind", "kinds", "knob", "known",
    "labels", "last", "least", "limit", "lines", "low", "members", "method", "most", "name", "names", "network",
    "number", "only", "other", "own_first", "own_last", "part", "parts", "pictures", "pipeline", "problem", "promised",
    "row", "rows", "sampler", "schema", "seconds", "seed", "seeds", "shape", "side", "size", "source", "stage",
    "status", "step", "student", "students", "study", "temperature", "text", "times", "title", "url", "value",
    "waiting", "what", "width", "word",
}  # fmt: skip


def test_every_blank_of_an_error_s_sentence_is_open_or_hidden():
    """Whoever gives an error another blank says here whether visitors may read it."""
    calls = [
        call
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and re.search(r"(Error|\bcls)$", ast.unparse(call.func)) and call.args
    ]
    given = {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}
    assert given >= {*HIDDEN, "job"}
    assert given <= OPEN | {*HIDDEN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_on_a_page_has_what_is_hidden(language):
    told = [message for message in MESSAGES if {f"{{{name}}}" for name in HIDDEN} & blanks(message)]
    assert len(told) > 8
    for message in told:
        given = {blank[1:-1]: SECRET if blank[1:-1] in HIDDEN else "3" for blank in blanks(message)}
        assert SECRET in SpokenError(message, **given).sentence()
        sentence = SpokenError(message, **given).sentence(PageTranslator(language))
        assert SECRET not in sentence
        assert not re.search(r"[{}]|^[a-z]", sentence)
        assert Failure(template=message, blanks=given).sentence(PageTranslator(language)) == sentence


def test_errors_of_the_disk_read_well_and_the_log_says_where(caplog):
    full, missing = StoreError(SPEAKS["SQLITE_FULL"], place="/home/full"), MissingFileError.at(Path(SECRET))
    with caplog.at_level(logging.WARNING):
        assert full.sentence(IN_ENGLISH).startswith("The disk of this server's history is full: make room")
        full.sentence(IN_ENGLISH)
    assert [record.getMessage() for record in caplog.records] == [full.sentence()]
    assert missing.sentence(IN_ENGLISH) == "The file of this run is missing or damaged: run the experiment afresh."


def test_what_visitors_take_along_hides_it_too():
    failure = Failure(template=RunJob.lost, blanks={"reason": SECRET})
    columns = {"title": "", "pinned": False, "created_at": 0, "ended_at": 1, "result": None}
    record = RunRecord(run_id="a", experiment=Experiment(), status="failed", attempt=1, failure=failure, **columns)
    assert SECRET in record_report(record)["failure"]
    said = "The training process lost this run (the terminal of kdviz says why): run it afresh."
    assert record_report(record, IN_ENGLISH)["failure"] == said


def test_a_traceback_is_for_the_terminal():
    settings = tomllib.loads((PACKAGE / "web" / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["client"]["showErrorDetails"] == "none"


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("distill", ("run", "lock", "temperature", "dataset", "kind", "scene", "lang", "view")),
        ("landscapes", ("sweep", "map", "axis1", "measure", "cost", "budget")),
        ("kinds", ("kinds", "race")),
    ],
)
def test_what_a_link_says_is_literal_and_short(engine, name, read):
    markup = "![p](//evil.example/PIX)"
    opened = partial(open_at, name)
    page = opened(**dict.fromkeys(read, markup + "a" * 60_000))
    said = [each.value for each in page.warning if markup[:4] in each.value.replace("\\", "")]
    assert len(said) >= len(read)
    for warning in said:
        assert literal(markup) in warning
        assert len(warning) < 1000

"""The routes of rows and samples: what a worker says comes as JSON, and what is not there is a sentence."""

import json

import pytest
from starlette.applications import Starlette

from kdviz import catalog
from kdviz.catalog import CatalogError
from kdviz.datasets.cards import CLASSES
from kdviz.engine import EngineError
from kdviz.web.routes import rows
from kdviz.web.routes.rows import NOTHING, ROUTES, TROUBLE, sample_path
from tests.web.routes.asking import answer, body_of, headers_of


def asked(path):
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    return answer(Starlette(routes=ROUTES), scope)


class Here:
    """An engine whose one worker is this process."""

    def __init__(self, trouble=None) -> None:
        self.trouble = trouble

    def call(self, function, *arguments):
        if self.trouble is not None:
            raise self.trouble
        return catalog.named(function)(*arguments)


@pytest.mark.parametrize(("name", "each"), [("wine", 1), ("digits", 1), ("moons", 30)])
def test_samples_are_a_few_of_each_class_with_as_many_values_as_their_shape_has(monkeypatch, name, each):
    monkeypatch.setattr(rows, "shared_engine", Here)
    card = catalog.data_set(name)
    said = asked(sample_path(card))
    assert said[0]["status"] == 200
    assert headers_of(said)["cache-control"].startswith("private"), "data of one's own are nobody else's"
    told = json.loads(body_of(said))
    assert told["labels"] == [label for label in range(min(card.classes, CLASSES)) for _ in range(each)]
    numbers = 1
    for side in told["shape"]:
        numbers *= side
    assert len(told["values"]) == numbers * len(told["ids"])


@pytest.mark.parametrize(
    ("trouble", "status", "sentence"),
    [(CatalogError("No."), 404, NOTHING), (EngineError("No."), 503, TROUBLE)],
)
def test_without_the_data_or_a_worker_samples_are_a_sentence(monkeypatch, trouble, status, sentence):
    monkeypatch.setattr(rows, "shared_engine", lambda: Here(trouble))
    said = asked("/samples/nowhere.json")
    assert (said[0]["status"], body_of(said).decode()) == (status, sentence)

"""The one table of everything that stands in the URL."""

from collections import Counter

import pytest

from kdviz.experiment import knobs
from kdviz.web.session.address import entries_of, table
from kdviz.web.session.pages import VIEWS, pages
from tests.web.pages import open_at, open_page, query

# What each page writes when it is opened with it; the numbers of runs and sweeps are held where there are some.
SHARED = {
    "temperature": "9.0",
    "alpha": "0.35",
    "seeds": "3",
    "lang": "zh_CN",
    "guess": "40,5",
    "sort": "fixed",
    "image": "12",
    "logits": "1,2",
    "view": "projector",
    "lock": "student,scene",
}
OWN = {
    "distill": {},
    "lab": {"t_squared": "False", "reduction": "mean", "open": "loss,words,keras"},
    "landscapes": {"axis1": "steps:20,40", "axis2": "alpha:0,0.9", "measure": "kl", "cost": "macs", "budget": "500"},
    "kinds": {"kinds": "classic,logits"},
    "compress": {
        "pipelines": "train;distill,prune=0.8,tune=teacher:250",
        "bytes": "gzip",
        "controls": "no",
        "lose": "2.5",
        "macs": "no",
    },
}


def test_every_entry_has_one_row_and_every_page_is_found():
    for page in pages():
        # A cell of a map stands in the URL of two pages, each of which shows it in its own way.
        rows = Counter(entry.name for entry in entries_of(page.name))
        assert [name for name, count in rows.items() if count > 1] == []
    assert {name for name, _knob in knobs()} < {entry.name for entry in table()}
    assert {page.name for page in pages()} == {script.parent.name for script in VIEWS.glob("*/page.py")}
    assert {name for entry in table() for name in entry.pages} <= {page.name for page in pages()}


@pytest.mark.parametrize("name", OWN)
def test_a_page_writes_what_it_reads(engine, name):
    asked = SHARED | OWN[name]
    page = open_at(name, **asked)
    assert not page.warning
    assert query(page) == asked


def test_a_page_does_not_read_what_is_another_page_s(engine):
    page = open_page(kinds="nothing", axis1="nothing", sweep="nothing")
    assert not page.warning
    assert not {"kinds", "axis1", "sweep"} & set(query(page))

"""What scripts and notebooks read of results: the same words as pages and commands write."""

import json

from sqlalchemy import make_url

import kdviz
from kdviz.experiment import Problem, Sweep
from kdviz.results import Status
from kdviz.results.cell import CellRecord
from kdviz.results.record import SweepRecord
from kdviz.store.database import Database
from kdviz.store.ledger import Ledger
from kdviz.verdicts.report import record_report, run_report
from kdviz.verdicts.run import verdict
from kdviz.verdicts.spoken import History, SpokenResult, SpokenSweep
from tests.store.test_history import enter, finish


def test_a_result_has_its_verdict_in_python(outcomes):
    result = SpokenResult.of(outcomes[0].result)
    assert result.verdict == verdict(outcomes[0].result)
    assert result.model_dump()["verdict"] == result.report()["verdict"] == result.verdict
    assert result.report() == run_report(outcomes[0].result)


def test_numbers_hold_no_words(outcomes):
    assert "verdict" not in json.loads(outcomes[0].result.model_dump_json())


def test_the_history_has_verdicts_in_python(outcomes, tmp_path):
    history = History(Database(make_url(f"sqlite:///{tmp_path}/kdviz.sqlite")), tmp_path)
    ledger = Ledger(history.database, history.folder)
    run_id, waiting = finish(ledger, outcomes[0]), enter(ledger)
    assert kdviz.History is History
    assert {record.run_id: record.result and record.result.verdict for record in history.runs()} == {
        run_id: verdict(outcomes[0].result),
        waiting: None,
    }
    assert history.get(run_id).report() == record_report(history.get(run_id))


def test_a_cell_says_in_python_why_it_has_no_numbers():
    problem = Problem("labels", 5, "allowed are ten")
    record = SweepRecord(
        "id",
        Sweep.over(kdviz.Experiment(), {"labels": [5]}),
        Status.FINISHED,
        "",
        0,
        1,
        1,
        None,
        (CellRecord(0, {"labels": 5}, problem, None),),
        1,
    )
    (cell,) = SpokenSweep.of(record).cells
    assert cell.reason() == "labels is 5: allowed are ten."
    assert SpokenSweep.of(record).report()["rows"] == [{"labels": 5, "problem": "labels is 5: allowed are ten."}]

"""What the page Distill shows of runs that wait, train, are left, are refused or were interrupted."""

from kdviz.engine import Engine, EngineError
from kdviz.engine.jobs.run import RunJob
from kdviz.experiment import Experiment
from kdviz.results import Status
from kdviz.store.ledger import Ledger
from kdviz.web.session.knobs import PREFIX
from tests.web.pages import QUICK, begin, curves, open_page, texts


def test_a_running_run_shows_where_it_stands_and_can_be_stopped(engine):
    page = begin(open_page(**{**QUICK, "steps": "20000", "seeds": "8", "first_seed": "22"}), engine)
    assert not page.exception
    run_id = page.session_state["run_id"]
    shown = curves(page)
    assert (shown["run_id"], shown["path"]) == (run_id, f"/live/{run_id}")
    assert (shown["state"], shown["in_flight"]) == ("training", True)
    page.button(key="stop").click().run()
    assert engine.record(run_id).status is Status.STOPPED
    assert "Stopped before it had a result. The curves end there." in texts(page)
    assert page.button(key="afresh")


def test_who_waits_is_told_the_place_in_the_queue(engine):
    first = begin(open_page(**{**QUICK, "steps": "20000", "seeds": "8", "first_seed": "23"}), engine)
    second = open_page(**{**QUICK, "first_seed": "24"})
    second.button(key="run").click().run()
    assert (curves(second)["state"], curves(second)["position"]) == ("waiting", 1)
    first.button(key="stop").click().run()
    engine.result(second.session_state["run_id"])
    assert len(second.run().get("plotly_chart")) == 3


def test_a_session_s_earlier_run_can_be_stopped_from_the_one_that_waits_for_it(engine):
    page = begin(open_page(**{**QUICK, "steps": "20000", "seeds": "8", "first_seed": "27"}), engine)
    earlier = page.session_state["run_id"]
    page.slider(key=PREFIX + "alpha").set_value(0.5).run()
    page.button(key="run").click().run()
    assert "Your run before this one is still training." in texts(page)
    page.button(key="stop_earlier").click().run()
    assert engine.history.status(earlier) is Status.STOPPED
    assert engine.history.status(page.session_state["run_id"]).in_flight
    page.button(key="stop").click().run()


def test_leaving_a_run_that_others_watch_leaves_it_going(engine):
    query = {**QUICK, "steps": "20000", "seeds": "8", "first_seed": "25"}
    first = begin(open_page(**query), engine)
    second = open_page(run=first.session_state["run_id"])
    assert second.button(key="stop")
    first.button(key="stop").click().run()
    assert curves(first)["run_id"] is None
    assert engine.history.status(second.session_state["run_id"]) is Status.RUNNING
    second.button(key="stop").click().run()
    assert engine.history.status(second.session_state["run_id"]) is Status.STOPPED


def test_a_refused_run_is_a_sentence(engine, monkeypatch):
    monkeypatch.setattr(
        Engine, "submit", lambda *_args, **_knobs: (_ for _ in ()).throw(EngineError("It is {x}.", x=1))
    )
    page = open_page(**QUICK)
    page.button(key="run").click().run()
    assert page.error[0].value == "It is 1."
    assert not page.exception


def test_an_interrupted_run_is_shown_as_such_with_run_afresh(engine):
    neighbour = Ledger(engine.history.database, engine.history.folder)
    run_id = neighbour.enter(RunJob.asked(Experiment(first_seed=26)), "me").job_id
    neighbour.close()
    page = open_page(run=run_id)
    assert "Interrupted: the app ended during this run." in texts(page)
    page.button(key="afresh").click().run()
    assert page.session_state["run_id"] != run_id
    engine.result(page.session_state["run_id"])

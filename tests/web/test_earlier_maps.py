"""Earlier maps on the page Landscapes: opened, named and deleted."""

from kdviz import Sweeps
from kdviz.experiment import Experiment, Sweep
from kdviz.store.names import SWEEP
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.sweeps import KEY
from kdviz.web.views.landscapes.state import MEASURE, VALUES
from tests.web.maps import open_map, see_end
from tests.web.pages import QUICK, unfold


def test_earlier_maps_are_opened_named_and_deleted(engine):
    sweep = Sweep.over(Experiment(**{**QUICK, "first_seed": 530}), {"temperature": [1, 9]})
    sweep_id = engine.submit(sweep, "me").job_id
    page = unfold(open_map())
    see_end(engine, sweep_id)
    page.selectbox(key="earlier_sweeps").set_value(sweep_id).run()
    assert page.session_state[KEY] == sweep_id
    assert page.session_state[PREFIX + "first_seed"] == 530
    assert page.multiselect(key=VALUES[0]).value == ["1", "9"]
    page.text_input(key=f"title_{sweep_id}").set_value("Needle").run()
    assert engine.record(sweep_id).title == "Needle"
    page.button(key="delete_really").click().run()
    assert not page.exception
    assert sweep_id not in {record.sweep_id for record in Sweeps().all()}
    assert KEY not in page.session_state
    page.button(key="undo").click().run()
    assert sweep_id in {record.sweep_id for record in Sweeps().all()}
    page.selectbox(key="earlier_sweeps").set_value(sweep_id).run()
    assert page.session_state[KEY] == sweep_id
    page.button(key="delete_really").click().run()
    page.multiselect(key="deleted_chosen").set_value([sweep_id]).run()
    page.button(key="deleted_now").click().run()
    assert sweep_id not in {record.sweep_id for record in Sweeps().all(deleted=True)}


def test_the_map_on_show_stays_although_another_is_called_the_same(engine):
    shared = Experiment(**{**QUICK, "first_seed": 531})
    shown, other = (
        engine.submit(Sweep.over(shared, {"temperature": [1, value]}), "me", afresh=True).job_id for value in (8, 9)
    )
    for sweep_id in (shown, other):
        engine.history.rename(sweep_id, "The same", SWEEP)
        see_end(engine, sweep_id)
    page = open_map(sweep=shown)
    unfold(page).segmented_control(key=MEASURE).select("accuracy").run()
    assert page.session_state[KEY] == shown
    assert len({*page.selectbox(key="earlier_sweeps").options}) == len(page.selectbox(key="earlier_sweeps").options)

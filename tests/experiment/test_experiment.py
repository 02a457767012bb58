import math
import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kdviz import catalog
from kdviz.catalog.limits import LIMITS
from kdviz.experiment import Experiment, knob, knobs, knobs_of, problems, read_leniently
from kdviz.experiment.work import STEP, stages_work, students_seconds, students_work
from kdviz.i18n import LANGUAGES, Translator

SETS = sorted(catalog.data_sets())
NAMES = [name for name, _knob in knobs()]
raw_values = st.one_of(
    st.text(max_size=12),
    st.integers(-(10**12), 10**12).map(str),
    st.floats().map(str),
    st.sampled_from(
        ["nan", "inf", "-inf", "all", "none", "3xx4", "conv:8", "9999999x9", "true", "digits", "mean", "١٢"]
    ),
)


def test_the_default_experiment_is_the_one_the_scenes_start_from():
    default = Experiment()
    assert (default.dataset, default.labels, default.teacher, default.student) == ("digits", 60, "256x256", "32")
    assert (default.temperature, default.alpha, default.seeds) == (4, 0.9, 8)
    assert default.steps <= 250


def test_every_knob_says_what_it_is():
    for name, description in knobs():
        assert description.label, name
        assert description.help.endswith("."), name
        yes_no = isinstance(Experiment.model_fields[name].default, bool)
        assert description.bounds or description.options or description.syntax or yes_no, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_is_called_something_and_no_two_alike(language):
    _ = Translator(language)
    for name, description in knobs():
        called = [_(title) for title in description.options.values()]
        assert len({*called}) == len(called), name
        assert not {*called} & {*description.options} or language == "en", "no reader of Chinese sees a bare name"


@pytest.mark.parametrize(
    ("given_knobs", "sentence"),
    [
        ({"labels": 5000}, "labels is 5000: allowed are 10 (one for each class) to 1000 images, or “all”."),
        ({"labels": 9}, "labels is 9: allowed are 10 (one for each class) to 1000 images, or “all”."),
        ({"student": "3xx4"}, "student is 3xx4: allowed are widths such as 256x256 or 16, “linear”, or conv:8x16."),
        ({"temperature": math.nan}, "temperature is nan: allowed is a number from 0.25 to 100."),
        ({"temperature": "nan"}, "temperature is nan: allowed is a number from 0.25 to 100."),
        ({"alpha": 1.01}, "alpha is 1.01: allowed is a number from 0 to 1."),
        ({"seeds": 2.5}, "seeds is 2.5: allowed is a whole number from 1 to 64."),
        ({"omit_class": 10}, "omit_class is 10: the classes of this data set are 0 to 9."),
        ({"unlabeled": 941}, "unlabeled is 941: allowed are 0 to 940 images, which is what the labelled ones leave."),
        ({"dataset": "mnist"}, "dataset is mnist: it is not on this computer, and “kdviz data get mnist” gets it."),
        ({"kind": "magic"}, f"kind is magic: allowed is one of {', '.join(catalog.KINDS)}."),
        ({"dataset": "digit"}, "dataset is digit: allowed is one of {}; digits is closest.".format(", ".join(SETS))),
        ({"zzz": 4}, "zzz is 4: there is no such knob."),
        (
            {"student": "x".join("2" * 9)},
            "student is 2x2x2x2x2x2x2x2x2: it has 9 hidden layers, and at most 8 are allowed.",
        ),
        ({"temprature": 4}, "temprature is 4: there is no such knob; temperature is closest."),
    ],
)
def test_wrong_values_are_named_with_what_is_allowed(given_knobs, sentence):
    with pytest.raises(ValidationError) as caught:
        Experiment(**given_knobs)
    assert [problem.sentence() for problem in problems(caught.value)] == [sentence]
    assert isinstance(caught.value, ValueError)
    assert sentence in str(caught.value), "who prints it reads our sentence"


def test_limits_name_the_size_and_the_limit():
    with pytest.raises(ValidationError) as caught:
        Experiment(student="2000x2000")
    (problem,) = problems(caught.value)
    assert "4,152,010 parameters" in problem.sentence()
    assert f"{LIMITS.student_parameters:,}" in problem.sentence()
    with pytest.raises(ValidationError, match="over the limit of work"):
        Experiment(student="512x512", steps=20_000, seeds=64, batch_size=1024)


def test_an_omitted_class_takes_its_images_with_it():
    rest = catalog.data_set("digits").transfer_images(3)
    assert rest == 1000 - catalog.data_set("digits").train_per_class[3]
    assert Experiment(labels="all", omit_class=3).labelled_images == rest
    assert Experiment(labels=9, omit_class=3).labelled_images == 9
    with pytest.raises(ValidationError, match=f"to {rest} images"):
        Experiment(labels=1000, omit_class=3)


def test_equal_experiments_have_equal_digests_and_others_do_not():
    assert Experiment(labels=1000).digest() == Experiment(labels="all").digest()
    assert Experiment(unlabeled=940).digest() == Experiment(unlabeled="all").digest()
    assert Experiment(student="032").digest() == Experiment(student="32").digest()
    assert Experiment(alpha=0).digest() == Experiment(alpha="0.0").digest()
    changed = [{"labels": 61}, {"temperature": 4.5}, {"first_seed": 1}, {"t_squared": False}, {"omit_class": 0}]
    assert len({Experiment(**change).digest() for change in [{}, *changed]}) == len(changed) + 1


def test_an_experiment_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Experiment().alpha = 0.5


@settings(max_examples=500)
@given(st.dictionaries(st.sampled_from([*NAMES, "bogus"]), raw_values, max_size=6))
def test_any_url_makes_an_experiment_and_names_what_it_changed(raw):
    experiment, changed = read_leniently(raw)
    assert {problem.name for problem in changed} <= {*raw, *NAMES}
    for problem in changed:
        assert problem.sentence()
    untouched = set(raw) - {problem.name for problem in changed}
    assert "bogus" not in untouched
    assert Experiment.shared(**experiment.model_dump() | {name: raw[name] for name in untouched}) == experiment


@pytest.mark.parametrize("name", [name for name, description in knobs() if description.bounds])
def test_a_number_out_of_range_becomes_the_nearest(name):
    description = knob(name)
    kind = next(kind for kind in ("classic", *catalog.KINDS) if name in dict(knobs_of(kind)))
    given_knobs = {"dataset": "digits", "kind": kind, "student": "conv:8", "teacher": "conv:8"}
    low, changed = read_leniently({**given_knobs, name: str(description.bounds[0] - 1)})
    assert [problem.name for problem in changed] == [name]
    if name not in ("labels",):
        assert getattr(low, name) == description.bounds[0]


@given(
    temperature=st.floats(0.25, 100),
    alpha=st.floats(0, 1),
    labels=st.integers(10, 1000) | st.just("all"),
    t_squared=st.booleans(),
    omit=st.none() | st.integers(0, 9),
)
def test_an_experiment_survives_being_written_as_text(temperature, alpha, labels, t_squared, omit):
    first, _changed = read_leniently(
        {"temperature": temperature, "alpha": alpha, "labels": labels, "t_squared": t_squared, "omit_class": omit}
    )
    text = {name: "none" if value is None else str(value) for name, value in first.model_dump().items()}
    second, changed = read_leniently(text)
    assert second == first
    assert changed == []


def test_equal_experiments_have_equal_digests():
    assert Experiment(alpha=-0.0) == Experiment(alpha=0.0)
    assert Experiment(alpha=-0.0).digest() == Experiment(alpha=0.0).digest()
    assert Experiment(labels=1000).digest() == Experiment(labels="all").digest()


@pytest.mark.parametrize(
    ("asked", "mended"),
    [
        ({"teacher": "1000x900", "teacher_steps": 20_000}, "teacher_steps"),
        ({"student": "500x500", "steps": 20_000, "seeds": 64}, "steps"),
        ({"student": "conv:64", "seeds": 64, "batch_size": 1024, "labels": "all", "steps": 10}, "batch_size"),
    ],
)
def test_what_is_too_much_is_mended_where_it_is_too_much_and_the_rest_of_a_link_stays(asked, mended):
    raw = {name: str(value) for name, value in asked.items()} | {"temperature": "9", "first_seed": "30"}
    experiment, changed = read_leniently(raw)
    assert {problem.name for problem in changed} == {mended}
    assert (experiment.temperature, experiment.first_seed) == (9, 30)
    for name in asked.keys() - {mended}:
        assert str(getattr(experiment, name)) == str(asked[name])
    assert getattr(experiment, mended) < asked[mended]


def test_an_experiment_from_before_there_were_other_kinds_is_the_same_experiment():
    kinds_own = set(catalog.KIND_KNOBS.model_fields) - {"temperature", "alpha", "t_squared", "reduction"}
    old = {name: value for name, value in Experiment(labels=30).model_dump().items() if name not in kinds_own}
    assert Experiment.kept(old) == Experiment(labels=30)
    assert Experiment.kept(old).digest() == Experiment(labels=30).digest()


@pytest.mark.parametrize("kind", catalog.KINDS)
def test_what_is_usual_is_set_unless_something_else_is(kind):
    card = catalog.KINDS[kind]
    networks = {"student": "conv:8", "teacher": "conv:8"}
    plain = Experiment(kind=kind, **networks)
    assert {name: getattr(plain, name) for name in card.usual} == dict(card.usual)
    assert plain.changes() == {"kind": kind, **networks} if kind != "classic" else networks
    for name in set(card.usual) & set(card.own_knobs):
        default = Experiment.model_fields[name].default
        assert getattr(Experiment(kind=kind, **networks, **{name: default}), name) == default


def test_what_comes_before_the_steps_and_beside_the_students_is_counted():
    """Two widths 32 and 256 in the middle; the regressor between them is trained beside the student."""
    short, long = (Experiment(kind="hint", hint_steps=steps) for steps in (1, 20_000))
    student = long.student_cost.effort + 32 * 256
    each = 3 * long.seeds * long.batch_size * student
    assert stages_work(long) - stages_work(short) == pytest.approx(19_999 * each)
    assert students_seconds(long) - students_seconds(short) > 19_999 * STEP
    classic, free = Experiment(unlabeled="all"), Experiment(kind="data-free")
    asked = free.seeds * free.batch_size * free.teacher_cost.effort
    assert students_work(free) - students_work(classic) == pytest.approx(free.steps * asked)
    few, many = (Experiment(kind="munge", munge_fold=fold) for fold in (1, 200))
    assert students_work(many) > students_work(few) > students_work(free)
    assert students_seconds(many) > students_seconds(few)


def test_a_regressor_between_maps_is_one_for_all_pixels():
    maps = Experiment(kind="hint", student="conv:8x12", teacher="conv:16x24")
    flat = maps.model_copy(update={"teacher": "24x24"})
    extra = [
        stages_work(each) / (3 * each.seeds * each.batch_size * each.hint_steps) - each.student_cost.effort
        for each in (maps, flat)
    ]
    assert extra == pytest.approx([12 * 24 * 16, 12 * 16 * 24])


@pytest.mark.parametrize(
    ("knobs", "name"),
    [
        ({"kind": "hint", "student": "256x256", "hint_steps": 20_000, "seeds": 64}, "hint_steps"),
        ({"kind": "munge", "labels": "all", "seeds": 64, "munge_fold": 200}, "munge_fold"),
    ],
)
def test_what_is_too_much_before_the_steps_is_said_of_its_own_knob(knobs, name):
    with pytest.raises(ValidationError) as caught:
        Experiment(**knobs)
    (problem,) = problems(caught.value)
    assert problem.name == name
    assert 0 < problem.nearest < knobs[name]
    assert getattr(Experiment(**{**knobs, name: problem.nearest}), name) == problem.nearest


def test_a_knob_that_the_kind_does_not_read_is_said_to_who_asks_for_it():
    with pytest.warns(UserWarning, match="temperature is 100: it is a knob that is not read: .* is logits") as caught:
        asked = Experiment(kind="logits", temperature=100)
    assert caught[0].filename == __file__
    assert asked == Experiment(kind="logits")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Experiment.shared(kind="logits", temperature=100) == asked
        assert Experiment(**Experiment(temperature=9).model_dump()).temperature == 9
        Experiment(**asked.model_dump())


@pytest.mark.parametrize("name", ["labels", "seeds", "steps", "first_seed", "temperature"])
def test_a_number_beyond_every_float_is_out_of_range(name):
    for value in ("9" * 400, "9" * 5000, 10**400):
        with pytest.raises(ValidationError) as caught:
            Experiment(**{name: value})
        (problem,) = problems(caught.value)
        assert re.fullmatch(rf"{name} is \w{{79}}…: allowed (is|are) .*\.", problem.sentence())
        experiment, changed = read_leniently({name: value})
        assert [each.name for each in changed] == [name]
        assert experiment

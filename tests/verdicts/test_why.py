"""Of three explanations the numbers bear out exactly one, of a run, a map and a race."""

import dataclasses
from collections.abc import Sequence

import pytest

from kdviz.i18n import ENGLISH, LANGUAGES, Translator
from kdviz.results import Estimate, Row
from kdviz.results.compression import CompressionRecord
from kdviz.store.recordings import recorded_compression, recorded_map
from kdviz.verdicts.compression import smallest
from kdviz.verdicts.why import (
    Why,
    compression_explanations,
    ending,
    explanations,
    map_explanations,
    race_explanations,
)
from kdviz.web.views.landscapes.ready import MAPS
from tests.verdicts.test_guess import ENDINGS, HELPS, NEITHER, of
from tests.verdicts.test_run import result


def one_of_three(found: Sequence[Why]) -> str:
    """Return the explanation that holds; each of the others has an answer of its own."""
    assert len(found) == len({why.title for why in found}) == len({why.answer for why in found}) == 3
    (holds,) = [why.name for why in found if why.holds]
    return holds


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", ENDINGS)
def test_exactly_one_explanation_holds_and_each_wrong_one_has_its_own_answer(language, found):
    shown = ENDINGS[found]
    assert ending(shown.gain) == found
    for knobs in ({}, {"unlabeled": 940}, {"kind": "hint"}):
        three = explanations(of(shown, **knobs), Translator(language))
        assert one_of_three(three)


def test_who_saw_other_images_too_is_not_explained_by_the_help_alone():
    alone, with_others = (
        {why.name: why.holds for why in explanations(of(HELPS, **knobs), ENGLISH)} for knobs in ({}, {"unlabeled": 940})
    )
    assert alone == {"amount": False, "teacher": True, "luck": False}
    assert with_others == {"both": True, "teacher": False, "luck": False}


def test_what_is_not_shown_is_explained_by_nothing_that_would_claim_it():
    assert {why.name for why in explanations(NEITHER, ENGLISH) if why.holds} == {"open"}
    single = result(0.2, None)
    assert {why.name for why in explanations(single, ENGLISH) if why.holds} == {"open"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAPS)
def test_every_shipped_map_has_one_explanation(name, language):
    assert one_of_three(map_explanations(recorded_map(name), Translator(language)))


def test_a_map_s_mean_is_explained_by_what_its_cells_show():
    assert one_of_three(map_explanations(recorded_map("landscape"), ENGLISH)) == "apart"
    assert one_of_three(map_explanations(recorded_map("labels"), ENGLISH)) == "both", "it has orange cells"
    assert one_of_three(map_explanations(recorded_map("noise"), ENGLISH)) == "apart"


SHOWN, NOT_SHOWN = 0.02, 0.004


def compressed(loss: float, of_cut: float, of_training: float) -> CompressionRecord:
    """The recorded compression: what its smallest student loses in all, and beside its control by equal steps."""
    record = recorded_compression()
    least = smallest(record.result)

    def estimate(mean: float) -> Estimate:
        return Estimate(mean=mean, ci95=(mean - 0.01, mean + 0.01))

    rows = [row.model_copy(update={"loss": estimate(loss)}) if row == least else row for row in record.result.rows]
    controls = [
        control.model_copy(
            update={
                "gain": estimate(-of_cut),
                "row": control.row.model_copy(update={"loss": estimate(of_training)}),
            }
        )
        if (control.of, control.what) == (least.pipeline, "equal-steps")
        else control
        for control in record.result.controls
    ]
    result = record.result.model_copy(update={"rows": rows, "controls": controls})
    return dataclasses.replace(record, result=result)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("loss", "of_cut", "of_training", "holds"),
    [
        (SHOWN, SHOWN, NOT_SHOWN, "cut"),
        (SHOWN, NOT_SHOWN, SHOWN, "training"),
        (SHOWN, SHOWN, SHOWN, "both"),
        (SHOWN, NOT_SHOWN, NOT_SHOWN, "both"),
        (SHOWN, SHOWN, -SHOWN, "cut"),
        (-SHOWN, SHOWN, -SHOWN, "training"),
        (NOT_SHOWN, SHOWN, SHOWN, "open"),
    ],
)
def test_what_a_compressed_student_loses_is_explained_by_its_control(loss, of_cut, of_training, holds, language):
    record = compressed(loss, of_cut, of_training)
    assert one_of_three(compression_explanations(record, Translator(language))) == holds


def test_the_recorded_compression_is_explained_with_its_own_numbers():
    said = {why.name: why.answer for why in compression_explanations(compressed(0.02, 0.03, 0.004), ENGLISH)}
    assert said["cut"] == "Yes. Beside a whole student of equal training it is −15 of 500 digits."
    assert said["training"] == "No. A whole student of its training is at −7 to +3."


def test_who_is_first_is_explained_by_luck_where_the_seeds_tell_nobody_apart():
    alone, with_others = Row("classic", 1, False, HELPS), Row("unlabeled", 1, False, of(HELPS, unlabeled=940))
    tied = Row("classic", 1, True, HELPS)
    useless = Row("classic", 1, False, NEITHER)
    found = [one_of_three(race_explanations([row], ENGLISH)) for row in (alone, with_others, tied, useless)]
    assert found == ["told", "more", "luck", "luck"]

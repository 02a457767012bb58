"""What is said of attacks: why the guessed gap is as it is, and where a result is not as an earlier measurement."""

import dataclasses
import re

import pytest

from kdviz.experiment import Experiment
from kdviz.experiment.attack import STUDIES, TRUTH, USUAL, Attack
from kdviz.figures import attack_picture, attack_table
from kdviz.i18n import ENGLISH, LANGUAGES, Translator
from kdviz.results import Estimate
from kdviz.results.attack import AttackRecord, AttackResult, AttackRow, Gap
from kdviz.store.recordings import recorded_attack
from kdviz.verdicts.attack import (
    GIVES_TITLES,
    asked_gap,
    attack_control,
    attack_headline,
    attack_verdict,
    mask,
    own_setting,
    percent,
    taught_gap,
)
from kdviz.verdicts.earlier import not_as_earlier
from kdviz.verdicts.run import gain_points
from kdviz.verdicts.why import attack_explanations
from tests.verdicts.test_why import one_of_three

HELPS, HURTS, NEITHER, ONCE = (0.1, 0.02), (-0.1, 0.02), (0.01, 0.02), (0.1, None)


def estimate(mean: float, off: float | None) -> Estimate:
    return Estimate(mean=mean, ci95=None if off is None else (mean - off, mean + off))


def with_gaps(record: AttackRecord, *changed: tuple[Gap, Estimate]) -> AttackRecord:
    gaps = [
        next((gap.model_copy(update={"gap": new}) for known, new in changed if known == gap), gap)
        for gap in record.result.gaps
    ]
    return dataclasses.replace(record, result=record.result.model_copy(update={"gaps": gaps}))


def defense(left: tuple[float, float | None], hidden: tuple[float, float | None]) -> AttackRecord:
    """The recorded attack, with what stays right of the distilled net beside the usual one, and what was hidden."""
    record = recorded_attack()
    asked, masked = asked_gap(record.attack, record.result), mask(record.attack, record.result)
    return with_gaps(record, (asked, estimate(*left)), (masked, estimate(*hidden)))


def made(study: str, gap: Estimate) -> AttackRecord:
    """An attack of which nothing is known but the gap that is guessed at."""
    attack = Attack.of(study)
    if study == "steal":
        asked = {"from": attack.sources[0], "queries": min(attack.queries)}
        of, over, measure = {**asked, "gives": "logits"}, {**asked, "gives": "label"}, "agreement"
    else:
        own = own_setting(attack)
        of, over, measure = {"net": "student_other", **own}, {"net": "control", **own}, "auc"
    rows = [AttackRow(what=what, numbers={measure: gap}, values={}) for what in (of, over)]
    result = AttackResult(rows=rows, gaps=[Gap(of=of, over=over, measure=measure, gap=gap)])
    return dataclasses.replace(recorded_attack(), attack=attack, result=result)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("left", "hidden", "holds"),
    [
        (NEITHER, HELPS, "hides"),
        (HURTS, HELPS, "hides"),
        (HELPS, HELPS, "defends"),
        (HELPS, NEITHER, "defends"),
        (NEITHER, NEITHER, "open"),
        (HURTS, HURTS, "open"),
        (ONCE, ONCE, "open"),
    ],
)
def test_a_defense_is_explained_by_what_the_attacker_who_divides_sees(left, hidden, holds, language):
    assert one_of_three(attack_explanations(defense(left, hidden), Translator(language))) == holds


def test_the_recorded_attack_is_explained_with_its_own_numbers():
    said = {why.name: why.answer for why in attack_explanations(defense(NEITHER, (0.5, 0.1)), ENGLISH)}
    assert said["hides"] == "Yes. Against the attack as published it is +250 of 500 digits."
    assert said["defends"] == "Not shown: beside the net as usual it is −5 to +15 of 500 digits."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", ["steal", "membership"])
@pytest.mark.parametrize(("gap", "holds"), [(HELPS, "differs"), (HURTS, "differs"), (NEITHER, "open"), (ONCE, "open")])
def test_theft_and_betrayal_are_explained_by_the_one_thing_that_differs(study, gap, holds, language):
    record = made(study, estimate(*gap))
    three = attack_explanations(record, Translator(language))
    if gap == ONCE:
        assert [why.name for why in three if why.holds] == ["open"]
    else:
        assert one_of_three(three) == holds


@pytest.mark.parametrize(("language", "wrong"), [("en", "image"), ("zh_CN", "图片")])
@pytest.mark.parametrize("study", STUDIES)
def test_of_the_rows_of_a_table_nothing_is_called_an_image(study, language, wrong):
    _, asked = Translator(language), {"queries": (30, 100)} if study == "steal" else {}
    own = Experiment(**{**USUAL[study], "dataset": "breast-cancer"} | ({"labels": 80} if study == "membership" else {}))
    record = dataclasses.replace(recorded_attack(study), attack=Attack.of(study, own, **asked))
    said = [attack_headline(record, _), attack_control(record, _), attack_verdict(record, _)]
    said += [text for why in attack_explanations(record, _) for text in (why.title, why.answer)]
    said += [line.name for line in attack_picture(record, "data", _).data]
    said += map(str, attack_table(record, _).to_numpy().flat)
    assert all(said)
    assert _("rows") in " ".join(said)
    assert not [text for text in said if wrong in text or "{" in text]


@pytest.mark.parametrize("study", STUDIES)
def test_beside_the_headline_stands_its_control_with_the_interval_of_their_difference(study):
    record = recorded_attack(study)
    gap = (mask if study == "temperature" else asked_gap)(record.attack, record.result)
    assert gain_points(gap.gap, ENGLISH) in attack_control(record)
    if study == "temperature":
        plain = record.result.find(net="plain", attack="fgsm", on="published", bound=record.attack.bound)
        assert f"net trained as usual, {percent(plain, 'accuracy')} %" in attack_control(record)


def theft(labels: tuple[float, float], logits: tuple[float, float]) -> AttackRecord:
    """The recorded theft, with what labels and logits add to what a net learns without the teacher."""
    record = recorded_attack("steal")
    asked = {"from": "data", "queries": 1000}
    added = {gives: taught_gap(record.attack, record.result, gives) for gives in ("label", "logits")}
    assert all(gap.over == {**asked, "gives": TRUTH} for gap in added.values())
    return with_gaps(record, (added["label"], estimate(*labels)), (added["logits"], estimate(*logits)))


def test_of_a_theft_it_is_said_how_much_a_net_agrees_without_the_teacher():
    record = theft(NEITHER, HELPS)
    said, alone = attack_verdict(record), record.result.find(gives=TRUTH, queries=1000)
    agreement = percent(alone, "agreement")
    assert f"true labels without the teacher agrees on {agreement}" in said
    assert "That the teacher's labels add to that is not shown: +1.0 points, 95 % interval −1.0 to 3.0." in said
    assert "Beside it, the teacher's logits add +10.0 points, 95 % interval 8.0 to 12.0." in said
    changed = f"With true labels and no teacher, {agreement} % agree; the teacher's labels change that by +1.0 points"
    assert changed in attack_control(record)
    assert "Beside it, the teacher's labels add +10.0" in attack_verdict(theft(HELPS, HELPS))


def test_a_theft_that_was_made_without_a_control_is_read_drawn_and_told():
    record = recorded_attack("steal")
    rows = [row for row in record.result.rows if row.what["gives"] != TRUTH]
    gaps = [gap for gap in record.result.gaps if gap.over["gives"] != TRUTH]
    old = dataclasses.replace(record, result=record.result.model_copy(update={"rows": rows, "gaps": gaps}))
    assert "no teacher" not in attack_verdict(old) + attack_control(old)
    assert "With 30 queries, logits against labels: " in attack_control(old)
    assert len(attack_picture(old, "data", ENGLISH).data) == len(attack_picture(record, "data", ENGLISH).data) - 2


@pytest.mark.parametrize("source", ["data", "noise"])
def test_agreement_and_accuracy_stand_over_each_other_with_the_control_of_their_own(source):
    record = recorded_attack("steal")
    figure = attack_picture(record, source, ENGLISH)
    for axis, measure in (("y", "agreement"), ("y2", "accuracy")):
        drawn = {line.name: line for line in figure.data if line.yaxis == axis}
        assert ("true labels, no teacher" in drawn) is (source == "data")
        assert len({(line.line.color, line.line.dash, line.marker.symbol) for line in drawn.values()}) == len(drawn)
        for gives, title in GIVES_TITLES.items():
            if gives == TRUTH and source == "noise":
                continue
            means = [row.numbers[measure].mean for row in record.result.all(**{"gives": gives, "from": source})]
            assert [*drawn[title].y] == [100 * mean for mean in means]
            assert max(drawn[title].error_y.array) > 0
    assert sum(line.showlegend for line in figure.data) == len(figure.data) / 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", STUDIES)
def test_every_share_that_a_verdict_names_has_its_interval(study, language):
    record = recorded_attack(study)
    said = attack_verdict(record, Translator(language))
    number = r"−?\d+\.\d+"
    ranged = re.sub(rf"{number} \[{number}, {number}\]", "", said)
    # What is left are gaps, with intervals in words.
    known = [gap.gap for gap in record.result.gaps]
    known += [each.ece_above_probabilities for each in record.result.served]
    gaps = [gain_points(gap, Translator(language)) for gap in known]
    for gap in sorted(gaps, key=len, reverse=True):
        ranged = ranged.replace(gap, "")
    assert ranged != said
    assert re.findall(number, ranged) == []


def honest(mean: float, off: float) -> AttackRecord:
    """The recorded theft, with how much worse labels are calibrated than all probabilities."""
    record = recorded_attack("steal")
    served = [each.model_copy(update={"ece_above_probabilities": estimate(mean, off)}) for each in record.result.served]
    return dataclasses.replace(record, result=record.result.model_copy(update={"served": served}))


def test_that_an_honest_user_pays_is_said_where_the_paired_difference_shows_it():
    paying, gap = (
        attack_verdict(honest(*HELPS)),
        "bootstrapped over test inputs: +10.0 points, 95 % interval 8.0 to 12.0.",
    )
    assert "An honest user pays, too: calibration error 3.2 [" in paying
    assert gap in paying
    assert "An honest user pays" not in attack_verdict(honest(*NEITHER))
    assert "An honest user's calibration error: 3.2 [" in attack_verdict(honest(*NEITHER))


def test_what_an_honest_user_got_in_an_earlier_version_is_read_without_intervals():
    kept = recorded_attack("steal").result.model_dump(mode="json")
    for each in kept["served"]:
        each |= {name: each[name]["mean"] for name in ("accuracy", "ece", "brier")}
        del each["ece_above_probabilities"]
    old = dataclasses.replace(recorded_attack("steal"), result=AttackResult.model_validate(kept))
    assert "calibration error 3.2 % with labels alone, 1.2 % with probabilities." in attack_verdict(old)
    assert "bootstrapped" not in attack_verdict(old)


def test_an_auc_has_the_decimals_of_its_axis_in_the_table_too():
    record = recorded_attack("membership")
    known = record.result.rows[0].numbers["auc"]
    (written, *_others) = attack_table(record, ENGLISH)["AUC of the attacker"]
    assert written == f"{known.mean:.3f} [{known.ci95[0]:.3f}, {known.ci95[1]:.3f}]"


@pytest.mark.parametrize("study", STUDIES)
def test_without_a_result_nothing_is_explained(study):
    record = dataclasses.replace(recorded_attack(), attack=Attack.of(study), result=None)
    assert attack_explanations(record, ENGLISH) == []
    assert not_as_earlier(record) == []
    assert attack_control(record) == ""


def test_a_number_that_is_not_as_it_was_measured_earlier_is_named_with_both():
    larger, as_before = made("membership", estimate(0.114, 0.025)), made("membership", estimate(0.06, 0.02))
    said = not_as_earlier(larger)
    above, by = "student on other digits, above its control: ", "in an earlier measurement."
    assert f"{above}+11.4 [8.9, 13.9] points here, +6.2 [3.5, 8.9] points {by}" in said
    assert f"student on other digits, AUC of the attacker: 0.114 [0.089, 0.139] here, 0.564–0.577 {by}" in said
    assert not any("above its control" in sentence for sentence in not_as_earlier(as_before))
    elsewhere = Attack.of("membership", temperatures=[2.0])
    assert not_as_earlier(dataclasses.replace(larger, attack=elsewhere)) == [], "it is another study"


def test_the_recorded_attack_is_as_it_was_measured_earlier_but_for_one_number():
    (sentence,) = not_as_earlier(recorded_attack())
    assert sentence == (
        "trained at T (not distilled), not attacked: 94.0 [93.8, 94.3] % here, 94.5 % in an earlier measurement."
    )

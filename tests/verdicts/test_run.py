import pytest

from kdviz.cli.table import as_text
from kdviz.experiment import Experiment
from kdviz.i18n import LANGUAGES, Translator
from kdviz.results import Divergence, Estimate, Measures, Row, RunResult, Size, TeacherResult
from kdviz.verdicts.report import row_report, run_report
from kdviz.verdicts.run import CUT_SENTENCE, cut_note, headline, interval_ends, learned_nothing, points, verdict


def result(mean: float, ci95: tuple[float, float] | None, diverged: Divergence | None = None) -> RunResult:
    arm = Measures(accuracy=[0.9] * (8 if ci95 else 1), mean=0.9, ci95=None, nll=0.3, agreement=0.9, kl=0.1)
    return RunResult(
        run_id="x",
        experiment=Experiment(),
        seconds=1.0,
        teacher=TeacherResult(parameters=1, macs=1, bytes=4, accuracy=0.97),
        student=Size(parameters=1, macs=1, bytes=4),
        arms={"hard": arm, "smoothed": arm, "distilled": arm},
        gain=Estimate(mean=mean, ci95=ci95),
        curves=[],
        diverged=diverged,
    )


@pytest.mark.parametrize(
    ("mean", "ci95", "sentence"),
    [
        (
            0.042,
            (0.031, 0.053),
            "21 more of 500 digits right. +4.2 points, 95 % interval 3.1 to 5.3. In 8 repeats: 16 to 27 more. Another "
            "teacher may differ.",
        ),
        (
            -0.012,
            (-0.02, -0.004),
            "6 fewer of 500 digits right. −1.2 points, 95 % interval −2.0 to −0.4. In 8 repeats: 2 to 10 fewer. "
            "Another teacher may differ.",
        ),
        (
            0.003,
            (-0.005, 0.011),
            "We can't tell. +0.3 points, 95 % interval −0.5 to 1.1. 8 repeats are too few, or there is nothing to "
            "find. Anything from −3 to +6 of 500 digits would fit.",
        ),
        (
            0.0,
            (0.0, 0.0),
            "We can't tell. 0.0 points, 95 % interval 0.0 to 0.0. 8 repeats are too few, or there is nothing to find. "
            "Anything from 0 to 0 of 500 digits would fit.",
        ),
    ],
)
def test_the_verdict_is_no_surer_than_its_interval(mean, ci95, sentence):
    assert verdict(result(mean, ci95)) == sentence


def test_where_both_get_all_right_the_advice_is_a_harder_task():
    perfect = with_means(result(0.0, (0.0, 0.0)), 1.0, 1.0)
    said = verdict(perfect.model_copy(update={"experiment": Experiment(steps=20)}))
    assert said.endswith("Both get all 500 digits right. Take fewer labels, or a smaller student.")
    assert "Both get all" not in verdict(with_means(perfect, 1.0, 0.998))


def test_one_seed_shows_nothing():
    assert verdict(result(0.268, None)).startswith("One repeat shows nothing. +26.8 points.")


def test_divergence_comes_before_any_gain():
    where = Divergence(step=37, arm="distilled", seed=3)
    assert "diverged at step 37 (with teacher, seed 3)" in verdict(result(0.5, (0.4, 0.6), where))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gives_the_same_numbers(language):
    text = verdict(result(0.042, (0.031, 0.053)), Translator(language))
    for number in ("+4.2", "3.1", "5.3", "8"):
        assert number in text


def test_arms_that_only_guess_are_no_tie():
    dead = result(0.0, (0.0, 0.0))
    arms = {name: arm.model_copy(update={"mean": 0.1}) for name, arm in dead.arms.items()}
    assert verdict(dead.model_copy(update={"arms": arms})).startswith("No student learned anything")


def test_points_have_a_real_minus_and_nothing_but_zero_is_written_as_zero():
    assert [points(value) for value in (0.0499, -0.0123, -0.0001)] == ["+5.0", "−1.2", "−0.01"]


def test_no_number_is_set_large_that_says_nothing():
    dead = result(0.0, (0.0, 0.0))
    arms = {name: arm.model_copy(update={"mean": 0.1}) for name, arm in dead.arms.items()}
    where = Divergence(step=37, arm="distilled", seed=3)
    for shown, text in (
        (result(0.042, (0.031, 0.053)), "21 more of 500 digits right."),
        (result(0.026, (-0.016, 0.068)), "We can't tell."),
        (result(0.5, (0.4, 0.6), where), "Training diverged"),
        (dead.model_copy(update={"arms": arms}), "Nothing was learned"),
        (result(0.268, None), "One repeat shows nothing."),
    ):
        assert headline(shown, Translator("en")) == text


def with_means(run: RunResult, hard: float, distilled: float) -> RunResult:
    means = {"hard": hard, "smoothed": hard, "distilled": distilled}
    return run.model_copy(
        update={"arms": {name: arm.model_copy(update={"mean": means[name]}) for name, arm in run.arms.items()}}
    )


def test_guesses_that_differ_have_learned_nothing_and_one_arm_above_guessing_has():
    hurt = result(-0.003, (-0.005, -0.001))
    assert learned_nothing(with_means(hurt, 0.102, 0.099))
    assert headline(with_means(hurt, 0.102, 0.099), Translator("en")) == "Nothing was learned"
    assert learned_nothing(with_means(hurt, 0.06, 0.06))
    assert not learned_nothing(with_means(hurt, 0.10, 0.14))


def test_the_advice_for_untrained_students_is_more_steps():
    for steps, advice in ((1, "Train for more steps."), (250, "Try another learning rate, or a larger student.")):
        run = with_means(result(0.0, (0.0, 0.0)), 0.1, 0.1)
        assert verdict(run.model_copy(update={"experiment": Experiment(steps=steps)})).endswith(advice)
    # `run --steps 1`: 13 % is more than guessing, and still too little to compare.
    for gain, advised in ((result(0.009, (-0.013, 0.03)), True), (result(0.02, (0.01, 0.03)), False)):
        barely = with_means(gain, 0.13, 0.139).model_copy(update={"experiment": Experiment(steps=1)})
        assert verdict(barely).endswith("Train for more steps.") is advised


def test_a_sentence_and_its_figures_agree():
    sentence = verdict(result(0.0056, (0.0004, 0.0106)))
    assert "3 more of 500 digits right. +0.6 points, 95 % interval 0.04 to 1.1." in sentence
    assert "0.2 to 5 more" in sentence
    assert "interval 0.003 to 1.1" in verdict(result(0.0055, (0.00003, 0.0106)))
    assert "interval 0.0 to 1.1" in verdict(result(0.0055, (1e-17, 0.0106)))


def test_an_interval_beyond_the_scale_is_cut_and_marked():
    assert interval_ends((-0.887, 1.833)) == ("0.0†", "100.0†")
    assert interval_ends((0.8, 1.01)) == ("80.0", "100.0†")
    assert interval_ends((0.0, 1.0)) == ("0.0", "100.0")
    intervals = (None, (0.0, 1.0), (-0.1, 0.5), (0.5, 1.1))
    assert [cut_note([ci95]) for ci95 in intervals] == ["", "", CUT_SENTENCE, CUT_SENTENCE]


def test_a_teacher_worse_than_its_students_is_named():
    shown = result(-0.7, (-0.8, -0.6))
    bad = shown.model_copy(update={"teacher": shown.teacher.model_copy(update={"accuracy": 0.106})})
    assert verdict(bad).endswith("The teacher itself gets only 10.6 % right, less than students with labels only.")


def test_arms_that_are_one_by_construction_are_no_matter_of_chance():
    same = result(0.0, (0.0, 0.0)).model_copy(update={"experiment": Experiment(alpha=0)})
    assert verdict(same).startswith("Soft weight α is 0.0: nothing beside the labels has a weight")
    assert headline(same, Translator("en")) == "One and the same student"
    one = result(0.0, None).model_copy(update={"experiment": Experiment(kind="relational", batch_size=2)})
    assert verdict(one).startswith("Batch size is 2: two images have one distance and no angle")


def test_reports_say_intervals_raw_and_cut_alike():
    wide = result(0.1, (-0.5, 0.7))
    arm = wide.arms["hard"].model_copy(update={"ci95": (-0.887, 1.833)})
    wide = wide.model_copy(update={"arms": dict.fromkeys(wide.arms, arm)})
    for arms in (run_report(wide)["arms"], {"": row_report(Row("classic", result=wide))["accuracy"]}):
        for each in arms.values():
            assert (each["ci95"], each["ci95_cut"]) == ([-0.887, 1.833], [0.0, 1.0])
    assert "ci95_cut" not in run_report(wide)["gain"]
    assert run_report(result(0.1, None))["arms"]["hard"]["ci95_cut"] is None
    lines = as_text(wide).splitlines()
    assert "0.0† to 100.0† %" in lines[4]
    assert [line for line in lines if line.startswith("†")] == [CUT_SENTENCE]
    assert "†" not in as_text(result(0.1, (0.0, 0.2)))

import pytest

from kdviz.experiment import Experiment
from kdviz.i18n import LANGUAGES, Translator
from kdviz.results import ArmResult, Divergence, Estimate, RunResult, Size, TeacherResult
from kdviz.verdict import points, verdict


def result(mean: float, ci95: tuple[float, float] | None, diverged: Divergence | None = None) -> RunResult:
    arm = ArmResult(accuracy=[0.9] * (8 if ci95 else 1), mean=0.9, ci95=None, nll=0.3, agreement=0.9, kl=0.1)
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
            "Distillation helps: +4.2 points, 95 % interval 3.1 to 5.3 over 8 paired seeds, given this teacher.",
        ),
        (
            -0.012,
            (-0.02, -0.004),
            "Distillation hurts here: −1.2 points, 95 % interval −2.0 to −0.4 over 8 paired seeds, given this teacher.",
        ),
        (
            0.003,
            (-0.005, 0.011),
            "No difference that 8 seeds can show: +0.3 points, 95 % interval −0.5 to 1.1, given this teacher.",
        ),
        (
            0.0,
            (0.0, 0.0),
            "No difference that 8 seeds can show: 0.0 points, 95 % interval 0.0 to 0.0, given this teacher.",
        ),
    ],
)
def test_the_verdict_is_no_surer_than_its_interval(mean, ci95, sentence):
    assert verdict(result(mean, ci95)) == sentence


def test_one_seed_shows_nothing():
    assert verdict(result(0.268, None)).startswith("+26.8 points with one seed, which shows nothing")


def test_divergence_comes_before_any_gain():
    where = Divergence(stage="students", step=37, arm="distilled", seed=3)
    assert "diverged at step 37 (distilled arm, seed 3)" in verdict(result(0.5, (0.4, 0.6), where))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gives_the_same_numbers(language):
    text = verdict(result(0.042, (0.031, 0.053)), Translator(language))
    for number in ("+4.2", "3.1", "5.3", "8"):
        assert number in text


def test_arms_that_only_guess_are_no_tie():
    dead = result(0.0, (0.0, 0.0))
    arms = {name: arm.model_copy(update={"mean": 0.1}) for name, arm in dead.arms.items()}
    assert verdict(dead.model_copy(update={"arms": arms})).startswith("No arm learned anything")


def test_points_have_a_real_minus_and_no_negative_zero():
    assert [points(value) for value in (0.0499, -0.0123, -0.0001)] == ["+5.0", "−1.2", "0.0"]

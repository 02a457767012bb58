"""Caveats beside numbers, so that nobody reads more into them than was measured."""

from collections.abc import Callable, Sequence

from kdviz.catalog import EVERY_SCENE, FINDINGS, KINDS
from kdviz.experiment import Experiment, Problem
from kdviz.experiment.arms import notes
from kdviz.i18n import ENGLISH, Translator
from kdviz.results import Row
from kdviz.verdicts.run import points


def unequal(rows: Sequence[Row], _: Translator = ENGLISH) -> str:
    """Say which kinds had more to learn from than the labelled images and the steps that all have; empty for none."""
    sentences = []
    if others := [_(KINDS[row.kind].title) for row in rows if row.sees_others]:
        text = _(
            "Beside the labelled images, or in place of them, saw as many without a label, found or made up: {kinds}."
        )
        sentences.append(text.format(kinds=_(", ").join(others)))
    for row in rows:
        if row.extra_steps:
            text = _("{steps} steps of the student more, before the others' begin: {kind}.")
            sentences.append(text.format(steps=row.extra_steps, kind=_(KINDS[row.kind].title)))
    return " ".join(sentences)


def kinds_notes(experiments: Sequence[Experiment], say: Callable[[Problem], str], _: Translator = ENGLISH) -> list[str]:
    """Return a sentence for each note on several experiments, once, with its kinds; `say` turns a note into words."""
    said: dict[str, list[str]] = {}
    for experiment in experiments:
        for note in notes(experiment):
            said.setdefault(say(note), []).append(_(experiment.kind_card.title))
    joint = _(", ")
    return [f"{joint.join(dict.fromkeys(kinds))}: {sentence}" for sentence, kinds in said.items()]


def not_as_said(scene: str, _: Translator = ENGLISH) -> str:
    """Say what is said of a scene and did not come out; empty where it did, which readers are to guess and see."""
    found = next((each for each in FINDINGS.get(scene, []) if each.outcome != "shown"), None)
    if found is None:
        return ""
    low, high = found.ci95 or (found.mean, found.mean)
    text = (
        _("It is said that {claim}. Measured here, it was the other way round: {numbers}.")
        if found.outcome == "the other way round"
        else _("It is said that {claim}. Measured here, that was not shown: {numbers}.")
    )
    numbers = _("{gain} points, 95 % interval {low} to {high} over {seeds} paired seeds").format(
        gain=points(found.mean / 100), low=points(low / 100), high=points(high / 100), seeds=found.seeds
    )
    return text.format(claim=_(EVERY_SCENE[scene].claim), numbers=numbers)


def reference_text(experiments: Sequence[Experiment], _: Translator = ENGLISH) -> str:
    """Say whom students are held against where that is not who taught them; empty where it is."""
    said: dict[str, list[str]] = {}
    for card in (each.kind_card for each in experiments):
        said.setdefault(card.caveat, []).append(_(card.title))
    return " ".join(_(text).format(kinds=_(", ").join(kinds)) for text, kinds in said.items() if text)

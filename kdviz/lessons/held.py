"""Whether a reader's answer held against what came out, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.lessons.lesson import Ask, Choice, Do, Ending, Mark, Order, letters
from kdviz.lessons.measured import Difference, Outcome, Values, ending_above, mean, outcome_of, setting
from kdviz.verdicts.guess import told
from kdviz.verdicts.ranking import Shown
from kdviz.verdicts.run import of_test, points, whole


@dataclass(frozen=True)
class Standing:
    """Which options of a choice may hold after what came out, by their letters.

    Attributes
    ----------
    is_open : bool
        Whether that is not settled: several may hold, or the one that may is not shown to.
    lost : str
        The letters of those whose training came to no number.
    """

    letters: str
    is_open: bool
    lost: str = ""


def option_texts(way: Choice, do: Do, _: Translator) -> dict[str, str]:
    """Return what the options of a choice are called, by their letters."""
    blanks = setting(do, _)
    names = letters(len(way.options))
    return {letter: _(text).format(**blanks) for letter, text in zip(names, way.options, strict=True)}


def answer_told(
    ask: Ask,
    answer: str,
    do: Do,
    values: Mapping[str, Values],
    said: Sequence[Outcome],
    difference: Difference,
    shown_better: Shown,
    _: Translator,
) -> str:
    """Say what became of an answer to the question before a step.

    Parameters
    ----------
    values, said : mapping, sequence
        What the step's bars came to, and how its claims came out.
    difference, shown_better : callable
        As `kdviz.measures` has them.
    """
    if isinstance(ask.way, Choice):
        return choice_told(ask.way, answer, standing(ask.way, do, values, said, difference, shown_better), do, _)
    if isinstance(ask.way, Order):
        return _order_told(answer, [values[bar.name] for bar in do.bars[: ask.way.count]], shown_better, _)
    if not isinstance(ask.way, Mark) or (guess := ask.way.guess(answer, do.experiment.data)) is None:
        return ""
    if ask.way.of == "gain":
        gain = outcome_of(do, said, 0)
        return told(guess, gain.difference.mean, do.experiment.data, _) if gain else ""
    if not (row := values[do.bars[0].name]):
        return ""
    value, (low, high) = 100 * mean(row), guess.ends
    text = (
        _("You said {low} to {high} %. It was {value} %: your range held.")
        if low <= round(value, 1) <= high
        else _("You said {low} to {high} %. It was {value} %.")
    )
    return text.format(low=max(0, low), high=min(100, high), value=points(value / 100, signed=False))


def choice_told(way: Choice, answer: str, stands: Standing, do: Do, _: Translator) -> str:
    """Say whether an option is among those that hold, or whether that is open."""
    texts, right = option_texts(way, do, _), stands.letters
    blanks = {"yours": texts[answer], "right": " / ".join(texts[letter] for letter in right) or _("none of these")}
    if answer in stands.lost:
        text = _("You said: {yours}. Its training came to no result.")
    elif way.right == "best":
        text = (
            _("You said: {yours}. None is shown to be better.")
            if answer in right
            else _("You said: {yours}. None is shown to beat {right}.")
        )
    elif answer in right:
        text = _("You said: {yours}. That is still open.") if stands.is_open else _("You said: {yours}. That held.")
    else:
        text = (
            _("You said: {yours}. That did not hold; still open: {right}.")
            if stands.is_open
            else _("You said: {yours}. What came out: {right}.")
        )
    return text.format(**blanks)


def standing(
    way: Choice,
    do: Do,
    values: Mapping[str, Values],
    said: Sequence[Outcome],
    difference: Difference,
    shown_better: Shown,
) -> Standing:
    """Return which options may hold after what came out; bars without numbers are left out of it."""
    if isinstance(way.right, Mapping):
        return right_after(way, [outcome.ending for outcome in said])
    names = letters(len(way.options))
    rows = {letter: values[bar.name] for letter, bar in zip(names, do.bars, strict=False)}
    lost = "".join(letter for letter, row in rows.items() if not row)
    if way.right == "best":
        beaten = {names[two] for _one, two in _better([*rows.values()], shown_better)}
        found = "".join(letter for letter in names if letter not in beaten and letter not in lost)
        return Standing(found, len(found) > 1, lost)
    least, endings = do.claims[0].least or 0.0, dict[str, Ending]()
    for letter in (each for each in names if each not in lost):
        endings[letter] = ending_above(rows[letter], least, difference)
        if endings[letter] == "shown":
            break
    found = "".join(letter for letter, ending in endings.items() if ending != "other")
    return Standing(found, "not shown" in endings.values(), lost)


def right_after(way: Choice, endings: Sequence[Ending]) -> Standing:
    """Return which options may hold where claims end so."""
    assert isinstance(way.right, Mapping)
    right = way.right.get(tuple(endings), letters(len(way.options)))
    return Standing(right, len(right) > 1)


def _better(rows: Sequence[Values], shown_better: Shown) -> list[tuple[int, int]]:
    """Return which rows are shown to be better than which, by their places; one without numbers is not compared."""
    known = [place for place, row in enumerate(rows) if row]
    better = shown_better(tuple(rows[place] for place in known)) if known else []
    return [
        (one, two)
        for one, others in zip(known, better, strict=True)
        for two, is_better in zip(known, others, strict=True)
        if is_better
    ]


def _order_told(answer: str, rows: Sequence[Values], shown_better: Shown, _: Translator) -> str:
    """Say in how many of those pairs that can be told apart an order is right."""
    pairs = _better(rows, shown_better)
    place = {ord(letter) - ord("a"): at for at, letter in enumerate(answer)}
    if not pairs:
        return _("No two of them can be told apart in these repeats.")
    text = _("Your order is right in {right} of {pairs} pairs that can be told apart.")
    return text.format(right=sum(place[one] < place[two] for one, two in pairs), pairs=len(pairs))


def repeats_told(gains: Sequence[float], seeds: int, data: DatasetCard, _: Translator) -> str:
    """Say what the last of some repeats, drawn one by one, means beside those before."""
    last, before = (whole(of_test(gain, data), _, signed=True) for gain in (gains[-1], gains[opposite(gains) or 0]))
    blanks = {"n": len(gains), "last": last, "of": _.number(data.test), "before": (opposite(gains) or 0) + 1}
    if opposite(gains) is not None:
        text = _("Repeat {n} says the opposite: {last} of {of}. Repeat {before} said {other}.")
    elif len(gains) < seeds:
        text = _("Repeat {n}: {last} of {of}. Would you bet on the next?")
    elif all(gains):
        text = _("All {n} repeats point the same way; the last says {last} of {of}.")
    else:
        text = _("No repeat says the opposite of another; {none} of {n} show no difference.")
    return text.format(**blanks, other=before, none=sum(not gain for gain in gains))


def opposite(gains: Sequence[float]) -> int | None:
    """Return the place of the first of some gains to which the last is opposite; one of zero points nowhere."""
    return next((place for place, gain in enumerate(gains) if gain * gains[-1] < 0), None)


def until_opposite(gains: Sequence[float]) -> Sequence[float]:
    """Return some gains up to the first that is opposite to one before it, or all of them."""
    ends = (count for count in range(1, len(gains)) if opposite(gains[:count]) is not None)
    return gains[: next(ends, len(gains))]

"""Whether a reader's answer held against what came out, in words."""

from collections.abc import Mapping, Sequence

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.lessons.lesson import Ask, Choice, Do, Ending, Mark, Order, letters
from kdviz.lessons.measured import Difference, Outcome, Values, ending_above, mean, setting
from kdviz.verdicts.guess import told
from kdviz.verdicts.ranking import Shown
from kdviz.verdicts.run import of_test, points, whole


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
        return choice_told(ask.way, answer, right_letters(ask.way, do, values, said, difference, shown_better), do, _)
    if isinstance(ask.way, Order):
        return _order_told(answer, [values[bar.name] for bar in do.bars[: ask.way.count]], shown_better, _)
    if not isinstance(ask.way, Mark) or (guess := ask.way.guess(answer, do.experiment.data)) is None:
        return ""
    if ask.way.of == "gain":
        return told(guess, said[0].difference.mean, do.experiment.data, _)
    value, (low, high) = 100 * mean(values[do.bars[0].name]), guess.ends
    text = (
        _("You said {low} to {high} %. It was {value} %: your range held.")
        if low <= round(value, 1) <= high
        else _("You said {low} to {high} %. It was {value} %.")
    )
    return text.format(low=max(0, low), high=min(100, high), value=points(value / 100, signed=False))


def choice_told(way: Choice, answer: str, right: str, do: Do, _: Translator) -> str:
    """Say whether an option is among those that hold, by their letters; where they are several, that is open."""
    texts = option_texts(way, do, _)
    blanks = {"yours": texts[answer], "right": " / ".join(texts[letter] for letter in right) or _("none of these")}
    if way.right == "best":
        text = (
            _("You said: {yours}. None is shown to be better.")
            if answer in right
            else _("You said: {yours}. None is shown to beat {right}.")
        )
    elif answer in right:
        text = _("You said: {yours}. That held.") if len(right) == 1 else _("You said: {yours}. That is still open.")
    else:
        text = (
            _("You said: {yours}. What came out: {right}.")
            if len(right) < 2
            else _("You said: {yours}. That did not hold; still open: {right}.")
        )
    return text.format(**blanks)


def right_letters(
    way: Choice,
    do: Do,
    values: Mapping[str, Values],
    said: Sequence[Outcome],
    difference: Difference,
    shown_better: Shown,
) -> str:
    """Return the letters of the options that may hold after what came out: one alone, or several if that is open."""
    if isinstance(way.right, Mapping):
        return right_after(way, [outcome.ending for outcome in said])
    names = letters(len(way.options))
    rows = [values[bar.name] for bar in do.bars[: len(names)]]
    if not all(rows):
        # Where training came to no number, nothing is ruled out.
        return names
    if way.right == "best":
        better = shown_better(tuple(rows))
        return "".join(letter for at, letter in enumerate(names) if not any(others[at] for others in better))
    least, found = do.claims[0].least or 0.0, ""
    for letter, row in zip(names, rows, strict=True):
        ending = ending_above(row, least, difference)
        found += letter if ending != "other" else ""
        if ending == "shown":
            break
    return found


def right_after(way: Choice, endings: Sequence[Ending]) -> str:
    """Return the letters of the options that may hold where claims end so."""
    assert isinstance(way.right, Mapping)
    return way.right.get(tuple(endings), letters(len(way.options)))


def _order_told(answer: str, rows: Sequence[Values], shown_better: Shown, _: Translator) -> str:
    """Say in how many of those pairs that can be told apart an order is right."""
    better = shown_better(tuple(rows)) if all(rows) else []
    place = {ord(letter) - ord("a"): at for at, letter in enumerate(answer)}
    pairs = [(one, two) for one, shown in enumerate(better) for two, is_better in enumerate(shown) if is_better]
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

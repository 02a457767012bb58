"""What is said of own data before anything is trained on it: what it is, what was assumed, and what may be wrong."""

from collections.abc import Iterator, Sequence
from typing import Any

from kdviz.catalog.choice import is_imbalanced
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.data import Column, DataDescription
from kdviz.store.own import OwnData

# Test rows with fewer of which one row is more than a point.
FEW_TESTED = 100
# Names that a sentence repeats.
NAMED = 5
REASONS = {
    "dates": N_("The column {column} holds dates: give numbers, such as the month, to use it."),
    "texts": N_("The column {column} holds many different texts: group them to use it."),
    "identifier": N_("The column {column} differs in every row, as a name does: it is left out."),
    "empty": N_("The column {column} is empty: it is left out."),
}


def summary(told: DataDescription, _: Translator = ENGLISH) -> str:
    """Say in a sentence what a data set is."""
    words = {"rows": _.number(told.rows), "classes": len(told.classes), "columns": len(told.used)}
    if told.is_pictures:
        channels, height, width = told.shape
        text = (
            _("{rows} pictures of {size} pixels in color, {classes} classes.")
            if channels == 3
            else _("{rows} pictures of {size} gray pixels, {classes} classes.")
        )
        return text.format(**words, size=f"{height}×{width}")
    if not told.columns:
        return _("{rows} rows, {classes} classes; numbers in a row: {features}.").format(
            **words, features=told.shape[0]
        )
    return _("{rows} rows, {classes} classes; columns used: {columns}.").format(**words)


def parts(told: DataDescription, _: Translator = ENGLISH) -> str:
    """Say how a data set is parted."""
    text = (
        _("The file parts it: {train} train, {validation} validation, {test} test.")
        if told.own_split
        else _("Parted evenly over the classes: {train} train, {validation} validation, {test} test.")
    )
    train = sum(told.train_per_class)
    return text.format(train=_.number(train), validation=_.number(told.validation), test=_.number(told.test))


def assumed(told: DataDescription, _: Translator = ENGLISH) -> list[str]:
    """Say what was assumed when it was read, and which columns are left out."""
    left_out = [each for each in told.columns if each.reason in REASONS]
    return [each.said.sentence(_) for each in told.assumed] + [
        _(REASONS[each.reason]).format(column=each.name) for each in left_out[:NAMED]
    ]


def remarks(told: DataDescription, _: Translator = ENGLISH) -> list[str]:
    """Say what may be wrong with the data, each with what to do."""
    found = [*_of_rows(told, _), *_of_columns(told, _)]
    if not told.own_split:
        found.append(_("Shares, duplicates and leaks are those of the first split, data seed 0."))
    return found


def _of_rows(told: DataDescription, _: Translator) -> Iterator[str]:
    facts, things = told.facts, _("pictures") if told.is_pictures else _("rows")
    most = max(range(len(told.counts)), key=told.counts.__getitem__)
    text = _("Who always answers “{name}” gets {share} % of the test right: a network must beat that.")
    yield text.format(name=told.classes[most], share=_.number(round(100 * facts.majority)))
    if is_imbalanced(told.train_per_class):
        times = round(max(told.counts) / min(told.counts))
        text = _("The largest class is {times} times the smallest: read the balanced accuracy, or add rare {things}.")
        yield text.format(times=_.number(times), things=things)
    if facts.small:
        text = _("Classes with fewer than 5 {things}: {names}. Add some, or merge them with others.")
        yield text.format(names=_listed(facts.small), things=things)
    if facts.shared:
        text = _("Of the {things} of validation and test, in another part, too: {count}. Remove the duplicates.")
        yield text.format(count=_.number(facts.shared), things=things)
    if facts.contradicting:
        text = _("Equal {things} with different labels: {count}. Check them, no network gets all right.")
        yield text.format(count=_.number(facts.contradicting), things=things)
    if told.test < FEW_TESTED:
        text = _("The test has only {count} {things}, each {share} % of it: add more for narrow intervals.")
        yield text.format(count=told.test, share=_.number(round(100 / told.test, 1)), things=things)


def _of_columns(told: DataDescription, _: Translator) -> Iterator[str]:
    facts = told.facts
    if facts.leak:
        text = _(
            "The column {column} alone tells {share} % of the labels: leave it out, unless it is known beforehand."
        )
        yield text.format(column=facts.leak, share=_.number(round(100 * facts.leaked, 1)))
    if facts.constant:
        text = _("Columns that never change: {names}. Leave them out, they tell nothing.")
        yield text.format(names=_listed(facts.constant))
    if facts.identifiers:
        text = _("Columns that only number the rows: {names}. Leave them out, new rows have other numbers.")
        yield text.format(names=_listed(facts.identifiers))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


def data_report(data: OwnData, *, whole: bool = True) -> dict[str, Any]:
    """Return what ``kdviz data … --json`` prints of a data set; only what it is called and how large unless `whole`."""
    told = data.description
    report: dict[str, Any] = {
        "name": data.title,
        "dataset": data.name,
        "fingerprint": told.fingerprint,
        "file": told.file,
        "rows": told.rows,
        "shape": [*told.shape],
        "classes": dict(zip(told.classes, told.counts, strict=True)),
        "parts": {"train": sum(told.train_per_class), "validation": told.validation, "test": told.test},
    }
    if whole:
        report["columns"] = [_column(each) for each in told.columns]
        report["assumed"] = [
            {"option": each.wish, "value": each.value, "sentence": each.said.sentence()} for each in told.assumed
        ]
        report["remarks"] = remarks(told)
    return report


def _column(column: Column) -> dict[str, Any]:
    kept = {"name": column.name, "use": column.use, "missing": column.missing}
    return (
        kept
        | ({"reason": column.reason} if column.reason else {})
        | ({"categories": [*column.categories]} if column.categories else {})
    )

"""Texts of values: on an axis, in a figure, in a sentence; and the ends of an interval in a table."""

from kdviz.catalog import plain
from kdviz.experiment.vary import varied
from kdviz.i18n import Translator, printable
from kdviz.results import Interval


def value_text(name: str, value: object, _: Translator) -> str:
    """Return a value of the knob `name` in as few characters as tell it from any other."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return _("none")
    if isinstance(value, float):
        return plain(value)
    title = varied(name).titles.get(str(value), "")
    return _(title) or str(value)


def drawn(text: str) -> str:
    """Return `text` for a figure that shows it as it is written: Plotly would read its ``<a href>`` as a link."""
    return printable(text).replace("&", "&amp;").replace("<", "&lt;")


def end_columns(ci95: Interval | None, _: Translator, prefix: str = "", scale: float = 100) -> dict[str, float | None]:
    """Return the columns of an interval's ends, in percent unless another scale is given; empty without one."""
    low, high = ci95 or (None, None)
    columns = {_("lower end"): low, _("upper end"): high}
    return {prefix + title: None if end is None else scale * end for title, end in columns.items()}

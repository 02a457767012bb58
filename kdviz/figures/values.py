"""The text of a knob's value, on an axis or in a sentence."""

from kdviz.catalog import plain
from kdviz.experiment import knob
from kdviz.i18n import Translator


def value_text(name: str, value: object, _: Translator) -> str:
    """Return a value of the knob `name` in as few characters as tell it from any other."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return _("none")
    if isinstance(value, float):
        return plain(value)
    title = knob(name).titles.get(str(value), "")
    return _(title) or str(value)

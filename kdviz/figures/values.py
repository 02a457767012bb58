"""A knob's value, on an axis or in a sentence."""

from kdviz.catalog import plain
from kdviz.i18n import Translator


def value_text(value: object, _: Translator) -> str:
    """Write a knob's value as short as no other is written so."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return _("none")
    return _("all") if value == "all" else plain(value) if isinstance(value, float) else str(value)

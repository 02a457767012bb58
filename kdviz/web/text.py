"""Small texts that pages share."""

from kdviz.catalog import Cost
from kdviz.i18n import Translator


def size_text(cost: Cost, _: Translator) -> str:
    """Say what a network costs in one line."""
    return _("{parameters} parameters · {macs} MACs · {size}").format(
        parameters=f"{cost.parameters:,}", macs=f"{cost.macs:,}", size=bytes_text(cost.bytes)
    )


def bytes_text(count: int) -> str:
    """Write a number of bytes with a unit of thousands."""
    for unit, size in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} B"

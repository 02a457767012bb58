"""The ready-made maps as pictures to pick from, in the colors of what was recorded of them."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from kdviz.i18n import Translator
from kdviz.web.components.shared.modules import component

KEY = "maps"
HTML = """<div class="maps" role="radiogroup" data-testid="maps"></div>"""

_maps = component("maps", HTML, "maps/maps.css")


def map_pictures(
    pictures: Mapping[str, tuple[str, str, Sequence[Sequence[str]]]],
    chosen: str | None,
    take: Callable[[str], object],
    _: Translator,
) -> None:
    """Draw maps to pick from.

    Parameters
    ----------
    pictures : Mapping
        Name of a map to its title, its question and the colors of its cells, in rows from the top.
    chosen : str or None
        The picked one, if any.
    take : callable
        Gets the name of the one that the reader picks.
    """

    def took() -> None:
        name = st.session_state[KEY].get("picked")
        if name in pictures:
            take(name)

    maps = [
        {"name": name, "title": title, "question": question, "colors": colors}
        for name, (title, question, colors) in pictures.items()
    ]
    _maps(
        data={"maps": maps, "chosen": chosen, "words": {"maps": _("Ready-made maps")}}, key=KEY, on_picked_change=took
    )

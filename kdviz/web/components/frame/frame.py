"""Notes on what is on the screen, keys, the way to the projector view and back, and what Streamlit's markup lacks."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kdviz.catalog import DatasetCard, data_set
from kdviz.experiment.settings import Settings, described
from kdviz.i18n import N_, Translator
from kdviz.web.components.glossary.terms import glossary
from kdviz.web.components.shared.modules import component
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.view import change_view, is_projected, keep_screen

KEY = "frame_keys"
HTML = """<div class="frame-keys">
  <button type="button" class="frame-ask">?</button>
  <button type="button" class="frame-leave" hidden>✕</button>
</div>"""
# What stands on several pages, by selectors; a page adds its own.
NOTES = {
    ".st-key-navigation": N_("These lead to the other pages; what you have set stays."),
    ".glossary": N_("Every word that the pages use, each with something to try."),
    ".st-key-language_menu": N_("Everything can be read in these languages."),
    "[class*=st-key-run] [data-testid=stBaseButton-primary]": N_("This trains the students as it is set here."),
    ".st-key-link": N_("The link shows others just what you see."),
    "[class*=_table] button": N_("The numbers behind the figure."),
    ".st-key-others, .st-key-rest, .st-key-folded": N_("Here are the settings that one needs less often."),
    ".st-key-scene": N_("A scene sets everything for one question."),
    "[class*=st-key-][class*=afresh]": N_("The same once more gives the same numbers."),
    "[class*=st-key-][class*=new_seeds]": N_("Other samples and other starts: does the result hold?"),
    "[class*=st-key-][class*=_go_on]": N_("This goes on where the training ended."),
    "[data-testid=stDownloadButton]": N_("A file with the numbers, for other programs."),
    ".curves-legend": N_("A click on a name hides its line."),
    ".curves-plots": N_("A line is how students learned, step by step; drag over it to zoom in."),
    ".run-replay": N_("This goes back to any step of the training."),
    ".gallery-sorts": N_("Which pictures come first."),
    ".gallery-thumbs": N_("A click shows what the networks say of a picture."),
    ".knowledge-slider": N_("The hotter, the flatter the answers."),
    "[data-testid=stDataFrame]": N_("A table; a click on a title sorts it."),
    "[class*=st-key-title_]": N_("A title of your own; others see it, too."),
    "[class*=st-key-][class*=open] button": N_("This shows it on the page Train, with all its details."),
    ".st-key-delete, .st-key-sweep_edit": N_("What is deleted here is gone for good."),
    "[class*=st-key-cost_by]": N_("In what the size of a network is counted."),
    ".st-key-results [data-testid=stExpander] summary": N_("Every number of the result is in here."),
}
KEYS = {
    "?": N_("shows or hides what everything is"),
    "P": N_("shows the page for a projector, and back"),
    "Ctrl + Enter": N_("begins to train"),
    "Esc": N_("stops the training, or closes this"),
    "← →": N_("move a slider, or go from picture to picture"),
}
# What Streamlit calls its own controls, for who hears them; "…" is what an option is called.
LABELS = {
    "Open": N_("Open the list"),
    "Clear value": N_("Clear the choice"),
    "Clear all": N_("Remove all"),
    "Remove …": N_("Remove …"),
    "Choose an option": N_("Choose one"),
    "Choose or add an option": N_("Choose or type one"),
    "Selected values": N_("Chosen values"),
    "Increment": N_("More"),
    "Decrement": N_("Less"),
    "Shortcut Ctrl + Enter": N_("Ctrl and Enter press it, too"),
}

_frame = component("frame", HTML, "frame/frame.css", "glossary/glossary.css")


def frame(notes: Mapping[str, str], _: Translator) -> None:
    """Draw the button for the notes and the words and, in a hall, the one that leads back.

    Parameters
    ----------
    notes : mapping of str to str
        The page's own notes: marked sentences by CSS selectors.
    """
    values = st.session_state
    data = data_set(values[f"{PREFIX}dataset"]) if f"{PREFIX}dataset" in values else None
    helps = {f".st-key-{PREFIX}{name}": text for name, text in _helps(data).items()}
    told: dict[str, Any] = {
        # The page's own come first: they say more.
        "notes": [[selector, _(text)] for selector, text in {**notes, **helps, **NOTES}.items()],
        "glossary": glossary(_),
        "labels": {said: _(text) for said, text in LABELS.items()},
        "keys": [[key, _(text)] for key, text in KEYS.items()],
        "language": _.language.replace("_", "-"),
        "projected": is_projected(),
        "words": {
            "ask": _("What is what? (?)"),
            "leave": _("Leave the projector view (P)"),
            "pages": _("Pages"),
        },
    }
    _frame(
        data=told,
        key=KEY,
        on_projected_change=change_view,
        on_screen_change=lambda: keep_screen(st.session_state[KEY].get("screen")),
    )


def _helps(data: DatasetCard | None) -> dict[str, str]:
    """Return the help of each knob that has one, as it is on `data` if that is chosen.

    Nobody asks for a range here: to look for every data set that may have been got took 4 ms of each page.
    """
    found = ((name, described(name)) for name in Settings.model_fields)
    return {name: text for name, knob in found if (text := (knob.on(data) if data else knob).help)}

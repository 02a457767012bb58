"""The page Tune."""

from kdviz.i18n import N_
from kdviz.web.parts.notes import HOW
from kdviz.web.session.pages import Page
from kdviz.web.views.tune.address import ENTRIES

NOTES = {
    **HOW,
    ".st-key-trials": N_("Each mark is a setting that was tried; the brighter its color, the better it did."),
    ".st-key-goal": N_("What to look for: the most accurate student, or the smallest that is good enough."),
    ".st-key-limits": N_("These limit what a student may cost: bytes, by their kind, calculations, or time."),
    ".st-key-varied": N_("Which settings may change, and how long to search."),
    ".st-key-yours": N_("What you would choose yourself; the search must beat it."),
}
PAGE = Page(
    "tune",
    N_("Tune"),
    ":material/tune:",
    order=6,
    entries=ENTRIES,
    figures=(".st-key-judged", ".st-key-trials"),
    notes=NOTES,
)

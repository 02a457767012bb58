"""The page Compress."""

from kdviz.i18n import N_
from kdviz.web.parts.notes import GUESS, HOW, TAKE
from kdviz.web.session.pages import Page
from kdviz.web.views.compress.address import ENTRIES

NOTES = {
    **TAKE,
    **GUESS,
    **HOW,
    ".st-key-compression": N_("Each line is a student on its way: a cut, a tuning, fewer bits."),
    ".st-key-compress_scene": N_("A ready-made question, with the pipelines that answer it."),
    ".st-key-bits": N_("Drag to fewer bits: every weight moves to the nearest line, and some answers flip."),
    ".st-key-pipelines": N_("What the student goes through, stage by stage; each is a pipeline."),
    ".st-key-stop_compression": N_("This ends the training."),
    ".st-key-compress_controls": N_("The grey marks are what each student is held against."),
    ".st-key-compress_bytes": N_("What is counted: numbers, bits, or a file."),
}
PAGE = Page(
    "compress",
    N_("Compress"),
    ":material/compress:",
    order=5,
    entries=ENTRIES,
    figures=(".st-key-compression",),
    notes=NOTES,
)

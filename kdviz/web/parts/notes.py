"""The notes on parts that several pages share, for the “?” of each page."""

from kdviz.i18n import N_

GUESS = {
    ".guess-mark": N_("Drag this to your guess, or use the arrow keys; Enter locks it in."),
    ".guess-give": N_("How far off your guess may be."),
    ".guess-lock": N_("This keeps your guess until the result is there."),
}
HOW = {".st-key-how": N_("How the count came about, and what it is worth.")}

"""The notes on parts that several pages share, for the “?” of each page."""

from kdviz.i18n import N_

GUESS = {
    ".guess-mark": N_("Drag this to your guess, or use the arrow keys; Enter locks it in."),
    ".guess-give": N_("How far off your guess may be."),
    ".guess-lock": N_("This keeps your guess until the result is there."),
}
HOW = {".st-key-how": N_("How the count came about, and what it is worth.")}
TAKE = {
    ".st-key-take summary": N_("The student as a file, and how fast it answers."),
    ".st-key-take_format": N_("What other programs are to read."),
    ".st-key-take_whose": N_("Which of the students is written."),
    ".st-key-take_seed": N_("Whose images and first weights it learned with."),
    ".st-key-take_make": N_("A worker writes the file and runs it on all test samples."),
    ".st-key-take_stop": N_("This ends the verification."),
    "[class*=st-key-take_file]": N_("The file, as it was verified."),
}

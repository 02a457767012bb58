"""The HTML page with the student in 8-bit integers."""

from kdviz.exports.format import StudentFormat
from kdviz.exports.formats.html import UNRUN, write_integers
from kdviz.i18n import N_

FORMAT = StudentFormat(
    name="html-int8",
    title=N_("HTML page, 8-bit integers"),
    summary=N_("The same page with a quarter of the numbers."),
    place=41,
    write=write_integers,
    answers="kdviz.exports.checks.page:of_integers",
    caveat=UNRUN,
)

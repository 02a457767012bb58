"""The page Temperature."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page
from kdviz.web.views.lab.address import ENTRIES

NOTES = {
    ".lab-sources": N_("Here you choose what the networks look at."),
    ".lab-more > summary": N_("More ways to sort and compare the pictures are in here."),
    ".lab-head": N_("The networks saw this picture; its label is the right answer."),
    ".bars-legend": N_("The teacher is large; both students are small."),
    ".lab-bars > svg": N_("A bar is how likely a network thinks a class is; strokes span the seeds."),
    ".lab-slider": N_("The temperature divides the scores: the hotter, the flatter the answers."),
    "[data-subject=numbers] > summary": N_("How undecided each network is, as numbers."),
    "[data-subject=loss] > summary": N_("What a student is told by labels and by the teacher."),
    ".lab-settings": N_("How much a student listens to the teacher, and how its term is scaled."),
    "[data-subject=matching] > summary": N_("Where the teacher's answers become its scores."),
    "[data-subject=atlas] > summary": N_("Which classes the teacher takes for one another."),
    ".st-key-fold_optimizers summary": N_("Real students show whether a factor before the loss matters."),
    ".st-key-train_optimizers": N_("This trains students by two optimizers, with four factors each."),
    ".st-key-fold_words summary": N_("How sixteen systems write this loss."),
}
PAGE = Page("lab", N_("Temperature"), ":material/thermostat:", order=2, entries=ENTRIES, figures=(".lab",), notes=NOTES)

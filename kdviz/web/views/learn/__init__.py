"""The page Learn: the home page, and the lessons."""

from kdviz.i18n import N_
from kdviz.web.session.pages import Page

NOTES = {
    ".story-digits": N_("Tap what you read; the keys 0 to 9 do, too."),
    ".story-heat": N_("The temperature divides the scores: the hotter, the flatter the answers."),
    ".story-bets": N_("Bet before you see it."),
    ".story-next": N_("This goes on; so does the key Page Down."),
    ".story-again": N_("This trains new students now, with other digits and another start."),
    ".story-lesson": N_("Lessons ask you first, then train, then ask why."),
    ".story-lab, .story-skip": N_("There you set everything yourself."),
    ".story-steps": N_("The five parts of the story; go to any of them."),
    ".story-picture": N_("All of it is real: a digit, a teacher, and students that were trained."),
}
PAGE = Page(
    "learn",
    N_("Learn"),
    ":material/school:",
    order=0,
    figures=(".story",),
    notes=NOTES,
    is_experiment=False,
)

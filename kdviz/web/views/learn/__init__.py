"""The page Learn: the home page, and the lessons."""

from kdviz.i18n import N_
from kdviz.web.parts.notes import GUESS, HOW
from kdviz.web.session.pages import Page
from kdviz.web.views.learn.address import ENTRIES
from kdviz.web.views.learn.menu import MENU, show_menu

NOTES = {
    **GUESS,
    **HOW,
    f".st-key-{MENU}": N_("All lessons, in their order. A tick: you have done all of its steps."),
    ".story-digits": N_("Tap what you read; the keys 0 to 9 do, too."),
    ".story-heat": N_("The temperature divides the scores: the hotter, the flatter the answers."),
    ".story-bets": N_("Bet before you see it."),
    ".story-next": N_("This goes on; so does the key Page Down."),
    ".story-again": N_("This trains new students now, with other digits and another start."),
    ".story-lesson": N_("Lessons ask you first, then train, then ask why."),
    ".story-lab, .story-skip": N_("There you set everything yourself."),
    ".story-steps": N_("The five parts of the story; go to any of them."),
    ".story-picture": N_("All of it is real: a digit, a teacher, and students that were trained."),
    ".st-key-lesson_back": N_("The step before; nothing is lost."),
    ".st-key-lesson_next": N_("The next step, also without an answer to this one."),
    ".st-key-lesson_go": N_("Trains what the question is about; it takes seconds."),
    ".st-key-lesson_sheet": N_("All questions on paper, with room for answers."),
    ".order": N_("Drag the cards, or move them with the arrow keys; the button keeps your order."),
    ".tap": N_("A real digit; one can be picked where there are several."),
    "[class*=st-key-lesson_choice_]": N_("Pick one; you can change it until you see the result."),
    "[class*=st-key-lesson_free_]": N_("What you may set in this task."),
    "[class*=st-key-why_]": N_("Pick a reason; the answer says whether the run bears it out."),
    ".st-key-lesson_figure": N_("Each dot is a repeat. The bar is the mean with its 95 % interval."),
}
PAGE = Page(
    "learn",
    N_("Learn"),
    ":material/school:",
    order=0,
    entries=ENTRIES,
    figures=(
        ".story",
        ".st-key-lesson_repeats",
        ".st-key-lesson_gesture",
        ".st-key-lesson_figure",
        ".st-key-lesson_hall",
    ),
    notes=NOTES,
    is_experiment=False,
    menu=show_menu,
)

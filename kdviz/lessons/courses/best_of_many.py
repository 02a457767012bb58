"""A further lesson: what the best of many settings is worth on digits that it was not chosen on."""

from kdviz.experiment import Experiment, Search
from kdviz.experiment.search import Budget
from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Bar, Claim, Do, Free, Lesson, Mark, Reason, TakeAway, Told, Why
from kdviz.lessons.told import MORE

MANY = Search.of(Experiment(), {}, Budget(2000))
BEST, HAND = (
    Bar("best", N_("best found, trained anew"), of="best"),
    Bar("hand", N_("usual setting, trained anew"), of="by_hand"),
)
CHOSEN = Bar("chosen", N_("best found, in the search"), of="searched:best")
THEN = Bar("then", N_("usual setting, in the search"), of="searched:by_hand")
LESSON = Lesson(
    N_("How good is the best of many?"),
    (
        Ask(
            N_("A search tries hundreds of settings. How many more of {of} new digits will the best one read?"), Mark()
        ),
        Do(
            N_("Search among {students} students, then train the best and the usual setting anew."),
            MANY,
            (BEST, HAND, CHOSEN, THEN),
            (
                Claim("best", "hand", MORE),
                Claim(
                    "chosen",
                    "then",
                    Told(
                        N_("When it was chosen, it was ahead by {gain} points."),
                        N_("When it was chosen, no lead was shown: {gain} points."),
                        N_("When it was chosen, it was behind: {gain} points."),
                    ),
                ),
            ),
            go=N_("Search"),
        ),
        Why(
            N_("Why does a winner look better when it is chosen than later?"),
            (
                Reason(N_("The luckiest of many wins"), N_("Yes. Luck with those digits does not return."), holds=True),
                Reason(N_("It forgets what it learned"), N_("No. It was trained anew, in the same way.")),
                Reason(N_("New digits are harder"), N_("No. The usual setting met the same new digits.")),
            ),
        ),
        Do(
            N_("Your task: a search large enough that its winner is shown to be better."),
            MANY,
            (BEST, HAND),
            (Claim("best", "hand", MORE),),
            free=(Free("budget", (50, 200, 2000)),),
            solution={"budget": 2000},
            go=N_("Search"),
        ),
        TakeAway(N_("Who tries much meets luck. Judge the best on what it was not chosen on."), "tune"),
    ),
)

"""Sentences that lessons share: of a gain, a goal, the smallest that reaches it, and the bars of two students."""

from kdviz.i18n import N_
from kdviz.lessons.lesson import Bar, Claim, Right, Told

PAIR = (Bar("taught", N_("with teacher")), Bar("labels", N_("labels only"), of="hard"))
MORE = Told(
    shown=N_("{more} more of {of} digits right. In {n} repeats: {low} to {high} more."),
    not_shown=N_("We can't tell. Anything from {low} to {high} of {of} digits would fit."),
    other=N_("{more} fewer of {of} digits right. Help hurts here: {low} to {high} fewer."),
)
REACHED = Told(
    shown=N_("Done: {first} % right, and all of the interval is above {least} %."),
    not_shown=N_("{first} % right, but its interval reaches below {least} %. Try another setting."),
    other=N_("{first} % right, less than {least} %. Try another setting."),
)
MIDDLE = Told(
    shown=N_("The middle one is enough: {first} %, and all of its interval is above {least} %."),
    not_shown=N_("The middle one may be enough: {first} %, but its interval reaches below {least} %."),
    other=N_("The middle one is too small: {first} %, less than {least} %."),
)
SMALLER = Told(
    shown=N_("The next smaller one is enough, too: {first} %."),
    not_shown=N_("The next smaller one may be enough: {first} %."),
    other=N_("The next smaller one is too small: {first} %."),
)
HELPS = Claim("taught", "labels", MORE)


def goal(least: float, bar: str = "taught") -> Claim:
    """Return the claim that a bar is above a share of `least`."""
    return Claim(bar, "", REACHED, least)


def either(shown: str, other: str) -> Right:
    """Return which option holds as one claim ends; none is ruled out where it is not shown."""
    return {("shown",): shown, ("other",): other}

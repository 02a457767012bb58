"""The verdict of a search in words, no surer than its intervals."""

from kdviz.experiment import knob
from kdviz.experiment.search import Goal, Settings
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.search import SearchRecord, SearchResult
from kdviz.verdicts.run import gain_points, points

COST_WORDS = {"bytes": N_("bytes"), "macs": N_("MACs")}


def search_verdict(record: SearchRecord, _: Translator = ENGLISH) -> str:
    """Say what a search shows, and what it does not."""
    result = record.result
    if result is None:
        return ""
    said = [] if result.met else [_("No setting that was tried meets the goal; this one is the most accurate.")]
    said.append(found(result, _))
    if result.optimism and result.optimism.ci95 and result.optimism.ci95[0] > 0:
        text = _("The score it was chosen by was {optimism} points too good.")
        said.append(text.format(optimism=points(result.optimism.mean, signed=False)))
    if result.ended_early:
        said.append(_("Time was up before all students were trained."))
    return " ".join(said)


def found(result: SearchResult, _: Translator = ENGLISH) -> str:
    """Say whether the setting that was chosen beats the one by hand on fresh seeds."""
    if result.gain is None:
        return _("A student diverged on fresh seeds: choose a smaller learning rate.")
    if result.best.settings == result.by_hand.settings:
        return _("Nothing better was found than the setting by hand.")
    blanks = {"settings": settings_text(result.best.settings, _), "gain": gain_points(result.gain, _)}
    if result.gain.ci95 is None or result.gain.ci95[0] <= 0 <= result.gain.ci95[1]:
        text = _("On fresh seeds it is not shown to beat the setting by hand: {gain}.")
    elif result.gain.mean > 0:
        text = _("{settings} beats the setting by hand on fresh seeds: {gain}.")
    else:
        text = _("{settings} is worse than the setting by hand on fresh seeds: {gain}.")
    return text.format(**blanks)


def settings_text(settings: Settings, _: Translator = ENGLISH) -> str:
    """Write settings in a line, each knob as it is called on the page."""
    return _(", ").join(f"{_(knob(name).label)} {value}" for name, value in settings.items())


def goal_text(goal: Goal, _: Translator = ENGLISH) -> str:
    """Say what is searched for."""
    limits = [
        _("at most {limit} {cost}").format(limit=f"{limit:,.12g}", cost=_(COST_WORDS[name]))
        for name, limit in goal.at_most.items()
    ]
    if goal.at_least is not None:
        limits.append(_("at least {percent} % right").format(percent=f"{goal.at_least:g}"))
    if goal.lose_at_most is not None:
        limits.append(_("at most {points} points lost").format(points=f"{goal.lose_at_most:g}"))
    aim = _("The smallest student") if goal.is_smallest else _("The most accurate student")
    return _(", ").join([aim, *limits])

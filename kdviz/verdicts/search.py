"""The verdict of a search in words, no surer than its intervals."""

from kdviz.experiment.goal import Goal
from kdviz.experiment.search import Settings
from kdviz.experiment.vary import varied
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.search import SearchRecord, SearchResult, Trial
from kdviz.verdicts.run import gain_points, of_test, points, things, whole

COST_WORDS = {"bytes": N_("bytes"), "macs": N_("MACs"), "us": N_("µs")}


def search_verdict(record: SearchRecord, _: Translator = ENGLISH) -> str:
    """Say what a search shows, and what it does not."""
    result = record.result
    if result is None:
        return ""
    said = [] if result.met else [_("No setting that was tried meets the goal; this one is the most accurate.")]
    said.append(found(result, _))
    if result.optimism and result.optimism.ci95 and result.optimism.ci95[0] > 0:
        said.append(optimism_told(result, _))
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


def judgement_told(record: SearchRecord, _: Translator = ENGLISH) -> str:
    """Say in a short headline how the winner did against the setting by hand on fresh seeds."""
    result = record.result
    if result is None or result.gain is None:
        return search_verdict(record, _)
    data = record.search.experiment.data
    if result.best.settings == result.by_hand.settings:
        return _("The search found nothing better than your choice.")
    if result.gain.ci95 is None or result.gain.ci95[0] <= 0 <= result.gain.ci95[1]:
        return _("The search is not shown to beat your choice.")
    more = whole(abs(of_test(result.gain.mean, data)), _)
    text = (
        _("The search beats your choice: {more} more of {of} {things} right.")
        if result.gain.mean > 0
        else _("Your choice beats the search: {more} more of {of} {things} right.")
    )
    return text.format(more=more, of=_.number(data.test), things=things(data, _))


def optimism_told(result: SearchResult, _: Translator = ENGLISH) -> str:
    """Say by how much the score that the winner was chosen by is too good, or that this is not shown."""
    if result.optimism is None:
        return ""
    if result.optimism.ci95 is None or result.optimism.ci95[0] <= 0:
        return _("Optimism: it is not shown that the score it was chosen by was too good.")
    text = _("Optimism: the score it was chosen by was {points} points too good.")
    return text.format(points=points(result.optimism.mean, signed=False))


def chosen_trial(record: SearchRecord) -> Trial | None:
    """Return the trial that was judged; None before that."""
    if record.result is None:
        return None
    return next((trial for trial in record.trials if trial.settings == record.result.best.settings), None)


def best_told(trial: Trial | None, _: Translator = ENGLISH, *, ended: bool = False) -> str:
    """Say how the best so far does, or the one that was chosen in the end."""
    if trial is None:
        return _("Somewhere here is the best setting. Place your choice, then press Run.")
    text = _("Best so far: {accuracy} % of the validation images right.")
    if ended:
        text = _("Chosen: {accuracy} % of the validation images right.")
    elif trial.number == 0:
        text = _("Best so far is your choice: {accuracy} % of the validation images right.")
    return text.format(accuracy=points(trial.mean, signed=False))


def importance_told(result: SearchResult, _: Translator = ENGLISH) -> str:
    """Say which knob matters most, if that is shown."""
    if not result.importance:
        return _("Too few settings were tried to tell which knobs matter.")
    name, share = max(result.importance.items(), key=lambda item: item[1].mean)
    if len(result.importance) == 1:
        return _("Only one knob varied.")
    others = max(other.mean for each, other in result.importance.items() if each != name)
    if share.ci95 is None or share.ci95[0] <= others:
        return _("Which knob matters most is not shown.")
    text = _("{knob} matters most: {share} % of what makes a setting good.")
    return text.format(knob=_(varied(name).label), share=f"{100 * share.mean:.0f}")


def one_seed_lesson(result: SearchResult, _: Translator = ENGLISH) -> str:
    """Say in three sentences what a choice on one seed would have been worth."""
    if result.one_seed is None:
        return _("This search had one repeat alone, so its winner may be luck.")
    sentences = [
        _("Chosen on one repeat, the winner would have looked {points} points too good."),
        _("Here {trials} settings were tried, and the luckiest of many looks good."),
        _("More repeats take the luck away: the winner here looked {optimism} points too good."),
    ]
    optimism = points(result.optimism.mean, signed=False) if result.optimism else "–"
    blanks = {
        "points": points(result.one_seed.mean, signed=False),
        "trials": _.number(result.trials),
        "optimism": optimism,
    }
    return " ".join(sentence.format(**blanks) for sentence in sentences)


def settings_text(settings: Settings, _: Translator = ENGLISH) -> str:
    """Write settings in a line, each knob as it is called on the page."""
    return _(", ").join(f"{_(varied(name).label)} {_number_text(value)}" for name, value in settings.items())


def _number_text(value: object) -> str:
    """Write a value; three digits of a number say enough."""
    return f"{float(f'{value:.3g}'):g}" if isinstance(value, float) else str(value)


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

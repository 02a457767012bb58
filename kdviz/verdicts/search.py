"""The verdict of a search in words, no surer than its intervals."""

import math
from collections.abc import Iterator

from kdviz.experiment.search import Search, Settings
from kdviz.experiment.vary import varied
from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results import Estimate
from kdviz.results.search import Judged, SearchRecord, SearchResult, Trial
from kdviz.verdicts.run import gain_points, interval_ends, interval_text, of_test, points, things, whole

# By `kdviz.experiment.search.Search.unit`.
COST_WORDS = {
    "packed": N_("packed bytes"),
    "parameters": N_("bytes of parameters"),
    "macs": N_("MACs"),
    "us": N_("µs"),
}


def search_verdict(record: SearchRecord, _: Translator = ENGLISH) -> str:
    """Say what a search shows, and what it does not."""
    result = record.result
    if result is None:
        return ""
    said = [] if result.met else [_("No setting that was tried meets the goal; this one is the most accurate.")]
    said += goal_told(record, _)
    if not _is_smallest(record):
        said.append(_found(result, _))
    said.append(optimism_told(result, _))
    return " ".join(filter(None, [*said, time_told(record, _)]))


def time_told(record: SearchRecord, _: Translator = ENGLISH) -> str:
    """Say whether time was up before the budget was spent, and why a search took longer than it may."""
    result, wall = record.result, record.search.wall
    if result is None:
        return ""
    said = [_("Time was up before all students were trained.")] if result.ended_early else []
    if (over := result.overtime) and wall is not None:
        said.append(
            _("It took {seconds} s, over its limit of {limit} s.").format(
                seconds=f"{over.seconds:.1f}", limit=f"{wall:g}"
            )
        )
        text = _("The judgement, which is never cut short, took {judged} s of these.")
        if over.judged_from > wall:
            text = _("Its judgement could not begin before second {begun}.")
        said.append(text.format(judged=f"{over.seconds - over.judged_from:.1f}", begun=f"{over.judged_from:.1f}"))
    return " ".join(said)


def _is_small_enough(record: SearchRecord) -> bool:
    """Return whether the winner was chosen by its size among those that are accurate enough."""
    result = record.result
    return record.search.goal.is_smallest and result is not None and result.met and result.gain is not None


def _is_smallest(record: SearchRecord) -> bool:
    """Return whether its size is the finding: where the setting by hand misses the goal, the winner may be larger."""
    result = record.result
    if result is None or not _is_small_enough(record):
        return False
    return _is_by_hand(result) or _bytes(record, result.best) < _bytes(record, result.by_hand)


def _is_by_hand(result: SearchResult) -> bool:
    return result.best.settings == result.by_hand.settings


def goal_told(record: SearchRecord, _: Translator = ENGLISH) -> list[str]:
    """Say what the goal asked for: sizes, whether fresh seeds keep what must be kept, and what is over a limit."""
    search, result = record.search, record.result
    if result is None:
        return []
    said = [
        _("The setting by hand takes {cost} {unit}, over the limit of {limit}.").format(
            cost=_amount(search.cost(result.by_hand.settings, name)),
            unit=cost_unit(search, name, _),
            limit=_amount(limit),
        )
        for name, limit in search.goal.at_most.items()
        if search.cost(result.by_hand.settings, name) > limit
    ]
    if not _is_small_enough(record):
        return said
    if _is_by_hand(result):
        said.append(
            _("Time was up before a smaller setting was found that is accurate enough.")
            if result.ended_early
            else _("No smaller setting that was tried is accurate enough.")
        )
    else:
        text = _("{settings} takes {best} {unit}; the setting by hand takes {by_hand}.")
        sizes = {name: _amount(_bytes(record, judged)) for name, judged in _both(result).items()}
        told = {"settings": settings_text(result.best.settings, _), "unit": cost_unit(search, "bytes", _)}
        said.append(text.format(**told, **sizes))
    return said + [text for _kept, text in _floors(record, _)]


def is_kept(record: SearchRecord) -> bool | None:
    """Return whether the winner keeps on fresh seeds what the goal wants; None if that is nothing or not shown."""
    kept = [each for each, _text in _floors(record, ENGLISH)]
    if False in kept:
        return False
    return None if None in kept or not kept else True


def _floors(record: SearchRecord, _: Translator) -> Iterator[tuple[bool | None, str]]:
    """Yield for each of the goal's floors whether the interval on fresh seeds keeps it; and say so."""
    goal, result = record.search.goal, record.result
    if result is None or result.gain is None or result.best.fresh is None:
        return
    if goal.at_least is not None:
        fresh = result.best.fresh
        kept = _is_above(fresh, goal.at_least / 100)
        text = {
            True: _("On fresh seeds it keeps at least {percent} % right: {found}."),
            None: _("On fresh seeds it is not shown to keep at least {percent} % right: {found}."),
            False: _("On fresh seeds it does not keep at least {percent} % right: {found}."),
        }[kept]
        found = f"{points(fresh.mean, signed=False)} % ({interval_text(fresh.ci95, _)})"
        yield kept, text.format(percent=f"{goal.at_least:g}", found=found)
    if goal.lose_at_most is not None and not _is_by_hand(result):
        kept = _is_above(result.gain, -goal.lose_at_most / 100)
        text = {
            True: _("On fresh seeds it loses at most {points} points: {gain}."),
            None: _("On fresh seeds it is not shown to lose at most {points} points: {gain}."),
            False: _("On fresh seeds it loses more than {points} points: {gain}."),
        }[kept]
        yield kept, text.format(points=f"{goal.lose_at_most:g}", gain=gain_points(result.gain, _))


def _is_above(estimate: Estimate, floor: float) -> bool | None:
    """Return whether all of an interval is at least `floor`, or none of it; None where it is on both sides."""
    low, high = estimate.ci95 or (-math.inf, math.inf)
    if low >= floor:
        return True
    return False if high < floor else None


def is_positive(estimate: Estimate) -> bool | None:
    """Return whether all of an interval is above zero, or none of it; None where it holds zero."""
    low, high = estimate.ci95 or (-math.inf, math.inf)
    return None if low <= 0 <= high else low > 0


def _both(result: SearchResult) -> dict[str, Judged]:
    return {"best": result.best, "by_hand": result.by_hand}


def _bytes(record: SearchRecord, judged: Judged) -> float:
    return record.search.cost(judged.settings, "bytes")


def cost_unit(search: Search, cost: str, _: Translator = ENGLISH) -> str:
    """Return what a cost of a search's students is counted in, bytes by their kind."""
    return _(COST_WORDS[search.unit(cost)])


def cost_text(search: Search, cost: str, amount: float, _: Translator = ENGLISH) -> str:
    """Write so much of a cost."""
    return _("{amount} {unit}").format(amount=_amount(amount), unit=cost_unit(search, cost, _))


def _amount(number: float) -> str:
    return f"{round(number, 1):,.12g}"


def _found(result: SearchResult, _: Translator) -> str:
    """Say whether the setting that was chosen beats the one by hand on fresh seeds."""
    if result.gain is None:
        return _("A student diverged on fresh seeds: choose a smaller learning rate.")
    if _is_by_hand(result):
        if result.ended_early:
            return _("Time was up before anything better was found than the setting by hand.")
        return _("Nothing better was found than the setting by hand.")
    blanks = {"settings": settings_text(result.best.settings, _), "gain": gain_points(result.gain, _)}
    text = {
        True: _("{settings} beats the setting by hand on fresh seeds: {gain}."),
        None: _("On fresh seeds it is not shown to beat the setting by hand: {gain}."),
        False: _("{settings} is worse than the setting by hand on fresh seeds: {gain}."),
    }[is_positive(result.gain)]
    return text.format(**blanks)


def judgement_told(record: SearchRecord, _: Translator = ENGLISH) -> str:
    """Say in a short headline how the winner did against the setting by hand on fresh seeds."""
    result = record.result
    if result is None or result.gain is None:
        return search_verdict(record, _)
    if _is_smallest(record):
        return _size_headline(record, result, _)
    if result.met:
        return _accuracy_headline(record, result, result.gain, _)
    return _("No setting that was tried meets the goal.")


def _accuracy_headline(record: SearchRecord, result: SearchResult, gain: Estimate, _: Translator) -> str:
    if _is_by_hand(result):
        if result.ended_early:
            return _("Time was up before the search found anything better than your choice.")
        return _("The search found nothing better than your choice.")
    beats, data = is_positive(gain), record.search.experiment.data
    if not beats and not record.search.allows(result.by_hand.settings):
        return _("The search found a setting within the limits; your choice is over them.")
    if beats is None:
        return _("The search is not shown to beat your choice.")
    more = whole(abs(of_test(gain.mean, data)), _)
    text = (
        _("The search beats your choice: {more} more of {of} {things} right.")
        if beats
        else _("Your choice beats the search: {more} more of {of} {things} right.")
    )
    return text.format(more=more, of=_.number(data.test), things=things(data, _))


def _size_headline(record: SearchRecord, result: SearchResult, _: Translator) -> str:
    if _is_by_hand(result):
        if result.ended_early:
            return _("Time was up before the search found anything smaller than your choice.")
        return _("The search found nothing smaller than your choice.")
    text = {
        True: _("A student of {best} {unit} keeps the goal; yours takes {by_hand}."),
        None: _("A student of {best} {unit} is not shown to keep the goal; yours takes {by_hand}."),
        False: _("A student of {best} {unit} misses the goal; yours takes {by_hand}."),
    }[is_kept(record)]
    sizes = {name: _amount(_bytes(record, judged)) for name, judged in _both(result).items()}
    return text.format(unit=cost_unit(record.search, "bytes", _), **sizes)


def optimism_told(result: SearchResult, _: Translator = ENGLISH) -> str:
    """Say by how much the score that the winner was chosen by is too good, or that this is not shown."""
    if result.optimism is None:
        return ""
    text = {
        True: _("Optimism: the score it was chosen by was {points} points too good."),
        None: _("Optimism: it is not shown that the score it was chosen by was too good."),
        False: _("Optimism: the score it was chosen by was {points} points too low, not too good."),
    }[is_positive(result.optimism)]
    return text.format(points=points(abs(result.optimism.mean), signed=False))


def chosen_trial(record: SearchRecord) -> Trial | None:
    """Return the trial that was judged; None before that."""
    if record.result is None:
        return None
    return next((trial for trial in record.trials if trial.settings == record.result.best.settings), None)


def best_told(trial: Trial | None, _: Translator = ENGLISH, *, begun: bool = False, ended: bool = False) -> str:
    """Say how the best so far does, or the one that was chosen in the end; before there is one, what to do or await."""
    if trial is None and begun:
        return _("Somewhere here is the best setting. The search has begun.")
    if trial is None:
        return _("Somewhere here is the best setting. Place your choice, then press Run.")
    text = _("Best so far: {accuracy} of the validation part right.")
    if ended:
        text = _("Chosen: {accuracy} of the validation part right.")
    elif trial.number == 0:
        text = _("Best so far is your choice: {accuracy} of the validation part right.")
    return text.format(accuracy=share_text(trial.estimate, _))


def share_text(share: Estimate, _: Translator = ENGLISH) -> str:
    """Write a share in percent with its interval, which one seed does not have."""
    text = f"{points(share.mean, signed=False)} %"
    if share.ci95 is None:
        return text
    low, high = interval_ends(share.ci95)
    return text + _(" (95 % interval {low} to {high})").format(low=low, high=high)


def importance_told(result: SearchResult, _: Translator = ENGLISH) -> str:
    """Say which knob matters most, if that is shown."""
    if not result.importance:
        return _("Which knobs matter is not shown: too few settings were tried, or all did equally well.")
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
        _("Chosen on one repeat, the winner would have looked {points} points too good.")
        if is_positive(result.one_seed)
        else _("Chosen on one repeat, the winner is not shown to look too good here."),
        _("Here {trials} settings were tried, and the luckiest of many looks good."),
        _("More repeats take the luck away: the winner here looked {optimism} points too good.")
        if result.optimism and is_positive(result.optimism)
        else _("More repeats take the luck away: the winner here is not shown to look too good."),
    ]
    blanks = {
        "points": points(result.one_seed.mean, signed=False),
        "trials": _.number(result.trials),
        "optimism": points(result.optimism.mean, signed=False) if result.optimism else "",
    }
    return " ".join(sentence.format(**blanks) for sentence in sentences)


def settings_text(settings: Settings, _: Translator = ENGLISH) -> str:
    """Write settings in a line, each knob as it is called on the page."""
    return _(", ").join(f"{_(varied(name).label)} {_number_text(value)}" for name, value in settings.items())


def _number_text(value: object) -> str:
    """Write a value; three digits of a number say enough."""
    return f"{float(f'{value:.3g}'):g}" if isinstance(value, float) else str(value)


def goal_text(search: Search, _: Translator = ENGLISH) -> str:
    """Say what is searched for."""
    goal = search.goal
    limits = [
        _("at most {limit} {cost}").format(limit=f"{limit:,.12g}", cost=cost_unit(search, name, _))
        for name, limit in goal.at_most.items()
    ]
    if goal.at_least is not None:
        limits.append(_("at least {percent} % right").format(percent=f"{goal.at_least:g}"))
    if goal.lose_at_most is not None:
        limits.append(_("at most {points} points lost").format(points=f"{goal.lose_at_most:g}"))
    aim = _("The smallest student") if goal.is_smallest else _("The most accurate student")
    return _(", ").join([aim, *limits])

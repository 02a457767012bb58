"""The session's race: its progress, live curves, the ranking, and networks trained on the way."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.catalog import KINDS
from kdviz.engine import shared_engine
from kdviz.experiment.arms import twin
from kdviz.i18n import Translator
from kdviz.results import Row
from kdviz.verdicts.caveats import kinds_notes, reference_text, unequal
from kdviz.verdicts.device import kept_elsewhere
from kdviz.verdicts.ranking import bet_sentence
from kdviz.verdicts.run import headline, note_sentence
from kdviz.verdicts.why import race_explanations
from kdviz.web.components.race.race import race_curves
from kdviz.web.parts.buttons import again_buttons, further_seed
from kdviz.web.parts.cards import CHART, card_title, fitting, table_button
from kdviz.web.parts.guessed import ask_why, guess_told
from kdviz.web.parts.job import early_text
from kdviz.web.parts.news import show_news
from kdviz.web.parts.text import named_settings
from kdviz.web.routes.feeds import standing
from kdviz.web.session.address import write_address
from kdviz.web.session.jobs import elsewhere_of
from kdviz.web.session.knobs import set_knob
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.race import (
    LOOK,
    Race,
    advance,
    current_race,
    in_flight,
    is_going,
    rows_of,
    start_race,
    stop_race,
)
from kdviz.web.session.trouble import errors_shown, show_trouble
from kdviz.web.session.view import is_projected


def show_kinds_results() -> None:
    """Draw the session's race; while it goes on, begin the next kind when one has ended."""
    show_news(_results, _is_going, LOOK)


def _is_going() -> bool:
    advance()
    return is_going()


def _results(_: Translator) -> None:
    show_trouble(_)
    race = current_race()
    if race is None:
        return
    with errors_shown(_):
        _show(race, rows_of(race, _), _)
    write_address("kinds")


def _show(race: Race, rows: Sequence[Row], _: Translator) -> None:
    finished = [row for row in rows if row.result is not None]
    if others := [*filter(None, map(elsewhere_of, race.runs.values()))]:
        where = _("The page Runs lists it.")
        st.caption(literal(f"{kept_elsewhere(others[0].device, _)} {where}"))
    if race.going:
        _show_standing(race, rows, _)
        with st.container(border=True):
            _show_curves(race, rows, _)
        return
    if finished:
        with st.container(border=True):
            _say_bet(race, rows, _)
            said = figures.kinds_takeaway(rows, _)
            # A hall reads off the figure who is first.
            st.header(literal(_winner_headline(finished[0], _) if is_projected() else said), anchor=False)
            figure = fitting(figures.kinds_ranking(rows, _, briefly=is_projected()))
            st.plotly_chart(figure, **CHART, key="ranking", alt=said)
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.popover(_("How we know"), type="tertiary", key="how"):
                    st.markdown(literal(_ranking_caption(race, finished, _)))
                table_button("ranking", lambda: figures.kinds_table(rows, _), _)
            _show_guess(race, finished, _)
    missing = [row for row in rows if row.result is None]
    if missing:
        line = "- {kind}: {why}"
        st.info(
            "\n".join(
                [
                    filled("**{title}**\n", title=_("Not ranked")),
                    *[filled(line, kind=_(KINDS[row.kind].title), why=row.skipped) for row in missing],
                ]
            )
        )
    _show_standing(race, rows, _)
    if finished:
        curves = st.expander(_("The race"), key="race_again", on_change="rerun")
        if curves.open:
            with curves:
                _show_curves(race, rows, _)
    _show_stages(finished, _)


def _winner_headline(first: Row, _: Translator) -> str:
    assert first.result is not None
    return headline(first.result, _)


def _say_bet(race: Race, rows: Sequence[Row], _: Translator) -> None:
    """Hold the reader's bet, and the guess of how much, against the ranking."""
    said = [bet_sentence(race.bet, rows, _)] if race.bet else []
    if race.guess is not None and (best := rows[0].result) is not None:
        # Labels alone are in the race.
        said.append(guess_told(_job(race), race.guess, max(best.gain.mean, 0.0), best.experiment.data, _))
    if said:
        st.markdown(literal(" ".join(said)))


def _show_guess(race: Race, finished: Sequence[Row], _: Translator) -> None:
    """Draw the guess beside what came of it, and let the reader pick why."""
    if race.guess is None:
        return
    figure = figures.race_dots({row.kind: row.result for row in finished if row.result}, race.guess, _)
    st.plotly_chart(figure, **CHART, key="guessed_dots", alt=figures.kinds_takeaway(finished, _))
    ask_why(race_explanations(finished, _), _job(race), _("Why did the winner win? Pick one."), _)


def _job(race: Race) -> str:
    """Name a race by its runs."""
    return ",".join(race.runs.values())


def _show_standing(race: Race, rows: Sequence[Row], _: Translator) -> None:
    count = len(race.experiments)
    done = len([row for row in rows if row.kind in race.runs])
    kinds = _("Kinds done: {done} of {count}").format(done=done, count=count)
    if race.going:
        st.progress(done / max(1, count), kinds)
        st.button(_("Stop"), icon=":material/stop:", key="stop_kinds", shortcut="Esc", on_click=stop_race)
        return
    again = partial(start_race, race.kinds, race.settings)
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        counted = _("{done} of {count} kinds").format(done=done, count=count)
        said = kinds if done == count else early_text(done, counted, _)
        settings = named_settings(race.settings, _)
        st.markdown(literal(f"{said} · {settings}" if settings else said), width="content")
        if done < count:
            go_on = partial(again, bet=race.bet, guess=race.guess)
            st.button(_("Go on"), icon=":material/play_arrow:", key="kinds_go_on", on_click=go_on)
            return
        new_seeds = None if all(map(twin, race.experiments)) else partial(_with_new_seeds, race)
        again_buttons(_, partial(again, afresh=True), new_seeds, prefix="kinds_")


def _with_new_seeds(race: Race) -> None:
    further = further_seed(race.experiments[0])
    set_knob("first_seed", further)
    start_race(race.kinds, {**race.settings, "first_seed": further})


def _show_curves(race: Race, rows: Sequence[Row], _: Translator) -> None:
    by_kind = {row.kind: row.result for row in rows if row.result is not None and row.result.curves}
    # In the order in which they ran, so that no line changes its place.
    finished = {kind: by_kind[kind] for kind in race.runs if kind in by_kind}
    going, experiments = in_flight(race), {each.kind: each for each in race.experiments}
    current: Any = None
    if going is not None:
        kind = next(kind for kind, run_id in race.runs.items() if run_id == going)
        current = (experiments[kind], going, standing(shared_engine(), going))
    steps = next((each.steps for each in experiments.values()), 1)
    race_curves(finished, current, steps, _)
    if finished:
        st.caption(_("Drag over the steps to zoom in; double-click to see all. Click a name to hide its line."))
        named = {_(KINDS[kind].title): result for kind, result in finished.items()}
        table_button("race", lambda: figures.compared_table(named, _), _)


def _ranking_caption(race: Race, finished: Sequence[Row], _: Translator) -> str:
    experiments = [row.result.experiment for row in finished if row.result is not None]
    said = (
        _how_to_read(race.experiments[0].seeds, _),
        unequal(finished, _),
        reference_text(experiments, _),
        *kinds_notes(experiments, lambda note: note_sentence(note, experiments[0], _), _),
    )
    return " ".join(text for text in said if text)


def _how_to_read(seeds: int, _: Translator) -> str:
    if seeds == 1:
        return _("One seed has no interval, so nothing here can be told from chance.")
    text = _(
        "The test set, {seeds} seeds, this teacher. Thin lines: mean accuracy with its 95 % t-interval; small strokes "
        "are single seeds. Thick lines, upper axis: gain over labels only, paired within each seed, with its 95 % "
        "t-interval. A hollow mark means that the gain may be zero. Diamonds are networks trained on the way, or "
        "their means. Rank: one more than the number of kinds shown to be better. Paired t-tests of all pairs with "
        "Holm's correction decide (5 % in all). “=” means that the seeds cannot tell it from some other kind. The "
        "first place is partly luck; new seeds show how much."
    )
    return text.format(seeds=seeds)


def _show_stages(rows: Sequence[Row], _: Translator) -> None:
    """Show who was trained on the way."""
    with_stages = [row for row in rows if row.result is not None and row.result.stages]
    if with_stages:
        with st.container(border=True, key="stages"):
            card_title(_("Networks trained on the way to the student"))
            st.dataframe(
                figures.stages_table(with_stages, _).round(1),
                hide_index=True,
                height="content",
                placeholder="—",
                # A narrow column cuts a long number's first digits off, and leaves another number.
                column_config={
                    size: st.column_config.NumberColumn(format="compact")
                    for size in (_("Parameters"), _("MACs"), _("Bytes of parameters"))
                },
                alt=_("Networks trained on the way to the student"),
            )
            st.caption(
                _(
                    "Accuracy on the test set with 95 % t-intervals over seeds. One network that serves all seeds has "
                    "no interval. None of these networks is deployed, and their training is not in the student's "
                    "seconds. Peers are an exception: they learn in the same steps as the student, so its seconds "
                    "include them."
                )
            )

"""The session's race of kinds: how far it is, the curves live, the ranking, and what stands behind it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from kdviz import figures
from kdviz.catalog import KINDS
from kdviz.engine import shared_engine
from kdviz.experiment.arms import twin
from kdviz.i18n import SpokenError, Translator
from kdviz.results import Row
from kdviz.verdicts.caveats import kinds_notes, reference_text, unequal
from kdviz.verdicts.run import note_sentence
from kdviz.web.components.kinds.kinds import kinds_race
from kdviz.web.parts.again import again_buttons, further_seed
from kdviz.web.parts.cards import card_title, chart_card, table_button
from kdviz.web.parts.text import named_settings
from kdviz.web.routes.live import standing
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import set_knob
from kdviz.web.session.language import session_translator
from kdviz.web.session.race import LOOK, Race, advance, current_race, in_flight, rows_of, start_race, stop_race
from kdviz.web.session.trouble import show_trouble
from kdviz.web.views.kinds.stages import show_behind


def show_kinds_results() -> None:
    """Draw the session's race; while it goes on, the page hears of a kind's end and begins the next."""
    race = current_race()
    going = race is not None and race.going
    st.fragment(_results, run_every=LOOK if going else None)(going)


def _results(going: bool) -> None:
    _ = session_translator()
    advance()
    show_trouble(_)
    race = current_race()
    if race is None:
        _invite(_)
        return
    if going and not race.going:
        # It has ended: there is nothing more to look for.
        st.rerun()
    try:
        _show(race, rows_of(race, _), _)
    except SpokenError as error:
        # A fragment's errors reach no page above it.
        st.error(error.sentence(_))
    write_address("kinds")


def _invite(_: Translator) -> None:
    st.markdown(
        _(
            "Every kind of distillation gets the same student, the same start, the same labelled images and the same "
            "steps, several times over; what some learn from beside those is said. Choose kinds and press **Run**: "
            "they train one after the other while you watch, and are then ranked. Where the seeds cannot tell two "
            "kinds apart, that is a tie."
        )
    )


def _show(race: Race, rows: Sequence[Row], _: Translator) -> None:
    finished = [row for row in rows if row.result is not None]
    _show_standing(race, rows, _)
    with st.container(border=True):
        card_title(_race_title(race, _))
        _show_curves(race, rows, _)
    if finished:
        chart_card(
            "ranking",
            figures.kinds_takeaway(rows, _),
            figures.kinds_ranking(rows, _),
            lambda: figures.kinds_table(rows, _),
            _,
            caption=_ranking_caption(race, finished, _),
        )
    missing = [row for row in rows if row.result is None]
    if missing:
        title = _("Not ranked")
        st.info("\n".join([f"**{title}**", "", *(f"- {_(KINDS[row.kind].title)}: {row.skipped}" for row in missing)]))
    show_behind(finished, _)


def _show_standing(race: Race, rows: Sequence[Row], _: Translator) -> None:
    count = len(race.experiments)
    done = len([row for row in rows if row.kind in race.runs])
    kinds = _("Kinds done: {done} of {count}").format(done=done, count=count)
    if race.going:
        st.progress(done / max(1, count), kinds)
        st.button(_("Stop"), icon=":material/stop:", key="stop_kinds", shortcut="Esc", on_click=stop_race)
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        said = kinds if done == count else _("Ended early, what is done is kept. {kinds}").format(kinds=kinds)
        settings = named_settings(race.settings, _)
        st.markdown(f"{said} · {settings}" if settings else said, width="content")
        if done < count:
            st.button(_("Go on"), icon=":material/play_arrow:", key="kinds_go_on", on_click=_again, args=(race, False))
            return
        new_seeds = None if all(map(twin, race.experiments)) else partial(_with_new_seeds, race)
        again_buttons(_, partial(_again, race, True), new_seeds, prefix="kinds_")


def _again(race: Race, afresh: bool) -> None:
    start_race(race.kinds, race.settings, afresh=afresh)


def _with_new_seeds(race: Race) -> None:
    further = further_seed(race.experiments[0])
    set_knob("first_seed", further)
    start_race(race.kinds, {**race.settings, "first_seed": further})


def _race_title(race: Race, _: Translator) -> str:
    if race.going:
        return _("The kinds race on the same students: a line a kind, its mean over the seeds")
    return _("How the students of each kind learned, from the same starts")


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
    kinds_race(finished, current, steps, _)
    if finished:
        st.caption(_("Drag over the steps to look closer, double-click to see all; a click on a name hides its line."))
        named = {_(KINDS[kind].title): result for kind, result in finished.items()}
        table_button("kinds_curves", lambda: figures.compared_table(named, _), _)


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
        return _("One seed has no interval: nothing here can be told from chance.")
    text = _(
        "Test images, {seeds} seeds. Thin: the mean accuracy with its 95 % t-interval; small strokes are single seeds. "
        "Thick: the gain over the hard-label twin with its 95 % t-interval, paired within each seed, read on the upper "
        "axis; a hollow mark says that it may be zero. A rank is one more than the number of kinds that are shown "
        "better, by paired t-tests of all pairs with Holm's correction (5 % in all); “=” says that there is another "
        "kind that the seeds cannot tell it from, of whatever rank. Given this teacher; the first of several is partly "
        "luck, which new seeds show. Rhombs are those trained on the way, single networks or means."
    )
    return text.format(seeds=seeds)

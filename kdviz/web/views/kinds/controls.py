"""The controls of the page Methods: which kinds, Run, and what they all share."""

import json
from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st
from pydantic import ValidationError

from kdviz.catalog import KINDS
from kdviz.catalog.kind import FAMILIES
from kdviz.experiment import Experiment, Problem, problems
from kdviz.i18n import N_, Translator
from kdviz.results import Row
from kdviz.verdicts.caveats import kinds_notes
from kdviz.verdicts.guess import but_repeats
from kdviz.verdicts.run import note_sentence
from kdviz.web.components.guess.guess import ask_guess
from kdviz.web.parts.buttons import run_button
from kdviz.web.parts.choice import choice, ready_made
from kdviz.web.parts.duration import race_duration_text
from kdviz.web.parts.knob_control import knob_controls
from kdviz.web.session.address import write_address
from kdviz.web.session.guess import Question, answer_to, ask_anew
from kdviz.web.session.knobs import knob_values, set_knobs
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.race import Race, contenders, start_race
from kdviz.web.session.trouble import errors_shown
from kdviz.web.session.view import link_button
from kdviz.web.views.kinds.state import ALONE, BET, CARD, CHOSEN, SHARED, chosen_kinds, first_kinds, shared_settings

CHALLENGES = "kinds_challenger"
# Set when another challenger was chosen: its card stands in another part of the page.
TAKEN = "kinds_challenger_taken"
# Labels alone, the usual kind and a challenger are what the page opens with.
PAIR = 2
ASKED = N_("How many more of {of} {things} will the winner get right?")
# Settings that tell the kinds apart.
GROUNDS: dict[str, tuple[str, dict[str, Any]]] = {
    "few-labels": (N_("Thirty labels"), {"labels": 30}),
    "convnets": (N_("Thirty labels, ConvNets"), {"labels": 30, "teacher": "conv:16x32", "student": "conv:8x16"}),
    "all-labels": (N_("All labels, a small student"), {"labels": "all", "student": "16"}),
    "noisy-labels": (N_("All labels, four in ten wrong"), {"labels": "all", "label_noise": 0.4}),
}


@st.fragment
def show_kinds_controls(shown: Race | None) -> None:
    """Draw the controls beside the results of `shown`, and write the URL; moving one redraws only these."""
    _ = session_translator()
    found: list[Experiment | Row] = []
    faults: dict[str, Problem] = {}
    try:
        found = contenders(chosen_kinds(), shared_settings(knob_values()), _)
    except ValidationError as error:
        faults = {fault.name: fault for fault in problems(error)}
    with st.container(key="begin"):
        st.title(_("What teaches best?"), anchor=False)
        _show_challenger(_)
        _show_run(found, faults, shown, _)
    with st.container(key="knobs"):
        more = st.expander(_("More settings"), key="more", on_change="rerun", expanded=bool(faults))
        if more.open:
            with more:
                _show_kinds(_)
                _show_knobs(faults, _)
    write_address("kinds")
    with st.container(key="links"):
        link_button(_)


def _show_challenger(_: Translator) -> None:
    """Draw the choice of one kind that challenges the usual one, where no others are in the race."""
    champion = first_kinds()[0]
    others = [kind for kind in KINDS if kind != champion]
    chosen = chosen_kinds()
    if len(chosen) > PAIR:
        st.markdown(literal(_("{count} kinds race.").format(count=len(chosen))))
        return
    is_pair = champion in chosen and len(chosen) == PAIR
    st.session_state[CHALLENGES] = next(kind for kind in chosen if kind != champion) if is_pair else None
    if chosen and not is_pair:
        titles = _(", ").join(_(KINDS[kind].title) for kind in chosen)
        st.markdown(filled(_("Beside labels only: {kinds}."), kinds=titles))

    def take() -> None:
        if (kind := st.session_state[CHALLENGES]) is not None:
            _choose([champion, kind])
            st.session_state[CARD] = kind
            st.session_state[TAKEN] = True

    st.selectbox(
        _("Challenger"),
        others,
        index=None,
        key=CHALLENGES,
        format_func=lambda kind: _(KINDS[kind].title),
        placeholder=_("Pick one"),
        on_change=take,
    )
    if st.session_state.pop(TAKEN, False):
        st.rerun()


def _show_run(found: list[Experiment | Row], faults: dict[str, Problem], shown: Race | None, _: Translator) -> None:
    settings = shared_settings(knob_values())
    able = [entry for entry in found if isinstance(entry, Experiment)]
    changed = shown is None or (shown.kinds, shown.settings) != (tuple(chosen_kinds()), settings)
    # A race that begins again keeps what was said before.
    bet, guess = (None, None) if shown is None or changed else (shown.bet, shown.guess)
    # What has been seen is no bet any more: fewer of the kinds that have raced are in its ranking.
    if able and changed and not _is_ranked(chosen_kinds(), settings, shown):
        question = Question("kinds", json.dumps([chosen_kinds(), settings], sort_keys=True))
        bet = _ask_bet([each.kind for each in able], _)
        if bet is not None:
            ask_guess(question, able[0].data, _, _(ASKED))
            guess = answer_to(question)
    with st.container(key="go"):
        pressed = run_button("run_kinds", bool(able), _)
    if pressed:
        start_race(chosen_kinds(), settings, bet=bet, guess=guess)
        ask_anew()
        st.rerun()
    if not found and not faults:
        st.caption(_("Choose at least one kind."))
    if able:
        with errors_shown(_):
            st.caption(literal(race_duration_text(able, _)))
    for sentence in kinds_notes(able, lambda note: note_sentence(note, able[0], _), _):
        st.info(literal(sentence))
    unable = [entry for entry in found if isinstance(entry, Row)]
    if unable:
        line = "- **{kind}**: {why}"
        st.info("\n".join([filled(line, kind=_(KINDS[row.kind].title), why=row.skipped) for row in unable]))
    if shown is not None and changed and not shown.going:
        st.info(_("The settings have changed since this race. Press Run to see what they do."))


def _is_ranked(kinds: Collection[str], settings: Mapping[str, Any], shown: Race | None) -> bool:
    if shown is None or but_repeats(shown.settings) != but_repeats(settings):
        return False
    return {*kinds} <= {*shown.runs}


def _ask_bet(kinds: list[str], _: Translator) -> str | None:
    """Ask who will come first; labels alone are in every race."""
    names = {ALONE: _("Labels only"), **{kind: _(KINDS[kind].title) for kind in kinds}}
    bet: str | None = choice(
        _("Who comes first?"),
        list(names),
        key=BET,
        index=None,
        format_func=lambda name: names.get(name, name),
        placeholder=_("Pick one"),
    )
    return bet if bet in names else None


def _show_kinds(_: Translator) -> None:
    """Draw all kinds, those of a family together."""
    chosen = chosen_kinds()
    with st.container(horizontal=True):
        for label, key, kinds in ((_("All"), "kinds_all", [*KINDS]), (_("None"), "kinds_none", [])):
            st.button(label, key=key, type="tertiary", on_click=_choose, args=(kinds,))
    for family, title in FAMILIES.items():
        own = [kind for kind, card in KINDS.items() if card.family == family]
        st.session_state[f"family_{family}"] = [kind for kind in own if kind in chosen]
        st.pills(
            _(title),
            own,
            selection_mode="multi",
            key=f"family_{family}",
            format_func=lambda kind: _(KINDS[kind].title),
            on_change=_collect,
        )


def _collect() -> None:
    _choose([kind for family in FAMILIES for kind in st.session_state[f"family_{family}"]])


def _show_knobs(faults: dict[str, Problem], _: Translator) -> None:
    ready_made(
        "kinds_ground",
        _("What all kinds share"),
        _("Pick ready-made settings"),
        {name: title for name, (title, _settings) in GROUNDS.items()},
        lambda name: set_knobs(GROUNDS[name][1]),
        _,
    )
    experiment = None if faults else Experiment.shared(**shared_settings(knob_values()))
    knob_controls("kinds", SHARED, experiment, faults, _)
    st.caption(_("Settings that only some kinds read, such as the temperature, have the usual values of each kind."))


def _choose(kinds: list[str]) -> None:
    st.session_state[CHOSEN] = kinds

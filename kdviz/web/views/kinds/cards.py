"""What each kind of distillation is: what it tells a student, its loss, when to use it, what it costs."""

import streamlit as st

from kdviz.catalog import KINDS, Kind, formula
from kdviz.i18n import Translator
from kdviz.web.parts.choice import choice
from kdviz.web.session.knobs import knob_values, set_knobs
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.pages import DISTILL
from kdviz.web.session.race import current_race
from kdviz.web.session.runs import show_run
from kdviz.web.session.trouble import spoken
from kdviz.web.views.kinds.state import CARD, chosen_kinds, shared_settings
from kdviz.web.views.kinds.told import show_told

# Set when a kind shall be opened on Train: the page may be drawn anew before it reaches the pressed button.
OPENED = "kind_opened"


def leave_for_distill() -> None:
    """Go to Train where a kind has been opened there."""
    if st.session_state.pop(OPENED, False):
        st.switch_page(DISTILL)


def show_card_choice(_: Translator) -> None:
    """Draw the card of one kind: the reader's choice, at first the challenger."""
    if st.session_state.get(CARD) not in KINDS:
        st.session_state[CARD] = next(reversed(chosen_kinds()), next(iter(KINDS)))
    with st.container(border=True):
        _show_card(KINDS[st.session_state[CARD]], _)


def _show_card(card: Kind, _: Translator) -> None:
    show_told(card.name, _)
    more = st.expander(_("More about it"), key="card_more", on_change="rerun")
    if more.open:
        with more:
            choice(_("Another kind"), [*KINDS], key=CARD, format_func=lambda kind: _(KINDS[kind].title))
            _show_details(card, _)


def _show_details(card: Kind, _: Translator) -> None:
    """Show how a kind learns, when it is of use, and what it costs."""
    st.markdown(_(card.summary))
    before, own = (
        _("The loss of the stage before, from its source file"),
        _("The students' loss, from its source file"),
    )
    sources = [*((before, stage.code) for stage in card.stages), (own, card.code)]
    for title, code in sources:
        if code and (text := formula(code)):
            st.caption(literal(title))
            st.code(text, language=None, wrap_lines=True)
    for title, text in ((_("When to use it"), card.when), (_("What it costs"), card.price)):
        st.markdown(filled("**{title}**: {text}", title=title, text=_(text)))
    st.caption(literal(card.reference))
    label, icon = _("Open in Train"), ":material/open_in_full:"
    st.button(label, icon=icon, key=f"open_{card.name}", on_click=_take, args=(card.name,))


@spoken
def _take(kind: str) -> None:
    """Set the knobs to this kind on the same students, with its run where there is one."""
    st.session_state[OPENED] = True
    race = current_race()
    if race is None or kind not in race.runs:
        set_knobs({**shared_settings(knob_values()), "kind": kind})
        return
    # The run may have been deleted.
    set_knobs({**race.settings, "kind": kind})
    set_knobs(show_run(race.runs[kind]).experiment.model_dump())

"""What each kind of distillation is: its idea, a diagram, its loss, when to use it, what it costs."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from kdviz.catalog import KINDS, Flow, Kind, formula
from kdviz.i18n import Translator
from kdviz.web.parts.choice import choice
from kdviz.web.session.knobs import knob_values, set_knobs
from kdviz.web.session.literal import filled, literal
from kdviz.web.session.pages import DISTILL
from kdviz.web.session.race import current_race
from kdviz.web.session.runs import show_run
from kdviz.web.session.trouble import spoken
from kdviz.web.views.kinds.state import CARD, chosen_kinds, shared_settings

# Set when a kind shall be opened on Distill: the page may be drawn anew before it reaches the pressed button.
OPENED = "kind_opened"
STYLE = """<style>
.flows { display: grid; grid-template-columns: max-content minmax(6rem, 1fr) max-content; gap: 0.35rem 0;
  max-width: 34rem; align-items: center; margin: 0.25rem 0; }
.flows-node { border: 1px solid currentColor; border-radius: 0.4rem; padding: 0.3rem 0.7rem; text-align: center; }
.flows-target { align-self: stretch; display: flex; align-items: center; justify-content: center; font-weight: 600; }
.flows-what { position: relative; padding: 0 0.9rem 0.3rem 0.4rem; font-size: 0.85em; text-align: center;
  border-bottom: 2px solid currentColor; align-self: center; margin-bottom: 0.9em; line-height: 1.2; }
.flows-what::after { content: ""; position: absolute; right: 0; bottom: -6px; border-left: 8px solid currentColor;
  border-top: 5px solid transparent; border-bottom: 5px solid transparent; }
/* Before the first race the kind is the picture of the first screen. */
@media (min-width: 641px) {
  :not(:has(.st-key-ranking, [data-testid=race])) > * > .st-key-cards .st-key-card_picture {
    min-height: calc(100vh - 6rem); }
  .st-key-card_picture .flows { font-size: 1.25rem; max-width: 44rem; margin-top: 2rem; gap: 1.25rem 0; }
}
@media (max-width: 640px) {
  .flows { grid-template-columns: minmax(4.5rem, max-content) minmax(4rem, 1fr) minmax(4.5rem, max-content); }
  .flows-node { padding: 0.3rem 0.4rem; font-size: 0.85em; overflow-wrap: anywhere; }
}
</style>"""


def leave_for_distill() -> None:
    """Go to Distill where a kind has been opened there."""
    if st.session_state.pop(OPENED, False):
        st.switch_page(DISTILL)


def show_card_choice(_: Translator) -> None:
    """Draw the card of one kind: the reader's choice, at first the challenger."""
    st.html(STYLE)
    if st.session_state.get(CARD) not in KINDS:
        st.session_state[CARD] = next(reversed(chosen_kinds()), next(iter(KINDS)))
    with st.container(border=True):
        _show_card(KINDS[st.session_state[CARD]], _)


def _show_card(card: Kind, _: Translator) -> None:
    with st.container(key="card_picture"):
        st.header(_(card.title), anchor=False)
        st.markdown(_(card.summary))
        st.html(diagram(card.diagram, _))
    more = st.expander(_("More about it"), key="card_more", on_change="rerun")
    if more.open:
        with more:
            choice(_("Another kind"), [*KINDS], key=CARD, format_func=lambda kind: _(KINDS[kind].title))
            _show_details(card, _)


def _show_details(card: Kind, _: Translator) -> None:
    """Show how a kind learns, when it is of use, and what it costs."""
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
    label, icon = _("Open in Distill"), ":material/open_in_full:"
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


def diagram(flows: Sequence[Flow], _: Translator) -> str:
    """Return a diagram of the flows as HTML: a row per arrow, and one box for all arrows with the same end."""
    sources = {flow.source for flow in flows}
    # A source stands above its targets.
    targets = sorted(dict.fromkeys(flow.target for flow in flows), key=lambda target: target not in sources)
    rows, row = [], 1
    for target in targets:
        into = [flow for flow in flows if flow.target == target]
        for place, flow in enumerate(into):
            at = f"grid-row:{row + place}"
            rows.append(f'<div class="flows-node" style="{at};grid-column:1">{escape(_(flow.source))}</div>')
            rows.append(f'<div class="flows-what" style="{at};grid-column:2">{escape(_(flow.what))}</div>')
        span = f"grid-row:{row} / span {len(into)};grid-column:3"
        rows.append(f'<div class="flows-node flows-target" style="{span}">{escape(_(target))}</div>')
        row += len(into)
    said = "; ".join(f"{_(flow.source)} → {_(flow.target)}: {_(flow.what)}" for flow in flows)
    return f'<div class="flows" role="img" aria-label="{escape(said)}">{"".join(rows)}</div>'

"""Deleting runs and maps, and taking that back: right after, or from a list for a day."""

from collections.abc import Collection, Mapping
from functools import partial

import streamlit as st

from kdviz.i18n import Translator
from kdviz.web.session import whose
from kdviz.web.session.literal import filled
from kdviz.web.session.trouble import errors_shown, spoken

# What was just deleted, by kind, until the page is drawn anew.
LATEST = "just_deleted"
CHOSEN = "deleted_chosen"


def delete_buttons(job_ids: Collection[str], kind: str, _: Translator) -> None:
    """Offer to delete jobs, for a day or for good."""
    st.markdown(_("A deletion can be taken back for a day."))
    if not whose.is_host():
        st.markdown(_("Whoever has asked for the same keeps it."))
    elif others := len(job_ids) - len(whose.own(job_ids)):
        st.markdown(filled(_("Begun by visitors: {count}. They lose it, too."), count=others))
    with st.container(horizontal=True):
        soon = st.button(_("Delete"), icon=":material/delete:", type="primary", key="delete_really")
        now = _for_good_button("delete_now", _)
    if soon or now:
        with errors_shown(_):
            for job_id in job_ids:
                whose.delete(job_id, kind, now=now)
            if soon:
                st.session_state[LATEST] = (kind, [*job_ids])
            st.rerun()


def _for_good_button(key: str, _: Translator, *, disabled: bool = False) -> bool:
    said = _("Makes room at once. This cannot be undone.")
    return st.button(_("Delete for good"), type="tertiary", key=key, help=said, disabled=disabled)


def show_undo(_: Translator) -> None:
    """Offer to take back what was just deleted, once."""
    kind, job_ids = st.session_state.pop(LATEST, ("", []))
    if job_ids:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(filled(_("{count} deleted."), count=len(job_ids)), width="content")
            undo = partial(_restore, kind, job_ids)
            st.button(_("Undo"), icon=":material/undo:", key="undo", on_click=undo)


@spoken
def _restore(kind: str, job_ids: Collection[str]) -> None:
    for job_id in job_ids:
        whose.restore(job_id, kind)


def show_deleted(names: Mapping[str, str], kind: str, _: Translator) -> None:
    """List what can be taken back, each job by its name."""
    if not names:
        return
    with st.expander(_("Deleted in the last day: {count}").format(count=len(names)), key="deleted"):
        chosen = st.multiselect(
            _("Which"),
            list(names),
            key=CHOSEN,
            format_func=lambda job_id: f"{names.get(job_id, '')} · {job_id[:8]}",
            placeholder=_("Choose what to take back"),
        )
        with st.container(horizontal=True):
            undo = partial(_restore, kind, chosen)
            st.button(_("Take back"), icon=":material/undo:", key="take_back", disabled=not chosen, on_click=undo)
            if _for_good_button("deleted_now", _, disabled=not chosen):
                with errors_shown(_):
                    for job_id in chosen:
                        whose.delete(job_id, kind, now=True)
                    st.rerun()

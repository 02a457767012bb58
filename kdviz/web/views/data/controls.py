"""The controls of the page Data: a place for a file, and the data sets that there are."""

import streamlit as st

from kdviz.catalog import data_set, data_sets
from kdviz.i18n import Translator
from kdviz.results.data import Wishes
from kdviz.store.own import LONGEST_TITLE
from kdviz.web.components.upload.upload import upload
from kdviz.web.parts.choice import choice
from kdviz.web.session import own
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import PREFIX, set_knobs
from kdviz.web.session.pages import DISTILL
from kdviz.web.session.trouble import spoken
from kdviz.web.session.view import link_button
from kdviz.web.views.data.state import ADDED, COLUMNS, FIELDS, FOUND, SENT, SHOWN, TITLE, WISHES


def show_data_controls(_: Translator) -> None:
    """Draw the controls, and write the URL."""
    st.title(_("What should the networks learn?"), anchor=False)
    if (sent := upload(_)) is not None:
        st.session_state[SENT] = sent
        st.session_state[WISHES] = Wishes()
        st.session_state[TITLE] = sent.name.partition(".")[0][:LONGEST_TITLE]
        for key in (FOUND, COLUMNS, *FIELDS.values()):
            st.session_state.pop(key, None)
    shown = shown_data()
    names = own.choices(besides=shown)
    st.session_state[SHOWN] = shown
    choice(
        _("Data sets"),
        names,
        key=SHOWN,
        format_func=lambda name: _(own.called(name)),
        on_change=_look_elsewhere,
    )
    with st.container(key="go"):
        if st.button(
            _("Train on it"), type="primary", key="train_on_it", width="stretch", disabled=SENT in st.session_state
        ):
            train_on(shown)
    mine = {each.name: each for each in own.mine()}
    if shown in mine and SENT not in st.session_state:
        with st.popover(_("Remove"), icon=":material/delete:", key="remove_data"):
            st.markdown(_("It goes for good. Runs stay, and say that their data is gone."))
            label = _("Remove for good")
            st.button(label, key="remove_really", type="primary", on_click=_remove, args=(shown,))
    write_address("data")
    with st.container(key="links"):
        link_button(_)


def shown_data() -> str:
    """Return the name of the data set on show: that of the experiments where none was chosen, or it is gone."""
    chosen = st.session_state.pop(ADDED, None) or st.session_state.get(SHOWN)
    return str(chosen if chosen in data_sets() else st.session_state[f"{PREFIX}dataset"])


def _look_elsewhere() -> None:
    if (sent := st.session_state.pop(SENT, None)) is not None:
        own.forget(sent.token)


@spoken
def _remove(name: str) -> None:
    own.remove(name)
    st.session_state[SHOWN] = None


def train_on(name: str) -> None:
    """Open the page Train with a data set, and with settings that fit it."""
    values = {"dataset": name, "labels": min(60, data_set(name).transfer_images(None))}
    set_knobs(values)
    st.switch_page(DISTILL)

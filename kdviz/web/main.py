"""The script that every page goes through: language, navigation, the page."""

import logging

import streamlit as st

from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError
from kdviz.store.home import assets
from kdviz.web.session.address import keep_knobs
from kdviz.web.session.language import language_menu, session_translator
from kdviz.web.session.pages import DISTILL, VIEWS
from kdviz.web.session.trouble import show_trouble
from kdviz.web.session.watching import keep_watching

_ = session_translator()
keep_knobs()
st.set_page_config(
    page_title=_("kdviz: see knowledge distillation happen"),
    page_icon=str(assets() / "logo.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
page = st.navigation(
    [
        st.Page(DISTILL, title=_("Distill"), icon=":material/school:", default=True),
        st.Page(VIEWS / "lab" / "page.py", url_path="lab", title=_("Temperature lab"), icon=":material/thermostat:"),
        st.Page(
            VIEWS / "landscapes" / "page.py", url_path="landscapes", title=_("Landscapes"), icon=":material/grid_on:"
        ),
        st.Page(VIEWS / "kinds" / "page.py", url_path="kinds", title=_("Kinds"), icon=":material/leaderboard:"),
        st.Page(VIEWS / "runs" / "page.py", url_path="runs", title=_("Runs"), icon=":material/history:"),
    ],
    position="top",
)
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.markdown(_("**kdviz** · see knowledge distillation happen"), width="content")
    with st.container(width="content"):
        language_menu()
try:
    shared_engine()
    keep_watching()
    show_trouble(_)
    page.run()
except SpokenError as error:
    # The store is out of reach: nothing can be kept, so nothing is begun.
    logging.getLogger(__name__).warning("%s", error)
    st.error(error.sentence(_))

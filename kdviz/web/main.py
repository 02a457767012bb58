"""The script that every page goes through: language, navigation, the page."""

from pathlib import Path

import streamlit as st

from kdviz.web.language import language_menu, session_translator

HERE = Path(__file__).parent

_ = session_translator()
st.set_page_config(
    page_title=_("kdviz: see knowledge distillation happen"),
    page_icon=":material/school:",
    layout="wide",
    initial_sidebar_state="collapsed",
)
page = st.navigation([st.Page(HERE / "pages" / "distill.py", title=_("Distill"), default=True)], position="hidden")
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.markdown(_("**kdviz** · see knowledge distillation happen"), width="content")
    with st.container(width="content"):
        language_menu()
page.run()

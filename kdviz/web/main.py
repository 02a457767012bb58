"""The script that every page goes through: language, navigation, the page."""

import streamlit as st

from kdviz.catalog.shipped import assets
from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError
from kdviz.web.components.numbers.numbers import number_fields
from kdviz.web.session.address import read_address
from kdviz.web.session.language import language_menu, session_translator
from kdviz.web.session.literal import literal
from kdviz.web.session.pages import DISTILL, pages
from kdviz.web.session.trouble import show_trouble
from kdviz.web.session.view import set_style
from kdviz.web.session.watching import keep_watching

_ = session_translator()
st.set_page_config(
    page_title=_("kdviz: see knowledge distillation happen"),
    page_icon=str(assets() / "logo.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
here = st.navigation(
    [
        st.Page(page.script, url_path=page.name, title=_(page.title), icon=page.icon, default=page.script == DISTILL)
        for page in pages()
    ],
    position="top",
)
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.markdown(_("**kdviz** · see knowledge distillation happen"), width="content")
    with st.container(width="content"):
        language_menu()
number_fields(_)
try:
    shared_engine()
    keep_watching()
    show_trouble(_)
    # The first page answers without its name, too.
    for sentence in read_address(here.url_path or DISTILL.parent.name):
        st.warning(literal(_("From the link: {problem}").format(problem=sentence)))
    set_style()
    here.run()
except SpokenError as error:
    # The store is out of reach: nothing can be kept, so nothing is begun.
    st.error(literal(error.sentence(_)))

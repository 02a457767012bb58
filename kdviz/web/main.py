"""The script that every page goes through: language, navigation, the page."""

import streamlit as st

from kdviz.catalog.shipped import assets
from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError
from kdviz.web.components.frame.frame import frame
from kdviz.web.components.numbers.numbers import number_fields
from kdviz.web.parts.frame import set_style, show_head
from kdviz.web.session.address import read_address
from kdviz.web.session.knobs import let_go_of_removed_data
from kdviz.web.session.language import session_translator
from kdviz.web.session.literal import literal
from kdviz.web.session.pages import HOME, page_of, pages
from kdviz.web.session.trouble import show_trouble
from kdviz.web.session.watching import keep_watching

_ = session_translator()
st.set_page_config(
    page_title=_("kdviz: see knowledge distillation happen"),
    page_icon=str(assets() / "logo.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
)
links = [
    st.Page(page.script, url_path=page.name, title=_(page.title), icon=page.icon, default=page.script == HOME)
    for page in pages()
]
# Streamlit's own way to the pages is a drawer on a phone.
here = st.navigation(links, position="hidden")
head = show_head(links, here, _)
number_fields(_)
try:
    shared_engine()
    keep_watching()
    show_trouble(_)
    # The home page answers without its name, too.
    page = page_of(here.url_path or HOME.parent.name)
    for sentence in read_address(page.name):
        st.warning(literal(_("From the link: {problem}").format(problem=sentence)))
    let_go_of_removed_data()
    set_style(page)
    with head:
        frame(page.notes, _)
    here.run()
except SpokenError as error:
    # The store is out of reach: nothing can be kept, so nothing is begun.
    st.error(literal(error.sentence(_)))

"""Learn: the lesson that the address names, else the home page."""

import streamlit as st

from kdviz.web.views.learn.home import show_home
from kdviz.web.views.learn.lesson import show_lesson

if "lesson" in st.query_params:
    show_lesson(st.query_params["lesson"])
else:
    show_home()

"""The Streamlit entry, for ``streamlit run app.py``; ``python app.py`` is ``kdviz app``."""

import sys

import streamlit as st

from kdviz.cli import main
from kdviz.web.serve import guarded, lifespan, routes

if __name__ == "__main__":
    sys.exit(main(["app", *sys.argv[1:]]))

# Without an address Streamlit listens everywhere. It looks for the words `st.App` in this file.
ADDRESS, BASE = st.get_option("server.address") or "0.0.0.0", st.get_option("server.baseUrlPath")
app = st.App("kdviz/web/main.py", lifespan=lifespan, routes=routes(BASE), middleware=guarded(ADDRESS, BASE))

"""The Streamlit entry, for ``streamlit run app.py``; ``python app.py`` is ``kdviz app``."""

import sys

import streamlit as st

from kdviz.cli import main
from kdviz.web.serve import ROUTES, guarded, lifespan

if __name__ == "__main__":
    sys.exit(main(["app", *sys.argv[1:]]))

# Without an address Streamlit listens everywhere. It looks for the words `st.App` in this file.
MIDDLEWARE = guarded(st.get_option("server.address") or "0.0.0.0")
app = st.App("kdviz/web/main.py", lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)

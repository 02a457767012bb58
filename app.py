"""The Streamlit entry, for ``streamlit run app.py`` and ``python app.py``."""

import streamlit as st

from kdviz.web.routes.frontend import MIDDLEWARE
from kdviz.web.serve import ROUTES, lifespan

app = st.App("kdviz/web/main.py", lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE)

if __name__ == "__main__":
    app.run()

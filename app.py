"""The Streamlit entry, for ``streamlit run app.py`` and ``python app.py``."""

import streamlit as st

from kdviz.web.serve import guarded, lifespan, routes

# Without an address Streamlit listens everywhere. It looks for the words `st.App` in this file.
ADDRESS, BASE = st.get_option("server.address") or "0.0.0.0", st.get_option("server.baseUrlPath")
app = st.App("kdviz/web/main.py", lifespan=lifespan, routes=routes(BASE), middleware=guarded(ADDRESS, BASE))

if __name__ == "__main__":
    app.run()

"""Serving the app."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from kdviz.engine import shared_engine

MAIN = Path(__file__).parent / "main.py"


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Start the workers beside the server, so that they are up when the first person presses Run."""
    threading.Thread(target=shared_engine, name="engine", daemon=True).start()
    yield


def serve(host: str, port: int) -> None:
    """Serve the app at `host` and `port` until interrupted."""
    app = st.App(MAIN, lifespan=lifespan)
    app.run(config={"server.address": host, "server.port": port})

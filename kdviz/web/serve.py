"""Serving the app."""

import logging
import os
import signal
import sys
import threading
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from copy import copy
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute, compile_path
from streamlit.config import _config_options_template as options

from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError
from kdviz.store.uploads import tidy
from kdviz.web.descriptors import allow_many
from kdviz.web.routes import files, live, modules, rows, uploads
from kdviz.web.routes.forwarded import TrustedProxies
from kdviz.web.routes.frontend import FrontEnd
from kdviz.web.routes.guard import EVERYWHERE, Guard, own_addresses
from kdviz.web.routes.visitors import LINK, host_secret, is_shared
from kdviz.web.session.address import names_of_runs

HERE = Path(__file__).parent
ROUTES: list[Route | WebSocketRoute] = [
    *live.ROUTES,
    *files.ROUTES,
    *rows.ROUTES,
    *modules.ROUTES,
    *uploads.ROUTES,
]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Start the workers beside the server, so that they are up when the first person presses Run."""
    if (few := allow_many()) is not None:
        print(few, file=sys.stderr, flush=True)
    if (link := _host_link()) is not None:
        print(f"kdviz: this link makes a browser the host's, who may change everything: {link}", flush=True)
    tidy()
    threading.Thread(target=_start_engine, name="engine", daemon=True).start()
    yield


def _host_link() -> str | None:
    """Return the address with the host's secret; None where everybody is host."""
    address, base = st.get_option("server.address") or EVERYWHERE[0], st.get_option("server.baseUrlPath")
    if not is_shared(address, base):
        return None
    seen = "localhost" if address in EVERYWHERE else f"[{address}]" if ":" in address else address
    return f"http://{seen}:{st.get_option('server.port')}{_prefix(base)}/?{LINK}={host_secret()}"


def _start_engine() -> None:
    try:
        shared_engine()
    except SpokenError as error:
        # Every page says so too, and tries again.
        logging.getLogger(__name__).warning("%s", error)


def routes(base: str) -> list[Route | WebSocketRoute]:
    """Return our routes under the path `base`, beside Streamlit's."""
    moved = [copy(route) for route in ROUTES]
    for route in moved:
        route.path = _prefix(base) + route.path
        route.path_regex, route.path_format, route.param_convertors = compile_path(route.path)
    return moved


def guarded(address: str, base: str) -> list[Middleware]:
    """Return what stands before the app where it is served at `address` under the path `base`, the guard first.

    Raises
    ------
    SpokenError
        If ``KDVIZ_TRUSTED_PROXIES`` cannot be understood.
    """
    # Uvicorn would believe every program on this computer in what it says of where a request comes from.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    guard = Middleware(Guard, address, TrustedProxies(), _prefix(base))
    return [guard, Middleware(FrontEnd, _prefix(base), names_of_runs)]


def _prefix(base: str) -> str:
    """Return what addresses under the path `base` begin with."""
    return f"/{base.strip('/')}".rstrip("/")


def serve(host: str, port: int, base: str = "") -> None:
    """Serve the app at `host` and `port` under the path `base` until interrupted.

    Streamlit looks for its settings beside the command that started it, where an installed package has none, so
    they are handed over.
    """
    settings = tomllib.loads((HERE / ".streamlit" / "config.toml").read_text("utf-8"))
    app = st.App(HERE / "main.py", lifespan=lifespan, routes=routes(base), middleware=guarded(host, base))
    # Where Streamlit is not told under which address it is seen, it asks an outside service for it.
    seen = own_addresses()[0] if host in EVERYWHERE else host
    settings["browser"]["serverAddress"] = f"[{seen}]" if ":" in seen else seen
    place = {"server.address": host, "server.port": port, "server.baseUrlPath": base}
    signal.signal(signal.SIGINT, _interrupted)
    app.run(config={**dict(_dotted(settings)), **_from_environment(), **place})


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Raise what Ctrl-C does; Python's own handler cancels a task instead, which sometimes has ended by itself."""
    raise KeyboardInterrupt


def _from_environment() -> dict[str, Any]:
    """Return Streamlit's settings in variables such as ``STREAMLIT_SERVER_MAX_MESSAGE_SIZE``.

    ``streamlit run`` reads them itself; who starts an app otherwise does that.

    Raises
    ------
    click.UsageError
        If one is none of its kind.
    """
    found = {}
    for name, option in options.items():
        # Streamlit reads secrets itself.
        if (text := os.environ.get(option.env_var)) is not None and not option.sensitive:
            value = click.types.convert_type(option.type)
            try:
                found[name] = [*map(value, text.split())] if option.multiple else value(text)
            except click.BadParameter as error:
                raise click.UsageError(f"{option.env_var} is {text}: {error.message}") from error
    return found


def _dotted(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value

"""The guard before everything, HTTP and WebSocket alike: whom the server answers, and how its pages may be used.

A page elsewhere on the web reaches a server on this computer through the reader's browser. Such a request says under
which name it was sent (`Host`) and from which page (`Origin`); both must be ours.
"""

import base64
import hashlib
import os
import re
import socket
from urllib.parse import urlsplit

import psutil
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from kdviz.i18n import N_, Translator, choose_language
from kdviz.web.routes.crowd import Crowd
from kdviz.web.routes.forwarded import TrustedProxies
from kdviz.web.routes.frontend import FOLDER
from kdviz.web.routes.uploads import PATH as UPLOADS
from kdviz.web.routes.visitors import ALLOWED_HOSTS, Visitors, is_shared

# Origins of pages that may show the app in a frame, such as a course's, separated by spaces.
FRAME_ANCESTORS = "KDVIZ_FRAME_ANCESTORS"
FAMILIES = (socket.AF_INET, socket.AF_INET6)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")
# Pages send nothing over HTTP but files with own data: what readers do goes over Streamlit's WebSocket.
METHODS = ("GET", "HEAD")
# What a WebSocket is closed with, by the status of a request that is refused alike; and for a message's size.
CLOSED = {403: 4403, 429: 1013}
TOO_LARGE = 1009
# Bytes of a message over a WebSocket: all that a page's widgets are set to takes some thousands.
LARGEST = 1 << 18
UNKNOWN_NAME = N_("This server is not known under that name. The setting KDVIZ_ALLOWED_HOSTS on the server can add it.")
FOREIGN_PAGE = N_("Only pages of this server may ask it. The setting KDVIZ_ALLOWED_HOSTS on the server can add others.")
NOTHING_SENT = N_("Nothing is sent here.")
CROWDED = N_("Too much is asked of this server at once. Close some pages, or try again in a moment.")
# Whence a page may have what; docs/running.md says what fails without each exception.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' blob: {inline}",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def own_addresses() -> list[str]:
    """Return this computer's addresses, those of the network before those of the loopback; nobody outside is asked."""
    cards = psutil.net_if_addrs().values()
    found = [each.address.partition("%")[0] for card in cards for each in card if each.family in FAMILIES]
    return sorted({*found, *LOOPBACK}, key=lambda address: (address in LOOPBACK, ":" in address, address))


class Guard:
    """Middleware that refuses foreign requests, and says of every answer how it may be used.

    Parameters
    ----------
    app : ASGI application
    address : str
        Where the server listens: it may be asked under this name, and under any of this computer's where it listens
        everywhere. ``KDVIZ_ALLOWED_HOSTS`` adds names, with or without their ports, of a reverse proxy before it.
    proxies : TrustedProxies
        Where the requests of these were first sent counts, not where they come in.
    base : str
        What all addresses begin with, such as ``/kd``, or nothing.
    """

    def __init__(self, app: ASGIApp, address: str, proxies: TrustedProxies, base: str = "") -> None:
        self._app = app
        self._proxies = proxies
        self._base = base
        self._crowd = Crowd()
        self._visitors = Visitors(shared=is_shared(address, base), base=base)
        self._named = frozenset(
            filter(None, (name.strip().lower() for name in os.environ.get(ALLOWED_HOSTS, "").split(",")))
        )
        computer = socket.gethostname().lower()
        self._everywhere = address in EVERYWHERE
        self._own = frozenset(
            (*LOOPBACK, address.lower(), *((computer, f"{computer}.local") if self._everywhere else ()))
        )
        frames = {"frame-ancestors": f"'self' {os.environ.get(FRAME_ANCESTORS, '')}".strip()}
        policy = "; ".join(f"{what} {whence}" for what, whence in (POLICY | frames).items())
        self._headers = {
            "Content-Security-Policy": policy.format(inline=" ".join(_inline_scripts())),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let the app answer it."""
        cookie, closed = None, False

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                # Streamlit, which does not check origins itself here, lets every page read its answers.
                del headers["Access-Control-Allow-Origin"]
                if cookie is not None:
                    headers.append("Set-Cookie", cookie)
                    headers["Cache-Control"] = "private, no-cache"
            if not closed:
                await send(message)

        async def bounded() -> Message:
            nonlocal closed
            message = await receive()
            if len(message.get("bytes") or message.get("text") or b"") > LARGEST:
                await send({"type": "websocket.close", "code": TOO_LARGE})
                closed = True
                return {"type": "websocket.disconnect", "code": TOO_LARGE}
            return message

        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request = self._proxies.first_sent(scope)
        refusal = self._refusal(request, proxied=request is not scope)
        if refusal is None:
            signed_in = self._visitors.signed_in(request)
            request, cookie = self._visitors.introduce(request)
            with self._crowd.entered(request) as has_room:
                if has_room:
                    await (signed_in or self._app)(request, bounded, marked)
                    return
            refusal = 429, CROWDED
        status, reason = refusal
        if scope["type"] == "websocket":
            await WebSocketClose(CLOSED[status])(scope, receive, send)
        else:
            _ = Translator(choose_language(Headers(scope=scope).get("accept-language")))
            await PlainTextResponse(_(reason), status)(scope, receive, marked)

    def _refusal(self, request: Scope, *, proxied: bool) -> tuple[int, str] | None:
        """Return the status and the reason where a request is refused."""
        headers = Headers(scope=request)
        host, origin = headers.get("host", "").lower(), headers.get("origin")
        if not self._is_own(_name(host)) and not self._is_named(host):
            return 403, UNKNOWN_NAME
        if origin is not None:
            page = origin.lower().partition("://")[2]
            # A proxy may change the host on the way, and is named then. What is no browser sends no origin. Some change
            # the origin to where they ask us, which pages elsewhere could say, too: only who is trusted may.
            if page != host and not self._is_named(page) and not (proxied and self._is_here(page, request)):
                return 403, FOREIGN_PAGE
        # A browser says of what it sends from which page it comes; that is one of ours, as was seen above.
        is_upload = origin is not None and (request.get("method"), request["path"]) == ("POST", self._base + UPLOADS)
        if request["type"] == "http" and request["method"] not in METHODS and not is_upload:
            return 405, NOTHING_SENT
        return None

    def _is_own(self, name: str) -> bool:
        # Addresses are asked for anew: a laptop that moves to another network has another one.
        return name in self._own or (self._everywhere and name in own_addresses())

    def _is_here(self, netloc: str, request: Scope) -> bool:
        """Return whether `netloc` is where this server listens, under a name of its own."""
        _address, port = request.get("server") or ("", None)
        return self._is_own(_name(netloc)) and netloc.rpartition(":")[2] == str(port)

    def _is_named(self, netloc: str) -> bool:
        return netloc in self._named or _name(netloc) in self._named


def _inline_scripts() -> list[str]:
    """Name the scripts inside of Streamlit's page by their digests, so that no others run there."""
    page = (FOLDER / "index.html").read_text("utf-8")
    digests = [hashlib.sha256(script.encode()).digest() for script in re.findall(r"<script>(.*?)</script>", page, re.S)]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _name(netloc: str) -> str:
    """Return a host without its port; empty where it cannot be read."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""

"""The visitors: each browser is known by a random cookie, and the host's by a secret that the terminal shows.

The guard hands on who asks in two headers of its own, which pages read as `st.context.headers`.
"""

import hashlib
import ipaddress
import os
import re
import secrets
from functools import cache
from hmac import compare_digest
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope

from kdviz.i18n import N_, Translator, choose_language
from kdviz.store.home import secret
from kdviz.store.whose import of_visitor
from kdviz.web.routes.forwarded import TRUSTED_PROXIES

# Names under which a reverse proxy serves the app, separated by commas.
ALLOWED_HOSTS = "KDVIZ_ALLOWED_HOSTS"
# Whoever a browser is, as `of_visitor` says it, or nothing; and whether it is the host's.
BROWSER, IS_HOST = "X-Kdviz-Browser", "X-Kdviz-Is-Host"
# What the host's link asks for, after any address of a page.
LINK = "host"
COOKIE = "kdviz"
TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
# Seconds in which a browser may forget who it was.
YEAR = 365 * 86_400
# What proxies add.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
NOT_THE_HOST = N_("This is not the host's link: the terminal of kdviz shows that one.")


@cache
def host_secret() -> str:
    """Return the secret that the host's browser has, and whoever can read it in the home."""
    return secret("host.secret")


def is_shared(address: str, base: str) -> bool:
    """Return whether others than who sits at this computer may reach a server that listens at `address`.

    They may where it listens beyond the loopback, and where something says that a proxy is before it: names or proxies
    that are allowed, or a path that it leaves in place.
    """
    try:
        here = ipaddress.ip_address(address).is_loopback
    except ValueError:
        here = address == "localhost"
    return not here or bool(base.strip("/") or os.environ.get(ALLOWED_HOSTS) or os.environ.get(TRUSTED_PROXIES))


class Visitors:
    """Who asks: a browser, and the host where others may reach the server; else everybody is host.

    Parameters
    ----------
    shared : bool
        As of `is_shared`.
    base : str
        What all addresses begin with, such as ``/kd``, or nothing.
    """

    def __init__(self, *, shared: bool, base: str) -> None:
        self._secret = host_secret() if shared else None
        self._base = base
        # A browser sends its cookies to every port of a computer: that of another home's server is another one.
        name = hashlib.sha256((self._secret or "").encode()).hexdigest()[:8]
        self._host_cookie = f"{COOKIE}-host-{name}"

    def introduce(self, scope: Scope) -> tuple[Scope, str | None]:
        """Return the request with who sends it, and the cookie that the answer shall bring, if any."""
        request = HTTPConnection(scope)
        token = request.cookies.get(COOKIE, "")
        known = TOKEN.fullmatch(token) is not None
        cookie = None
        if not known and self._is_page(scope):
            token = secrets.token_urlsafe(32)
            cookie, known = self._cookie(COOKIE, token, scope), True
        scope = {**scope, "headers": [*scope["headers"]]}
        headers = MutableHeaders(scope=scope)
        headers[BROWSER] = of_visitor(token) if known else ""
        headers[IS_HOST] = "yes" if self._is_host(request) else "no"
        return scope, cookie

    def _is_host(self, request: HTTPConnection) -> bool:
        if self._secret is not None:
            return _equal(request.cookies.get(self._host_cookie, ""), self._secret)
        # A proxy that nobody told us of.
        return not any(name in request.headers for name in FORWARDED)

    def signed_in(self, scope: Scope) -> Response | None:
        """Return the answer to the host's link: the cookie, and the same page without the secret in its address."""
        asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        said = next((value for name, value in asked if name == LINK), None)
        if said is None or not self._is_page(scope):
            return None
        if self._secret is not None and not _equal(said, self._secret):
            _ = Translator(choose_language(Headers(scope=scope).get("accept-language")))
            return PlainTextResponse(_(NOT_THE_HOST), 403)
        rest = urlencode([(name, value) for name, value in asked if name != LINK])
        # As the browser sees the address: a proxy may have put a path before it.
        answer = RedirectResponse(f"./{scope['path'].rpartition('/')[2]}{rest and '?'}{rest}", 303)
        if self._secret is not None:
            answer.headers["Set-Cookie"] = self._cookie(self._host_cookie, self._secret, scope)
        return answer

    def _is_page(self, scope: Scope) -> bool:
        """Return whether a browser opens a page, which stands right under the base: cookies are for all below it."""
        opens = "text/html" in Headers(scope=scope).get("accept", "")
        return scope["type"] == "http" and opens and scope["path"].removeprefix(self._base).count("/") == 1

    def _cookie(self, name: str, value: str, scope: Scope) -> str:
        parts = [f"{name}={value}", f"Max-Age={YEAR}", "HttpOnly", "SameSite=Lax"]
        # Without a path, browsers take that of the page as they see it, which a proxy may have made longer.
        parts += [f"Path={self._base}"] if self._base else []
        parts += ["Secure"] if scope["scheme"] == "https" else []
        return "; ".join(parts)


def _equal(said: str, known: str) -> bool:
    return compare_digest(said.encode(), known.encode())

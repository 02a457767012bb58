"""A reverse proxy tells under which name, over which scheme and from where a request was first sent."""

import ipaddress
import os
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from kdviz.i18n import N_, SpokenError

# Addresses or networks of proxies that are believed, separated by commas.
TRUSTED_PROXIES = "KDVIZ_TRUSTED_PROXIES"
SECURE = {"http": "http", "https": "https"}
SECURE_SOCKET = {"http": "ws", "https": "wss"}


class TrustedProxies:
    """The proxies whose ``X-Forwarded-…`` headers are believed; anybody else may have made them up.

    Raises
    ------
    SpokenError
        If ``KDVIZ_TRUSTED_PROXIES`` names something that is no address.
    """

    def __init__(self) -> None:
        self._networks = [_network(text) for text in _parts([os.environ.get(TRUSTED_PROXIES, "")])]

    def __contains__(self, address: str) -> bool:
        """Return whether `address` is that of a trusted proxy."""
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        # A server that listens on `::` sees other computers' IPv4 so.
        peer = getattr(peer, "ipv4_mapped", None) or peer
        return any(peer in network for network in self._networks)

    def first_sent(self, scope: Scope) -> Scope:
        """Return the request as it came to the proxies, if one that is trusted sends it; else as it is."""
        if not scope.get("client") or scope["client"][0] not in self:
            return scope
        scope = {**scope, "headers": [*scope["headers"]]}
        headers = MutableHeaders(scope=scope)
        # Each proxy appends: the last of them is the one that we know.
        if hosts := _parts(headers.getlist("x-forwarded-host")):
            headers["host"] = hosts[-1]
        if schemes := _parts(headers.getlist("x-forwarded-proto")):
            known = SECURE_SOCKET if scope["type"] == "websocket" else SECURE
            scope["scheme"] = known.get(schemes[-1], scope["scheme"])
        strangers = [text for text in _parts(headers.getlist("x-forwarded-for")) if text not in self]
        if strangers:
            scope["client"] = (strangers[-1], 0)
        return scope


def _parts(texts: Iterable[str]) -> list[str]:
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        allowed = N_("{name} is {value}: allowed are addresses such as 127.0.0.1 or 10.0.0.0/8, separated by commas.")
        raise SpokenError(allowed, name=TRUSTED_PROXIES, value=text) from error

"""How many requests are under way at once, WebSockets as long as they are open: of each visitor, and in all."""

import ipaddress
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.types import Scope

from kdviz.catalog.limits import LIMITS
from kdviz.web.routes.visitors import BROWSER

# Of all requests, those that come from one address without a cookie: a class in a frame whose cookies are refused, too.
WITHOUT_COOKIE = 4


class Crowd:
    """Counts the requests that are under way; who sends one is known by the browser's cookie, else by its address."""

    def __init__(self) -> None:
        self.under_way = Counter[str]()

    @contextmanager
    def entered(self, request: Scope) -> Iterator[bool]:
        """Count a request that a visitor was introduced with while it is under way; yield whether there was room."""
        browser = Headers(scope=request).get(BROWSER)
        who = browser or _network(request)
        most = LIMITS.visitor_requests if browser else LIMITS.requests // WITHOUT_COOKIE
        if self.under_way[who] >= most or self.under_way.total() >= LIMITS.requests:
            yield False
            return
        self.under_way[who] += 1
        try:
            yield True
        finally:
            self.under_way[who] -= 1
            if not self.under_way[who]:
                del self.under_way[who]


def _network(request: Scope) -> str:
    """Return from where a request comes; of IPv6 the network, whose addresses one computer has all."""
    address, _port = request.get("client") or ("", 0)
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))

"""Answers from memory, compressed once."""

import gzip
from functools import cache

from starlette.datastructures import Headers
from starlette.responses import Response

YEAR = "public, immutable, max-age=31536000"

_pack = cache(gzip.compress)


def answer(content: bytes, kind: str | None, keep: str, headers: Headers, *, packs: bool = True) -> Response:
    """Return the answer to a request.

    Parameters
    ----------
    content : bytes
    kind : str or None
        Its media type.
    keep : str
        How long a browser may keep it, as ``Cache-Control``.
    headers : Headers
        The request's.
    packs : bool
        Whether packing makes it smaller.
    """
    said = {"Vary": "Accept-Encoding", "Cache-Control": keep}
    if packs and "gzip" in headers.get("accept-encoding", ""):
        return Response(_pack(content), media_type=kind, headers={**said, "Content-Encoding": "gzip"})
    return Response(content, media_type=kind, headers=said)

"""Files with own data, sent by a page of ours: each streams to a file in the home, which a worker reads."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

import anyio
import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kdviz.catalog.limits import LIMITS
from kdviz.i18n import N_, Translator, choose_language
from kdviz.store import uploads
from kdviz.store.whose import HOST
from kdviz.web.routes.visitors import BROWSER, IS_HOST

log = logging.getLogger(__name__)

PATH = "/upload"
MEGABYTE = 10**6
TOO_LARGE = N_("The file has more than {most} MB, which KDVIZ_MAX_DATA_BYTES allows: take fewer rows.")
NOBODY = N_("This browser keeps no cookies, so nobody would know whose the file is: allow them.")
REPLACED = N_("Another file has been sent from this browser since, so this one is not kept.")
NO_ROOM = N_("The file cannot be kept on the server: its disk is full or cannot be written.")


async def upload(request: Request) -> Response:
    """Keep what a page sends, at most as much as is allowed, and answer with what names it."""
    _ = Translator(choose_language(request.headers.get("accept-language")))
    who = HOST if request.headers[IS_HOST] == "yes" else request.headers[BROWSER]
    if not who:
        return PlainTextResponse(_(NOBODY), 403)
    most = {"most": LIMITS.data_bytes // MEGABYTE}
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > LIMITS.data_bytes:
        return PlainTextResponse(_.fill(TOO_LARGE, most), 413)
    try:
        path, token = await anyio.to_thread.run_sync(uploads.new, who)
        wrong = await _keep(request, path)
    except ClientDisconnect:
        return Response(status_code=400)
    except OSError as error:
        log.warning("upload: %s", error)
        return PlainTextResponse(_(NO_ROOM), 507)
    if wrong:
        return PlainTextResponse(_.fill(wrong, most), 413)
    loop = asyncio.get_running_loop()
    # Also where nobody ever sends another file.
    loop.call_later(uploads.LONGEST + 1, lambda: loop.run_in_executor(None, uploads.tidy))
    return JSONResponse({"token": token})


async def _keep(request: Request, path: Path) -> str:
    """Write what comes, piece by piece, and return why it is not kept; nothing where it is."""
    written, wrong = 0, ""
    try:
        async with await anyio.open_file(path, "wb") as file:
            async for piece in request.stream():
                written += len(piece)
                # The next upload of the same visitor removes this one, so that they never take the room of two.
                wrong = TOO_LARGE if written > LIMITS.data_bytes else "" if path.exists() else REPLACED
                if wrong:
                    break
                await file.write(piece)
    except BaseException:
        _drop(path)
        raise
    if wrong:
        _drop(path)
    return wrong


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


ROUTES = [Route(PATH, upload, methods=["POST"])]

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
GONE = N_("The file is not kept: this browser has sent another since, or other files needed its room.")
NO_ROOM = N_("The file cannot be kept on the server: its disk is full or cannot be written.")
STATUS = {TOO_LARGE: 413, GONE: 409}

# The one task that removes what nobody adds, while there is a file.
_tidying: set[asyncio.Task[None]] = set()


async def upload(request: Request) -> Response:
    """Keep what a page sends, at most as much as is allowed, and answer with what names it."""
    _ = Translator(choose_language(request.headers.get("accept-language")))
    who = HOST if request.headers[IS_HOST] == "yes" else request.headers[BROWSER]
    if not who:
        return PlainTextResponse(_(NOBODY), 403)
    most = {"most": LIMITS.data_bytes // MEGABYTE}
    said = request.headers.get("content-length", "")
    size = int(said) if said.isdecimal() else LIMITS.data_bytes
    if size > LIMITS.data_bytes:
        return PlainTextResponse(_.fill(TOO_LARGE, most), 413)
    try:
        path, token = await anyio.to_thread.run_sync(uploads.new, who, size)
        wrong = await _keep(request, path)
    except ClientDisconnect:
        return Response(status_code=400)
    except OSError as error:
        log.warning("upload: %s", error)
        return PlainTextResponse(_(NO_ROOM), 507)
    if wrong:
        return PlainTextResponse(_.fill(wrong, most), STATUS[wrong])
    if not _tidying:
        task = asyncio.create_task(_tidy())
        _tidying.add(task)
        task.add_done_callback(_tidying.discard)
    return JSONResponse({"token": token})


async def _tidy() -> None:
    """Remove each file when its hours are over, also where nobody ever sends another one."""
    while (left := await anyio.to_thread.run_sync(uploads.tidy)) is not None:
        await asyncio.sleep(left)


async def _keep(request: Request, path: Path) -> str:
    """Write what comes, piece by piece, and return why it is not kept; nothing where it is."""
    written, wrong = 0, ""
    try:
        # Not made anew where it is gone already.
        async with await anyio.open_file(path, "r+b") as file:
            async for piece in request.stream():
                written += len(piece)
                # The next upload of the same visitor removes this one, so that they never take the room of two.
                wrong = TOO_LARGE if written > LIMITS.data_bytes else "" if path.exists() else GONE
                if wrong:
                    break
                await file.write(piece)
        if not wrong:
            # Others may have sent as much at once, while each found room when it began.
            await anyio.to_thread.run_sync(uploads.tidy)
            wrong = "" if path.exists() else GONE
    except FileNotFoundError:
        wrong = GONE
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

"""Files with own data, sent by a page of ours: each streams to a file in the home, which a worker reads."""

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
NO_ROOM = N_("The file cannot be kept on the server: its disk is full or cannot be written.")


async def upload(request: Request) -> Response:
    """Keep what a page sends, at most as much as is allowed, and answer with what names it."""
    _ = Translator(choose_language(request.headers.get("accept-language")))
    who = HOST if request.headers[IS_HOST] == "yes" else request.headers[BROWSER]
    if not who:
        return PlainTextResponse(_(NOBODY), 403)
    too_large = PlainTextResponse(_.fill(TOO_LARGE, {"most": LIMITS.data_bytes // MEGABYTE}), 413)
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > LIMITS.data_bytes:
        return too_large
    try:
        path, token = await anyio.to_thread.run_sync(uploads.new, who)
        whole = await _keep(request, path)
    except ClientDisconnect:
        return Response(status_code=400)
    except OSError as error:
        log.warning("upload: %s", error)
        return PlainTextResponse(_(NO_ROOM), 507)
    return JSONResponse({"token": token}) if whole else too_large


async def _keep(request: Request, path: Path) -> bool:
    """Write what comes, piece by piece, and return whether it was not too much; what is not whole is not kept."""
    written = 0
    try:
        async with await anyio.open_file(path, "wb") as file:
            async for piece in request.stream():
                written += len(piece)
                if written > LIMITS.data_bytes:
                    break
                await file.write(piece)
            else:
                return True
    except BaseException:
        _drop(path)
        raise
    _drop(path)
    return False


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


ROUTES = [Route(PATH, upload, methods=["POST"])]

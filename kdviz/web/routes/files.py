"""Kept arrays of runs and compressions, for components that compute in the browser."""

import logging

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError
from kdviz.store import teachers
from kdviz.store.history import WHOLE_ID
from kdviz.store.names import UnknownJobError
from kdviz.store.recordings import (
    RECORDED,
    RECORDED_COMPRESSION,
    RECORDED_RUN,
    recorded_compression_file,
    recorded_file,
)
from kdviz.store.samples import MissingFileError

log = logging.getLogger(__name__)

PATH = "/kept/{run_id}/{name}.safetensors"
NOTHING, TROUBLE = "There is no such file.", "The store is out of reach; try again."
NAMES = ("arrays", "course", "story", "students", "teacher")


async def kept(request: Request) -> Response:
    """Serve one of a finished job's files as it was written; ids cannot be guessed."""
    run_id, name = request.path_params["run_id"], request.path_params["name"]
    if name not in NAMES or not (run_id in (RECORDED_RUN, RECORDED_COMPRESSION) or WHOLE_ID.fullmatch(run_id)):
        return PlainTextResponse(NOTHING, 404)
    try:
        content = await anyio.to_thread.run_sync(_content, run_id, name)
    except (UnknownJobError, MissingFileError):
        return PlainTextResponse(NOTHING, 404)
    except SpokenError as error:
        log.warning("%s", error)
        return PlainTextResponse(TROUBLE, 503)
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _content(run_id: str, name: str) -> bytes:
    if run_id == RECORDED_RUN:
        return recorded_file(RECORDED, name)
    if run_id == RECORDED_COMPRESSION:
        return recorded_compression_file(run_id, name)
    history = shared_engine().history
    if name == "teacher":
        run = history.get(run_id)
        return teachers.content(history.folder, run.experiment, (run.result and run.result.device) or "cpu")
    return history.file(run_id, name, kind=None)


def path(run_id: str, name: str) -> str:
    """Return where the file `name` of the run or compression `run_id` is served."""
    return PATH.format(run_id=run_id, name=name)


ROUTES = [Route(PATH, kept)]

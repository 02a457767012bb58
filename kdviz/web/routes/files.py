"""Kept arrays of runs, compressions and attacks, for components that compute in the browser."""

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
    RECORDED_ATTACK,
    RECORDED_COMPRESSION,
    RECORDED_RUN,
    recorded_attack_file,
    recorded_compression_file,
    recorded_file,
)
from kdviz.store.samples import MissingFileError

log = logging.getLogger(__name__)

PATH = "/kept/{run_id}/{name}.safetensors"
NOTHING, TROUBLE = "There is no such file.", "The store is out of reach; try again."
RECORDINGS = (RECORDED_RUN, RECORDED_COMPRESSION, RECORDED_ATTACK)
NAMES = ("arrays", "course", "story", "students", "teacher")


async def kept(request: Request) -> Response:
    """Serve one of a finished job's files as it was written; ids cannot be guessed."""
    run_id, name = request.path_params["run_id"], request.path_params["name"]
    if name not in NAMES or not (run_id in RECORDINGS or WHOLE_ID.fullmatch(run_id)):
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
    if run_id == RECORDED_ATTACK:
        return recorded_attack_file(run_id, name)
    history = shared_engine().history
    if name == "teacher":
        run = history.get(run_id)
        return teachers.content(history.folder, run.experiment, (run.result and run.result.device) or "cpu")
    return history.file(run_id, name, kind=None)


def path(run_id: str, name: str, made: float | None = None) -> str:
    """Return where the file `name` of the run, compression or attack `run_id` is served.

    Browsers keep it for a day; where a job can be made anew under its id, `made` tells its files apart.
    """
    address = PATH.format(run_id=run_id, name=name)
    return address if made is None else f"{address}?made={made}"


ROUTES = [Route(PATH, kept)]

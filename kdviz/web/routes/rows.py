"""Single rows of tables in words, and samples of each class, for components that show them."""

import json
import logging
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kdviz.catalog import CatalogError, DatasetCard
from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError

log = logging.getLogger(__name__)

PATH, SAMPLES = "/rows/{dataset}/{row:int}.json", "/samples/{dataset}.json"
# A worker reads data sets.
CARD, OF_CLASSES = "kdviz.datasets.cards:row_card", "kdviz.datasets.cards:class_samples"
NOTHING, TROUBLE = "There is no such data.", "No training process answers; try again."


async def row(request: Request) -> Response:
    """Serve a few columns of a row with its values; the names of own data sets cannot be guessed."""
    return await _answer(CARD, request.path_params["dataset"], request.path_params["row"])


async def samples(request: Request) -> Response:
    """Serve a sample of each class, under the same names."""
    return await _answer(OF_CLASSES, request.path_params["dataset"])


async def _answer(function: str, *arguments: Any) -> Response:
    """Return what a function of a worker says, as JSON."""
    try:
        told = await anyio.to_thread.run_sync(shared_engine().call, function, *arguments)
    except CatalogError:
        return PlainTextResponse(NOTHING, 404)
    except SpokenError as error:
        log.warning("%s", error)
        return PlainTextResponse(TROUBLE, 503)
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(json.dumps(told), media_type="application/json", headers=headers)


def path(data: DatasetCard) -> str:
    """Return where rows of a table are served, their place in it as a blank; nothing of other data."""
    return f"/rows/{data.name}/{{row}}.json" if data.rows else ""


def sample_path(data: DatasetCard) -> str:
    """Return where samples of a data set are served."""
    return f"/samples/{data.name}.json"


ROUTES = [Route(PATH, row), Route(SAMPLES, samples)]

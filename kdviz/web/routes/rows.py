"""Single rows of tables in words, for components that show them."""

import json
import logging
from collections.abc import Sequence

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kdviz.catalog import CatalogError, DatasetCard
from kdviz.engine import shared_engine
from kdviz.i18n import SpokenError

log = logging.getLogger(__name__)

PATH = "/rows/{dataset}/{row:int}.json"
# A worker reads tables.
CARD = "kdviz.datasets.cards:row_card"
NOTHING, TROUBLE = "There is no such row.", "No training process answers; try again."


async def row(request: Request) -> Response:
    """Serve a few columns of a row with its values; the names of own data sets cannot be guessed."""
    dataset, place = request.path_params["dataset"], request.path_params["row"]
    try:
        columns: Sequence[tuple[str, str]] = await anyio.to_thread.run_sync(shared_engine().call, CARD, dataset, place)
    except CatalogError:
        return PlainTextResponse(NOTHING, 404)
    except SpokenError as error:
        log.warning("%s", error)
        return PlainTextResponse(TROUBLE, 503)
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(json.dumps(columns), media_type="application/json", headers=headers)


def path(data: DatasetCard) -> str:
    """Return where rows of a table are served, their place in it as a blank; nothing of other data."""
    return f"/rows/{data.name}/{{row}}.json" if data.rows else ""


ROUTES = [Route(PATH, row)]

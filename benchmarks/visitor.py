"""A visitor without a browser: one Streamlit session over its WebSocket, in Streamlit's own protocol."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ContextInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE = 120
PROTOCOL = Subprotocol("streamlit")
WHOLE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
# The page Train, which visitors open.
PAGE = "distill"
# The fold of its settings.
SETTINGS = "others"


class Visitor:
    """A session; `visit` opens one.

    Attributes
    ----------
    query : str
        The URL's, as the page has last set it.
    """

    def __init__(self, socket: ClientConnection, url: str, query: str) -> None:
        self._socket = socket
        self._context = ContextInfo(locale="en-US", timezone="UTC", url=url)
        self._widgets: dict[str, tuple[str, str]] = {}
        self._states: dict[str, WidgetState] = {}
        self._cached: set[str] = set()
        self._page = ""
        self.query = query

    async def load(self, fragment: str = "") -> float:
        """Have the script, or a fragment of it, run with what has been set; return the seconds until all was here."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self.query, self._page, fragment
        if not self._page:
            state.page_name = PAGE
        state.context_info.CopyFrom(self._context)
        state.cached_message_hashes.extend(self._cached)
        state.widget_states.widgets.extend(self._states.values())
        start = perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            await self._finished()
        return perf_counter() - start

    async def move(self, key: str, value: float) -> float:
        """Move the slider `key` and return the seconds that the page took."""
        widget, fragment = self._widgets[key]
        state = WidgetState(id=widget)
        state.double_array_value.data.append(value)
        self._states[widget] = state
        return await self.load(fragment)

    async def press(self, key: str) -> float:
        """Press the button `key` and return the seconds that the page took."""
        widget, fragment = self._widgets[key]
        self._states[widget] = WidgetState(id=widget, trigger_value=True)
        seconds = await self.load(fragment)
        del self._states[widget]
        return seconds

    async def unfold(self, key: str) -> float:
        """Open the fold `key` and return the seconds that the page took."""
        widget, fragment = self._widgets[key]
        self._states[widget] = WidgetState(id=widget, bool_value=True)
        return await self.load(fragment)

    @property
    def run_id(self) -> str:
        """The run on show."""
        found = re.search("run=([0-9a-f]{32})", self.query)
        assert found, f"no run in {self.query!r}"
        return found[1]

    async def _finished(self) -> None:
        begun = False
        while True:
            data = await self._socket.recv()
            assert isinstance(data, bytes)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            begun |= kind == "new_session"
            if message.metadata.cacheable:
                self._cached.add(message.hash)
            if kind == "delta":
                self._note(message.delta)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "script_finished" and begun:
                if message.script_finished in WHOLE:
                    return
                assert message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN, "the script failed"

    def _note(self, delta: Delta) -> None:
        element = delta.new_element
        assert element.WhichOneof("type") != "exception", element.exception.message
        for widget in (delta.add_block.expandable.id, element.slider.id, element.button.id):
            if widget:
                self._widgets[widget.rpartition("-")[2]] = (widget, delta.fragment_id)


@asynccontextmanager
async def visit(url: str, query: str) -> AsyncIterator[Visitor]:
    """Open the page at `url` with `query` and wait until it is whole."""
    address = f"{url.replace('http', 'ws')}/_stcore/stream"
    async with connect(address, subprotocols=[PROTOCOL], max_size=None) as socket:
        visitor = Visitor(socket, url, query)
        await visitor.load()
        yield visitor

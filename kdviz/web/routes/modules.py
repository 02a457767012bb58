"""The browser code of our components: native ES modules, in a folder that is named by the content of all of them.

A browser keeps them for good. Other content has another folder, so that modules import each other by relative names and
always get those of their own version.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kdviz.catalog.shipped import assets
from kdviz.web.routes.packed import YEAR, answer

# Each holds folders of modules.
ROOTS = (Path(__file__).parent.parent / "components", assets())
PATH = "modules/{version}/{name}"


class Modules:
    """All modules as they were when the server started: what is sent is what `version` names.

    Parameters
    ----------
    roots : iterable of Path
        The modules are in folders of these; their names begin with that of the folder.
    """

    def __init__(self, roots: Iterable[Path] = ROOTS) -> None:
        files = {file.relative_to(root).as_posix(): file for root in roots for file in root.glob("*/*.js")}
        self._contents = {name: files[name].read_bytes() for name in sorted(files)}
        parts = (part for name, content in self._contents.items() for part in (name.encode(), content))
        self.version = hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]

    def address(self, name: str) -> str:
        """Return where the module `name` is served, from the app's own address on."""
        return PATH.format(version=self.version, name=name)

    def needed_by(self, name: str) -> list[str]:
        """Return the names of the module `name` and of all that it imports."""
        names = [name]
        for each in names:
            imports = re.findall(rb'^(?:import|}) .*from "(\.[^"]+)"', self._contents[each], re.MULTILINE)
            others = (posixpath.normpath(f"{posixpath.dirname(each)}/{found.decode()}") for found in imports)
            names += [other for other in dict.fromkeys(others) if other not in names]
        return names

    async def serve(self, request: Request) -> Response:
        """Serve one module; there is none of another version."""
        content = self._contents.get(request.path_params["name"])
        if content is None or request.path_params["version"] != self.version:
            return PlainTextResponse("There is no such module.", 404)
        return answer(content, "text/javascript", YEAR, request.headers)


MODULES = Modules()
ROUTES = [Route("/" + PATH.replace("{name}", "{name:path}"), MODULES.serve)]

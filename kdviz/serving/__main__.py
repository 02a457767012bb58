"""``python -m kdviz.serving FILE HOST PORT``: serve the student in an ONNX file.

Where its standard input is a pipe, it ends with that.
"""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import uvicorn

from kdviz.serving.app import app_of


def is_piped() -> bool:
    """Return whether standard input is a pipe: a terminal may stop whoever reads it, and a service has none."""
    try:
        return stat.S_ISFIFO(os.fstat(0).st_mode)
    except OSError:
        return False


def end_with_input(server: uvicorn.Server) -> None:
    """End a server once nobody is there any more who could write to its input: also who was killed closes it."""
    while os.read(0, 4096):
        pass
    server.should_exit = True


if __name__ == "__main__":
    file, host, port = sys.argv[1:]
    app = app_of(Path(file).read_bytes())
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=int(port), log_level="warning", access_log=False))
    if is_piped():
        Thread(target=end_with_input, args=(server,), daemon=True).start()
    # Once it has ended in order, uvicorn raises the signal again that ended it.
    with suppress(KeyboardInterrupt):
        server.run()

"""``python -m kdviz.serving FILE HOST PORT``: serve the student in an ONNX file, as long as standard input is open."""

import os
import sys
from pathlib import Path
from threading import Thread

import uvicorn

from kdviz.serving.app import app_of


def end_with_input(server: uvicorn.Server) -> None:
    """End a server once nobody is there any more who could write to its input: also who was killed closes it."""
    while os.read(0, 4096):
        pass
    server.should_exit = True


if __name__ == "__main__":
    file, host, port = sys.argv[1:]
    app = app_of(Path(file).read_bytes())
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=int(port), log_level="warning", access_log=False))
    Thread(target=end_with_input, args=(server,), daemon=True).start()
    server.run()

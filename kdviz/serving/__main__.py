"""``python -m kdviz.serving FILE HOST PORT``: serve the student in an ONNX file."""

import sys
from pathlib import Path

import uvicorn

from kdviz.serving.app import app_of

if __name__ == "__main__":
    file, host, port = sys.argv[1:]
    uvicorn.run(app_of(Path(file).read_bytes()), host=host, port=int(port), log_level="warning", access_log=False)

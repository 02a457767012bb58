"""A student behind HTTP: ``kdviz serve``."""

import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from kdviz.catalog import CatalogError
from kdviz.cli.app import check_address
from kdviz.cli.say import say
from kdviz.cli.take import student_options
from kdviz.engine import shared_engine
from kdviz.engine.exports import export
from kdviz.experiment import CompressionError


@click.command()
@student_options
@click.option("--int8", is_flag=True, help="Serve it in 8-bit integers.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 serves it to the whole network.")
@click.option("--port", default="8700", show_default=True, help="From 1 to 65535.")
def serve(job_id: str, arm: str, seed: int | None, pipeline: str | None, int8: bool, host: str, port: str) -> None:
    """Serve a student over HTTP, on this computer only unless told otherwise."""
    check_address(host, port)
    with TemporaryDirectory(prefix="kdviz-serve-") as folder:
        file = Path(folder) / "student.onnx"
        try:
            export(job_id, "onnx-int8" if int8 else "onnx", file, arm=arm, seed=seed, pipeline=pipeline)
        except (CatalogError, CompressionError) as error:
            raise click.UsageError(error.sentence()) from error
        # Its workers have done all that they are needed for.
        shared_engine().close()
        place = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        say(f"POST {place}/predict takes rows or a PNG; {place}/ describes it. Ctrl-C ends it.")
        # ONNX Runtime is for the server's process, not for this one.
        server = [sys.executable, "-m", "kdviz.serving", str(file), host, port]
        # It ends with its input, also where this process is killed.
        with subprocess.Popen(server, stdin=subprocess.PIPE) as running:
            # Whoever ends this process ends the server, which would keep the port otherwise.
            signal.signal(signal.SIGTERM, lambda *_: running.terminate())
            try:
                status = running.wait()
            except BaseException:
                running.terminate()
                raise
        if status not in (0, -signal.SIGTERM):
            raise click.ClickException(f"the server ended with status {status}.")

"""The app: ``kdviz app``."""

import re
import socket

import click

# Names that Streamlit has itself may not come first.
PATH = re.compile(r"/?(?!(_stcore|component|media|static)(/|$))([\w-]+(/[\w-]+)*/?)?", re.ASCII)


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="STREAMLIT_SERVER_ADDRESS",
    help="0.0.0.0 shares the app with the whole network.",
)
@click.option("--port", default="8501", show_default=True, envvar="STREAMLIT_SERVER_PORT", help="From 1 to 65535.")
@click.option(
    "--base-path",
    default="",
    envvar="STREAMLIT_SERVER_BASE_URL_PATH",
    help="What addresses begin with, such as /kd, behind a proxy that leaves it there.",
)
def app(host: str, port: str, base_path: str) -> None:
    """Serve the app, on this computer only unless told otherwise."""
    from kdviz.web.serve import serve  # noqa: PLC0415 - the command's help needs no web server

    check_address(host, port)
    if not PATH.fullmatch(base_path):
        raise click.UsageError(f"--base-path is {base_path}: allowed is a path such as /kd or /course/kd.")
    serve(host, int(port), base_path)


def check_address(host: str, port: str) -> None:
    """Refuse an address that cannot be listened on."""
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise click.UsageError(f"--port is {port}: allowed is a whole number from 1 to 65535.")
    try:
        # Servers say less when they cannot have the address.
        with socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise click.UsageError(f"--host {host} --port {port} cannot be served: {error.strerror}.") from error

"""The app: ``kdviz app``."""

import socket

import click


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="STREAMLIT_SERVER_ADDRESS",
    help="0.0.0.0 shares the app with the whole network.",
)
@click.option("--port", default="8501", show_default=True, envvar="STREAMLIT_SERVER_PORT", help="From 1 to 65535.")
def app(host: str, port: str) -> None:
    """Serve the app, on this computer only unless told otherwise."""
    from kdviz.web.serve import serve  # noqa: PLC0415 - a run from a shell needs no web server

    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise click.UsageError(f"--port is {port}: allowed is a whole number from 1 to 65535.")
    try:
        # Streamlit says less when it cannot have the address.
        with socket.create_server((host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise click.UsageError(f"--host {host} --port {port} cannot be served: {error.strerror}.") from error
    serve(host, int(port))

"""Tables in files, for commands that export them."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the flags that say where tables go."""
    path = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--parquet", type=path, help="Write a table for data frames.")(command)
    return click.option("--csv", "csv", type=path, help="Write a table for spreadsheets.")(command)


def check_exports(*paths: Path | None) -> None:
    """Refuse files that cannot be written, before anything is trained for them."""
    for path in filter(None, paths):
        if not path.absolute().parent.is_dir():
            raise click.UsageError(f"{path} cannot be written: there is no folder {path.absolute().parent}.")


def export(maker: str, record: Any, csv: Path | None, parquet: Path | None) -> None:
    """Write the table that a function of `kdviz.verdicts.tables` called `maker` makes of `record`."""
    if csv is None and parquet is None:
        return
    # Pandas takes a while to import.
    tables = import_module("kdviz.verdicts.tables")
    table = getattr(tables, maker)(record)
    try:
        if csv is not None:
            csv.write_text(tables.csv_text(table), "utf-8")
        if parquet is not None:
            table.to_parquet(parquet, index=False)
    except OSError as error:
        raise click.UsageError(f"{error.filename or csv or parquet} cannot be written: {error.strerror}.") from error

"""Tables of papers, made again: ``kdviz reproduce``."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kdviz.catalog.fetched import folder_of, is_here
from kdviz.cli.say import say
from kdviz.cli.shared import as_json_text, json_option
from kdviz.home import home
from kdviz.results.reproduction import PartResult, Plan, Reproduction
from kdviz.store.home import make_folder
from kdviz.verdicts.hinton import hinton_page, hinton_report, part_line, rows

PAPERS = {"hinton-2015": "kdviz.reproductions.hinton"}
IMAGES, MOST_SEEDS = 100, 64


@click.command()
@click.argument("paper", type=click.Choice([*PAPERS]))
@click.option("--seeds", type=click.IntRange(1, MOST_SEEDS), default=2, show_default=True, help="How many seeds.")
@click.option(
    "--within",
    default="30min",
    show_default=True,
    metavar="TIME",
    help="How long it may take, such as 90s, 30min or 2h; where all epochs would take longer, there are fewer.",
)
@click.option("--images", type=click.IntRange(IMAGES), help="Take only the first images [default: all of them].")
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with MNIST's four IDX files [default: what “kdviz data get mnist” got].",
)
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Write the table to this file, too.")
@click.option("--afresh", is_flag=True, help="Do not go on from parts that were finished before.")
@json_option
def reproduce(
    paper: str,
    seeds: int,
    within: str,
    images: int | None,
    folder: Path | None,
    page: Path | None,
    afresh: bool,
    as_json: bool,
) -> None:
    """Make a paper's table again, part by part; what was stopped goes on from its finished parts."""
    data = folder or folder_of("mnist")
    if folder is None and not is_here("mnist"):
        raise click.UsageError("MNIST is not on this computer: “kdviz data get mnist” gets it.")
    kept = home() / "reproductions" / f"{paper}-{seeds}-seeds-{images or 'all'}-images"
    if afresh:
        shutil.rmtree(kept, ignore_errors=True)
    make_folder(kept)
    asked = [kept, data, seeds, _seconds(within), *filter(None, [images])]
    table = _told(_lines([sys.executable, "-m", PAPERS[paper], *map(str, asked)]), kept)
    if page:
        page.write_text(hinton_page(table), "utf-8")
    say(as_json_text(hinton_report(table)) if as_json else _as_text(table))


def _told(lines: Iterator[dict[str, object]], kept: Path) -> Reproduction:
    """Say what the process tells, and return the table at its end."""
    first = next(lines)
    plan, parts = Plan.model_validate(first["plan"]), list[PartResult]()
    left = float(str(first["seconds"]))
    say(
        f"kdviz: about {_duration(left)} on {plan.machine}, with {len(plan.seeds)} seeds and "
        f"{plan.images:,} images. Finished parts are kept in {kept}: the same command goes on after them.",
        err=True,
    )
    for line in lines:
        parts.append(PartResult.model_validate(line["part"]))
        say(f"kdviz: {part_line(parts[-1])}", err=True)
    return Reproduction(plan=plan, parts=parts)


def _lines(command: list[str]) -> Iterator[dict[str, object]]:
    """Yield the JSON lines of a process, which has torch and all the processors to itself."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield json.loads(line)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        # It has said why on standard error.
        raise click.exceptions.Exit(process.returncode if process.returncode > 0 else 1)


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|min|h)", text.strip())
    if not found or not (seconds := float(found[1]) * {"s": 1, "min": 60, "h": 3600}[found[2]]):
        raise click.UsageError(f"--within is {text}: allowed is a time, such as 90s, 30min or 2h.")
    return seconds


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _as_text(table: Reproduction) -> str:
    lines = [f"{'errors':46}{'paper':>7}{'ours':>9}   95 % interval"]
    for part in table.parts:
        for row in rows(part):
            ends = row.answers.errors.ci95
            paper = f"{row.paper:,.0f}" if row.paper is not None else ""
            shown = f"{ends[0]:,.0f} to {ends[1]:,.0f}" if ends else "one seed"
            lines.append(f"{f'{part.name}: {row.name}':46}{paper:>7}{row.answers.errors.mean:>9,.1f}   {shown}")
    return "\n".join(lines)

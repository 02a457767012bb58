"""The same experiments from a shell, one file a family of commands."""

import click

from kdviz.cli.group import Commands

# A test holds each line against its command's own help: `kdviz --help` need not import all that commands need.
COMMANDS = {
    "app": ("kdviz.cli.app:app", "Serve the app, on this computer only unless told otherwise."),
    "attack": (
        "kdviz.cli.attack:attack",
        "Attack nets that are trained here, and say what they hide and what they give away.",
    ),
    "compare": (
        "kdviz.cli.compare:compare",
        "Run several kinds of distillation on the same students and rank them.",
    ),
    "compress": (
        "kdviz.cli.compress:compress",
        "Distill, prune, shrink, quantize and tune a student, in any order, and compare.",
    ),
    "data": ("kdviz.cli.data:data", "Add data of your own, and get data sets that others publish."),
    "delete": (
        "kdviz.cli.history:delete",
        "Delete runs with all they kept; for a day, “kdviz restore” takes that back.",
    ),
    "devices": ("kdviz.cli.take:devices", "Say on which small devices a student fits, by arithmetic."),
    "export": ("kdviz.cli.take:take", "Write a student to a file for other programs, verified on the whole test set."),
    "latency": (
        "kdviz.cli.latency:latency",
        "Measure how fast a student and its teacher answer here, in floats and in 8-bit integers.",
    ),
    "lesson": (
        "kdviz.cli.lessons:lesson",
        "Run what a lesson trains, and say what each of its claims came to here; its number will do.",
    ),
    "lessons": ("kdviz.cli.lessons:lessons", "List the lessons, a line each: its name and its title."),
    "load": (
        "kdviz.cli.load:load",
        "Measure how many requests a server of the student answers here, and one of its teacher.",
    ),
    "pin": ("kdviz.cli.history:pin", "Keep a run at the head of the list."),
    "rename": ("kdviz.cli.history:rename", "Give a run a title."),
    "reproduce": (
        "kdviz.cli.reproduce:reproduce",
        "Make a paper's table again, part by part; what was stopped goes on from its finished parts.",
    ),
    "restore": ("kdviz.cli.history:restore", "Take back deletions of the last day, of runs and of sweeps."),
    "run": ("kdviz.cli.run:run", "Distill a student over several seeds and print the verdict."),
    "runs": ("kdviz.cli.history:runs", "List every run there was, the pinned ones first, then the newest."),
    "scenes": ("kdviz.cli.run:scenes", "List the ready-made experiments, compressions, searches and attacks."),
    "serve": (
        "kdviz.cli.serve:serve",
        "Serve a student over HTTP, on this computer only unless told otherwise.",
    ),
    "show": ("kdviz.cli.history:show", "Show one run; the beginning of its id will do."),
    "sweep": (
        "kdviz.cli.sweep:sweep",
        "Distill over a grid of one or two knobs; what was stopped goes on from its finished cells.",
    ),
    "tune": ("kdviz.cli.tune:tune", "Search the best setting, and judge it on seeds that it was not chosen on."),
}


@click.group(
    cls=Commands, listed=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="kdviz")
def main() -> None:
    """See knowledge distillation happen: real students, distilled live, with honest intervals."""

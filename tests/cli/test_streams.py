"""Standard output and error as terminals and pipes are: in another encoding, full, or closed."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from kdviz.cli import main
from kdviz.cli.streams import SUBSTITUTED

# A run that takes a moment, once: the history answers from then on. Few labels are told in points, with a real minus.
QUICK = ["--teacher", "16", "--teacher-steps", "40", "--steps", "20", "--seeds", "2", "--first-seed", "70"]


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "latin-1", "ascii"])
@pytest.mark.parametrize(
    "arguments", [["scenes"], ["runs"], ["run", "--help"], ["run", "--student", "3xx4"], ["run", *QUICK]]
)
def test_every_command_prints_in_the_terminals_encoding(engine, encoding, arguments):
    done = CliRunner(charset=encoding).invoke(main, arguments)
    plain = CliRunner().invoke(main, arguments)
    if done.stderr != plain.stderr:
        # The second of two equal runs is answered from the history, and says so.
        done = CliRunner(charset=encoding).invoke(main, arguments)
    assert done.exit_code == plain.exit_code
    for said, whole in ((done.stdout, plain.stdout), (done.stderr, plain.stderr)):
        assert said == whole.encode(encoding, SUBSTITUTED).decode(encoding)


def test_what_an_encoding_lacks_is_said_in_plain_letters():
    assert "“−0.3” × √2 … é 蒸".encode("ascii", SUBSTITUTED) == b'"-0.3" x sqrt2 ... e ?'
    assert "−0.3 蒸".encode("gbk", SUBSTITUTED).decode("gbk") == "-0.3 蒸"


def shell(redirected: str) -> subprocess.CompletedProcess[str]:
    """Run “kdviz scenes --json” with its streams redirected."""
    script = f'"$0" -m kdviz scenes --json {redirected}'
    return subprocess.run(["sh", "-c", script, sys.executable], capture_output=True, text=True, check=False)


def test_a_full_disk_behind_the_output_is_a_sentence():
    done = shell("> /dev/full")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "kdviz: standard output cannot be written: No space left on device.\n"


def test_closed_streams_keep_no_command_from_its_work():
    assert json.loads(shell("<&- 2>&-").stdout)["scenes"]
    done = shell("<&- >&- 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_file_of_ours_takes_the_place_of_a_closed_stream():
    """Else a library that writes to standard error would write into it."""
    script = "import os, sys; from kdviz.cli.streams import prepare; prepare();" + (
        "print([os.fstat(0).st_rdev, os.fstat(2).st_rdev] == [os.stat(os.devnull).st_rdev] * 2, os.get_inheritable(2))"
    )
    done = subprocess.run(
        ["sh", "-c", '"$0" -c "$1" <&- 2>&-', sys.executable, script], capture_output=True, text=True, check=False
    )
    assert done.stdout == "True True\n"

"""How many files the server may have open."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
from kdviz.web.descriptors import allow_many
print(allow_many(), resource.getrlimit(resource.RLIMIT_NOFILE)[0], sep="|", end="")
"""


@pytest.mark.parametrize(
    ("hard", "said"),
    [
        (4096, "None|4096"),
        (512, "kdviz: only 512 files may be open at once here (“ulimit -Hn”); a full room needs 1024.|512"),
    ],
)
def test_the_limit_of_open_files_is_raised(hard, said):
    done = subprocess.run([sys.executable, "-c", SCRIPT, "256", str(hard)], capture_output=True, text=True, check=True)
    assert done.stdout == said

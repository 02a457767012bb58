"""A C compiler builds a file, and the program answers the test samples."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kdviz.exports.format import Files
from kdviz.exports.layers import Values
from kdviz.exports.material import Material
from kdviz.i18n import N_
from kdviz.results import RunFailedError

COMPILERS = ("cc", "gcc", "clang")
NONE = N_("C is verified by running it, and no C compiler was found: install one of {names} where kdviz runs.")
FAILED = N_("The C compiler does not take the file: {reason}")
PROGRAM = """
#include <stdio.h>
#include "student.h"

int main(void)
{
#ifdef KDVIZ_COLUMNS
    static double input[KDVIZ_COLUMNS];
#else
    static float input[KDVIZ_INPUTS];
#endif
    static float logits[KDVIZ_CLASSES];
    while (fread(input, sizeof input, 1, stdin) == 1) {
        predict(input, logits);
        fwrite(logits, sizeof logits, 1, stdout);
        predict_int8(input, logits);
        fwrite(logits, sizeof logits, 1, stdout);
    }
    return 0;
}
"""
# Seconds; a second is usual.
PATIENCE = 120


def of_both(files: Files, material: Material) -> dict[str, Values]:
    """Return the logits of both functions.

    Raises
    ------
    RunFailedError
        If there is no compiler, or it does not take the file.
    """
    compiler = next(filter(None, map(shutil.which, COMPILERS)), None)
    if compiler is None:
        raise RunFailedError(NONE, names=", ".join(COMPILERS))
    try:
        return _answers(compiler, files, material)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise RunFailedError(FAILED, reason=type(error).__name__) from error


def _answers(compiler: str, files: Files, material: Material) -> dict[str, Values]:
    with TemporaryDirectory(prefix="kdviz-c-") as folder:
        place = Path(folder)
        for ending, content in files.items():
            (place / f"student{ending}").write_bytes(content)
        (place / "main.c").write_text(PROGRAM)
        # Most of the time goes into reading the weights; optimizing further takes longer than it saves.
        flags = ["-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "-o", "student"]
        built = subprocess.run(
            [compiler, *flags, "main.c", "student.c"],
            cwd=place,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if built.returncode:
            raise RunFailedError(FAILED, reason=" ".join(built.stderr.split())[:300])
        given = np.ascontiguousarray(material.asked).tobytes()
        ran = subprocess.run([place / "student"], input=given, capture_output=True, timeout=PATIENCE, check=True)
    answers = np.frombuffer(ran.stdout, np.float32).reshape(len(material.inputs), 2, -1)
    return {"float32": answers[:, 0], "int8": answers[:, 1]}

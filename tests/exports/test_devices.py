from kdviz.exports.devices import CODE, DEVICES, STACK, Device, Fit, fits
from kdviz.exports.formats.c import Memory
from kdviz.verdicts.devices import fit_report, fit_text
from tests.exports.conftest import trained

SMALL = Device("small", CODE + 1000, STACK + 100, 16, False, "a test")


def test_a_small_student_fits_everywhere_as_integers():
    """64-32-10: 2368 weights and 42 biases; hidden values, the caller's input and in integers its copy are in RAM."""
    found = fits(trained("mlp")[0].student)
    assert [fit.device for fit in found] == [*DEVICES]
    assert found[0].needs["float32"] == Memory(4 * 2410 + CODE, 4 * (32 + 64) + STACK)
    assert found[0].needs["int8"] == Memory(2368 + 8 * 42 + CODE, 32 + 64 + 4 * 64 + STACK)
    assert all(fit.fits("int8") for fit in found)
    assert all(fit.device.source for fit in found)


def test_what_would_make_it_fit_is_said():
    def said(floats: Memory, integers: Memory) -> str:
        return fit_text(Fit(SMALL, {"float32": floats, "int8": integers}))

    little, flash = Memory(CODE + 900, STACK + 50), Memory(CODE + 3000, STACK + 50)
    assert said(little, little) == "It fits, in floats and in 8-bit integers."
    assert said(flash, little) == "It fits in 8-bit integers only."
    assert said(flash, flash).endswith("In 8-bit integers it would have to be 3 times smaller.")
    assert said(flash, Memory(CODE + 900, STACK + 250)).endswith("it would have to be 2.5 times smaller.")
    report = fit_report(Fit(SMALL, {"float32": flash, "int8": little}))
    assert report["needs"]["float32"] == {"flash": CODE + 3000, "ram": STACK + 50, "fits": False}
    assert (report["name"], report["needs"]["int8"]["fits"]) == ("small", True)

"""What is said of a student and a small device."""

from collections.abc import Sequence
from typing import Any

from kdviz.exports.devices import Fit
from kdviz.i18n import ENGLISH, N_, Translator

FITS = N_("It fits, in floats and in 8-bit integers.")
AS_INTEGERS = N_("It fits in 8-bit integers only.")
TOO_LARGE = N_("It does not fit. In 8-bit integers it would have to be {times} times smaller.")


def fit_text(fit: Fit, _: Translator = ENGLISH) -> str:
    """Say whether a student fits, and what would make it fit."""
    if fit.fits("float32"):
        return _(FITS)
    return _(AS_INTEGERS) if fit.fits("int8") else _.fill(TOO_LARGE, {"times": f"{fit.shrink:.3g}"})


def fit_report(fit: Fit) -> dict[str, Any]:
    """Return what ``kdviz devices --json`` prints of a device; it fits once it is so many times smaller in integers."""
    needs = {numbers: {**own._asdict(), "fits": fit.fits(numbers)} for numbers, own in fit.needs.items()}
    return {**vars(fit.device), "needs": needs, "times_smaller": max(1.0, fit.shrink)}


def fits_table(found: Sequence[Fit], _: Translator) -> list[dict[str, Any]]:
    """Return the rows of a table of devices: what each has, what the student takes, and whether it fits."""
    return [
        {
            _("Device"): fit.device.name,
            _("Flash, kB"): fit.device.flash // 1000,
            _("RAM, kB"): fit.device.ram // 1000,
            _("Clock, MHz"): fit.device.megahertz,
            _("Float unit"): _("yes") if fit.device.float_unit else _("no"),
            _("Does the student fit?"): fit_text(fit, _),
            _("Source"): fit.device.source,
        }
        for fit in found
    ]

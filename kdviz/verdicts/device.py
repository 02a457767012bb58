"""The kind of device that students trained on, in words."""

from kdviz.catalog.device import Device
from kdviz.i18n import ENGLISH, N_, Translator

NAMES: dict[Device, str] = {"cpu": N_("a processor (CPU)"), "cuda": N_("a GPU (CUDA)")}


def trained_on(device: Device | None, _: Translator = ENGLISH) -> str:
    """Say on which kind of device students trained; nothing where that was not kept."""
    return _("Trained on {device}.").format(device=_(NAMES[device])) if device else ""


def kept_elsewhere(device: Device, _: Translator = ENGLISH) -> str:
    """Say that an equal experiment is kept from another kind of device, and why it trains again."""
    text = _(
        "An equal experiment is kept that trained on {device}. Here students train on another kind of device, where "
        "numbers differ by rounding: so this one trains, too."
    )
    return text.format(device=_(NAMES[device]))

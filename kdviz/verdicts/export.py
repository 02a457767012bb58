"""What is said of an export that was verified."""

from kdviz.i18n import ENGLISH, N_, Translator
from kdviz.results.export import Verified

REFERENCES = {
    "torch float32": N_("the student in PyTorch"),
    "exact integers": N_("exact arithmetic in 8-bit integers"),
}
NAMES = {"float32": N_("Floats"), "int8": N_("8-bit integers"), "script": N_("Script")}
ANSWERED = N_("{kind}: {share} of {images} test samples get the answer of {reference}.")
APART = N_("Logits are at most {difference} apart.")
TIES = N_("Near a rounding tie, and not counted: {ties}.")
RAN = N_("{kind}: it ran, and {share} of its students end exactly as the run's.")
OTHERS = N_("The others end within 2 test samples.")


def verified_text(kind: str, verified: Verified, _: Translator = ENGLISH) -> str:
    """Say how a file's answers compare, the `kind` of which is that of its numbers or ``"script"``."""
    share = f"{verified.agreement:.1%}".replace(".0%", "%").replace("%", " %")
    blanks = {"kind": _(NAMES[kind]), "share": share, "images": verified.images}
    if verified.max_logit_difference is None:
        said = [_.fill(RAN, blanks), _(OTHERS) if verified.agreement < 1 else ""]
    else:
        difference = f"{verified.max_logit_difference:.1e}" if verified.max_logit_difference else "0"
        said = [
            _.fill(ANSWERED, {**blanks, "reference": _(REFERENCES[verified.against])}),
            _.fill(APART, {"difference": difference}),
            _.fill(TIES, {"ties": verified.ties}) if verified.ties else "",
        ]
    return " ".join(filter(None, said))

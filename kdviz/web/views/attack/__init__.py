"""The page Attack."""

from kdviz.i18n import N_
from kdviz.web.parts.notes import GUESS, HOW
from kdviz.web.session.pages import Page
from kdviz.web.views.attack.address import ENTRIES

NOTES = {
    **GUESS,
    **HOW,
    ".st-key-attack_study": N_("Three questions to an attacker: about defense, theft and betrayal."),
    ".st-key-attack_settings": N_("How the nets train, and how hard they are attacked."),
    ".st-key-attacked": N_("Each line is a net or an answer, with its interval over repeats."),
    ".st-key-digit_attacked": N_("Drag the attacker's temperature, and the hidden gradient comes back."),
}
PAGE = Page(
    "attack",
    N_("Attack"),
    ":material/gpp_bad:",
    order=7,
    entries=ENTRIES,
    figures=(".st-key-digit_attacked", ".st-key-attacked"),
    notes=NOTES,
)

"""The translator: the chosen loss in the words of other systems."""

import streamlit as st

from kdviz.dialects import DIALECTS, MATCHES, Match, Settings, equation
from kdviz.experiment import foremost
from kdviz.i18n import Translator
from kdviz.web.parts.fold import fold
from kdviz.web.session.address import write_address
from kdviz.web.session.knobs import knob_values
from kdviz.web.session.literal import literal
from kdviz.web.views.lab.address import OPENED

ICONS: dict[Match, str] = {
    "exact": ":material/check_circle:",
    "gradient": ":material/check:",
    "factor": ":material/close_fullscreen:",
    "none": ":material/block:",
}


@st.fragment
def show_translator(classes: int, _: Translator) -> None:
    """Draw the loss as an equation and a row for each system; the nearest ones first."""
    values = knob_values()
    settings = Settings(**{name: values[name] for name in foremost("lab")}, classes=classes)
    st.latex(equation(settings))
    st.caption(
        _(
            "Every system has its own names, weights and factors for this loss. Each row is tested against the "
            "published formula of its system. Here α is always the weight of the teacher's term."
        )
    )
    rows = [(name, dialect, dialect.translate(settings)) for name, dialect in DIALECTS.items()]
    for name, dialect, translation in sorted(rows, key=lambda row: [*MATCHES].index(row[2].match)):
        label = f"**{_(dialect.title)}** · {_(MATCHES[translation.match])}"
        if (place := fold(OPENED, name, label, ICONS[translation.match])) is not None:
            with place:
                st.code(translation.code, language="python", wrap_lines=True)
                for sentence in translation.sentences(_):
                    st.markdown(literal(sentence))
                st.caption(literal(f"{_(dialect.expresses)} · {dialect.source}"))
    write_address("lab")

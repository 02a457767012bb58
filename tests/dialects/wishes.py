"""Settings to translate: every corner, and what lies between."""

from hypothesis import settings
from hypothesis import strategies as st

from kdviz.dialects import Settings

FEW = settings(max_examples=60, deadline=None)

alphas = st.one_of(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.floats(0, 1))
temperatures = st.one_of(st.integers(1, 100).map(float), st.floats(0.25, 100))


@st.composite
def wishes(draw, alpha=alphas):
    return Settings(
        temperature=draw(temperatures),
        alpha=draw(alpha),
        t_squared=draw(st.booleans()),
        reduction=draw(st.sampled_from(["batchmean", "mean"])),
        classes=draw(st.integers(2, 12)),
    )

"""Scripts and styles of our components, which the browser gets as one text each: there is no build step."""

from pathlib import Path

from kdviz.store.home import assets

HERE = Path(__file__).parent.parent
LIBRARY_STYLE = assets() / "drawing" / "uPlot.min.css"


def script(*names: str) -> str:
    """Return the scripts `names` one after another, so that each may use what those before it define."""
    return "\n".join((HERE / name).read_text("utf-8") for name in names)


def style(*names: str) -> str:
    """Return the style sheets `names` one after another."""
    return script(*names)


def curves_style() -> str:
    """Return the styles of curves, with those of the library that draws them."""
    return LIBRARY_STYLE.read_text("utf-8") + style("shared/curves.css")

"""The registration of a component: its elements, styles and a script that loads its module from our route."""

from pathlib import Path
from typing import Any

import streamlit as st

from kdviz.catalog.shipped import assets
from kdviz.web.routes.modules import MODULES

HERE = Path(__file__).parent.parent
# The styles of curves, with those of the library that draws them.
CURVES = (assets() / "drawing" / "uPlot.min.css", "shared/curves.css")
# Streamlit runs it at an address of its own (`blob:…`) and waits for it. A module that did not come is asked for again,
# ever less often.
LOAD = """const load = (wait) => import(new URL("{address}", document.baseURI)).catch(async (error) => {{
  console.error(error)
  await new Promise((resume) => setTimeout(resume, wait))
  return load(Math.min(2 * wait, 5000))
}})
export default (await load(250)).default
"""


def component(name: str, html: str, *styles: str | Path) -> Any:
    """Register the component `name`, whose module is ``name/name.js``; its styles reach the page around it, too.

    Its first element is inert until the module has come: what is pressed, typed or dropped before would be lost.
    """
    waiting = html.replace(">", " inert>", 1)
    return st.components.v2.component(
        f"kdviz_{name}", html=waiting, css=text(*styles), js=script(f"{name}/{name}.js"), isolate_styles=False
    )


def script(name: str) -> str:
    """Return the script that runs the module `name`."""
    return LOAD.format(address=MODULES.address(name))


def text(*names: str | Path) -> str:
    """Return the files `names` one after another."""
    return "".join((HERE / name).read_text("utf-8") for name in names)

"""Ready-made compressions on the page: picked above the pipelines, or offered where they would say more."""

from functools import cache

import streamlit as st

from kdviz.catalog import COMPRESSION_SCENES
from kdviz.experiment import Compression, Experiment
from kdviz.i18n import Translator
from kdviz.verdicts.caveats import not_as_said
from kdviz.web.parts.choice import ready_made
from kdviz.web.session.compressions import set_pipelines, start_compression
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.literal import literal
from kdviz.web.session.trouble import spoken

SCENE = "compress_scene"


@cache
def compression_of(name: str) -> Compression:
    """Return the compression of the scene `name`, whatever this server's limits are."""
    scene = COMPRESSION_SCENES[name]
    return Compression(experiment=Experiment(**scene.knobs), pipelines=scene.pipelines)


def scene_of(compression: Compression | None) -> str | None:
    """Return the name of the scene that a compression is, if it is one."""
    return next((name for name in COMPRESSION_SCENES if compression == compression_of(name)), None)


def set_scene(name: str) -> None:
    """Put a scene's knobs and pipelines into the session."""
    set_knobs(COMPRESSION_SCENES[name].knobs)
    set_pipelines(COMPRESSION_SCENES[name].pipelines)


def show_scenes(compression: Compression | None, _: Translator) -> None:
    """Draw the choice of a scene, and what the chosen one is about; never what came of it."""
    titles = {name: scene.title for name, scene in COMPRESSION_SCENES.items()}
    scene = ready_made(SCENE, _("Scene"), _("Pick one"), titles, set_scene, _)
    if scene is not None:
        as_it_is = scene_of(compression) == scene
        st.caption(_(COMPRESSION_SCENES[scene].summary) if as_it_is else _("You have changed this scene."))


def offer_scene(name: str, shown: Compression, _: Translator) -> None:
    """Offer to compress as a scene does, which shows more of a subject; where it is on show, say what did not come out.

    `shown` is the compression on show.
    """
    if shown == compression_of(name):
        if said := not_as_said(name, _):
            st.caption(literal(said))
    elif st.button(
        _(COMPRESSION_SCENES[name].title),
        icon=":material/play_arrow:",
        key=f"offer_{name}",
        help=_(COMPRESSION_SCENES[name].summary),
        on_click=_start,
        args=(name,),
    ):
        # The controls show what goes on.
        st.rerun()


@spoken
def _start(name: str) -> None:
    st.session_state[SCENE] = name
    set_scene(name)
    ready = compression_of(name)
    start_compression(Compression.of(ready.experiment, ready.pipelines))

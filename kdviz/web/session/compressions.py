"""The session's compression and its pipelines: begun, watched, opened again."""

from collections.abc import Sequence

import streamlit as st

from kdviz.catalog import data_set
from kdviz.engine import shared_engine
from kdviz.experiment import Compression
from kdviz.results.compression import CompressionRecord
from kdviz.store.names import COMPRESSION
from kdviz.web.session.jobs import begin_instead, open_job
from kdviz.web.session.knobs import set_knobs
from kdviz.web.session.trouble import spoken

KEY, PIPELINES = "compression_id", "compress_pipelines"


@spoken
def start_compression(compression: Compression, *, afresh: bool = False) -> None:
    """Submit `compression`, or resume an equal one that was stopped; it replaces the session's."""
    begin_instead(KEY, compression, afresh=afresh)


def open_compression(compression_id: str, *, knobs_too: bool = True) -> CompressionRecord:
    """Make any compression of the history the session's, with its pipelines and, if wanted, knobs; return it.

    Raises
    ------
    UnknownJobError
        If there is none.
    CatalogError
        If its data set is not registered here any more; the session keeps its compression.
    """
    data_set(shared_engine().record(compression_id, COMPRESSION).compression.experiment.dataset)
    record: CompressionRecord = open_job(KEY, compression_id, COMPRESSION)
    set_pipelines(record.compression.pipelines)
    if knobs_too:
        set_knobs(record.compression.experiment.model_dump())
    return record


@spoken
def show_kept_compression(compression_id: str) -> None:
    """Do as `open_compression` when a button is pressed."""
    open_compression(compression_id)


def set_pipelines(texts: Sequence[str]) -> None:
    """Put pipelines into the session, where their field finds them."""
    st.session_state[PIPELINES] = [*texts]

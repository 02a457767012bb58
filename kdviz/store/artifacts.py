"""The files of finished runs, beside the database: named arrays in safetensors files."""

import hashlib
from pathlib import Path

from safetensors.numpy import load, save
from sqlalchemy import select
from sqlalchemy.orm import Session

from kdviz.results import Arrays
from kdviz.store import samples
from kdviz.store.home import job_folder, write_whole
from kdviz.store.samples import MissingFileError
from kdviz.store.tables import ArtifactRow


def write(home: Path, run_id: str, name: str, arrays: Arrays) -> ArtifactRow:
    """Write one file, whole or not at all, and return its row with size and hash."""
    saved = save(arrays)
    write_whole(job_folder(home, run_id) / f"{name}.safetensors", saved)
    return ArtifactRow(job_id=run_id, name=name, bytes=len(saved), sha256=hashlib.sha256(saved).hexdigest())


def read(session: Session, home: Path, run_id: str, name: str) -> Arrays:
    """Return the arrays `name` of the run `run_id`; raises as `content` does."""
    return samples.joined(home, load(_written(session, home, run_id, name)))


def content(session: Session, home: Path, run_id: str, name: str) -> bytes:
    """Return the safetensors file `name` of the run `run_id`, with the inputs and labels of its samples.

    Raises
    ------
    MissingFileError
        If the file is gone, or is not what was written.
    """
    written = _written(session, home, run_id, name)
    arrays = load(written)
    return save(samples.joined(home, arrays)) if samples.BELONGS in arrays else written


def _written(session: Session, home: Path, run_id: str, name: str) -> bytes:
    row = session.execute(select(ArtifactRow).filter_by(job_id=run_id, name=name)).scalar_one_or_none()
    path = job_folder(home, run_id) / f"{name}.safetensors"
    found = path.read_bytes() if row is not None and path.exists() else b""
    if row is None or hashlib.sha256(found).hexdigest() != row.sha256:
        raise MissingFileError.at(path)
    return found

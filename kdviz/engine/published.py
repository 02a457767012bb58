"""Getting published data sets: from their address, where a broken download goes on, or from a folder."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kdviz.catalog import CatalogError, PublishedCard
from kdviz.catalog.choice import PublishedFile
from kdviz.catalog.fetched import folder_of, is_here
from kdviz.datasets import idx
from kdviz.datasets.published import Published, file_in, read_folder, samples_of
from kdviz.home import home
from kdviz.i18n import N_
from kdviz.store.database import StoreError
from kdviz.store.home import make_folder
from kdviz.store.samples import SAMPLES, keep_once

# Seconds without a byte, and bytes at once.
PATIENCE, PIECE = 30, 2**16
# Hears how many bytes have come.
Report = Callable[[int], object]


def get(card: PublishedCard, report: Report, *, source: Path | None = None, address: str = "") -> bool:
    """Get a data set, unless it is here, and return whether its files are those that are published.

    Parameters
    ----------
    source : Path
        A folder with its four IDX files, plain or gzipped; they are copied.
    address : str
        Where else the same files are, in place of the card's address.

    Returns
    -------
    bool
        False for files from a folder that no published hash is known for: then their shapes were checked alone.

    Raises
    ------
    CatalogError
        If a file cannot be got, or is not the published one. Nothing is kept of it.
    IdxError
        If a file of the folder is no IDX file, or does not belong to the others.
    StoreError
        If the home cannot be written.
    """
    if is_here(card.name):
        return True
    folder = folder_of(card.name)
    coming, unpacked = folder.with_name(f".getting-{card.name}"), folder.with_name(f".unpacking-{card.name}")
    try:
        make_folder(coming)
        for file in () if source else card.files:
            _download((address or card.address).rstrip("/") + f"/{file.name}.gz", file, coming, report)
        shutil.rmtree(unpacked, ignore_errors=True)
        make_folder(unpacked)
        known = [_unpack(file_in(source or coming, file.name), file, unpacked) for file in card.files]
        data = read_folder(unpacked)
        _check_shapes(card, data)
        # Runs name their samples by id, of the data set that is kept here once.
        keep_once(home(), {SAMPLES: samples_of(data, card)})
        unpacked.replace(folder)
        shutil.rmtree(coming, ignore_errors=True)
    except OSError as error:
        raise StoreError.of(error, str(folder.parent)) from error
    return all(known)


def _download(url: str, file: PublishedFile, folder: Path, report: Report) -> None:
    import pooch  # noqa: PLC0415 - what gets nothing need not load it
    from requests import RequestException  # noqa: PLC0415 - as pooch
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - as pooch

    # It tells every file on standard error, where the bar is.
    pooch.get_logger().setLevel("WARNING")
    part = folder / f"{file.name}.part"
    try:
        pooch.retrieve(url, f"sha256:{file.sha256}", f"{file.name}.gz", folder, downloader=_Resumed(part, report))
    except (RequestException, HTTPError) as error:
        raise CatalogError(
            N_("{url} cannot be had ({reason}): try again, which goes on where it ended, or get the files elsewhere."),
            url=url,
            reason=_reason(error),
        ) from error
    except ValueError as error:
        part.unlink(missing_ok=True)
        raise CatalogError(
            N_("What {url} sent is not the published file: its SHA-256 is another. Nothing was kept."), url=url
        ) from error
    part.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    answer = getattr(error, "response", None)
    return f"HTTP {answer.status_code}" if answer is not None else type(error).__name__


class _Resumed:
    """A downloader for pooch that keeps what has come of a file and asks for the rest."""

    def __init__(self, part: Path, report: Report) -> None:
        self._part, self._report = part, report

    def __call__(self, url: str, output_file: str, _pooch: Any) -> None:
        import requests  # noqa: PLC0415 - as pooch

        there = self._part.stat().st_size if self._part.exists() else 0
        asked = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={there}-"} if there else {})
        with requests.get(url, headers=asked, stream=True, timeout=PATIENCE) as answer:
            # 416: there is no rest, the file is whole.
            if answer.status_code != requests.codes.requested_range_not_satisfiable:
                answer.raise_for_status()
                goes_on = answer.status_code == requests.codes.partial_content
                self._report(there if goes_on else 0)
                with self._part.open("ab" if goes_on else "wb") as file:
                    # As it comes: of a larger piece that breaks off nothing would be left to go on from.
                    while piece := answer.raw.read1(PIECE):
                        file.write(piece)
                        self._report(len(piece))
        shutil.copyfile(self._part, output_file)


def _unpack(path: Path, file: PublishedFile, folder: Path) -> bool:
    """Write a file unpacked, and return whether it is known to be the published one."""
    numbers = idx.read(path)
    idx.write(folder / file.name, numbers)
    found = hashlib.sha256((folder / file.name).read_bytes()).hexdigest()
    if file.unpacked_sha256:
        if found != file.unpacked_sha256:
            raise CatalogError(
                N_("The file {file} is not the published one: its numbers have another SHA-256."), file=path.name
            )
        return True
    return hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256


def _check_shapes(card: PublishedCard, data: Published) -> None:
    found = [len(data.train_labels), len(data.test_labels), *data.train_pictures.shape[1:]]
    wanted = [sum(card.train_per_class) + card.validation, card.test, *card.shape[1:]]
    if found != wanted or int(data.train_labels.max()) >= card.classes or int(data.test_labels.max()) >= card.classes:
        raise CatalogError(
            N_(
                "These are not the files of {title}, which has {images} pictures of {side} pixels a side in {classes}"
                " classes."
            ),
            title=card.title,
            images=f"{wanted[0] + wanted[1]:,}",
            side=card.shape[1],
            classes=card.classes,
        )

"""Published data sets are got once, from an address or a folder; what is no published file is one sentence."""

import gzip
import hashlib
import shutil
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import click.testing
import numpy as np
import pytest

from kdviz import catalog, datasets
from kdviz.catalog import CatalogError, PublishedCard, registry
from kdviz.catalog.choice import PublishedFile
from kdviz.catalog.fetched import FILES, folder_of, is_here
from kdviz.cli import main
from kdviz.datasets import idx
from kdviz.engine.published import get
from kdviz.experiment import Experiment
from kdviz.store import samples
from tests.conftest import run_here

CLASSES, SIDE, TRAIN, TEST = 3, 6, 60, 21
NAME = "made-up"


@pytest.fixture(autouse=True)
def nothing_got(home):
    yield
    shutil.rmtree(folder_of(NAME).parent, ignore_errors=True)


@pytest.fixture
def folder(tmp_path):
    """The four files of a small data set, gzipped."""
    place, rng = tmp_path / "files", np.random.default_rng(0)
    place.mkdir()
    for images, labels, count in ((FILES[0], FILES[1], TRAIN), (FILES[2], FILES[3], TEST)):
        classes = np.arange(count) % CLASSES
        pictures = rng.integers(0, 60, (count, SIDE, SIDE))
        pictures[np.arange(count), 2 * classes] += 150
        idx.write(place / f"{images}.gz", pictures.astype(np.uint8))
        idx.write(place / f"{labels}.gz", classes.astype(np.uint8))
    return place


@pytest.fixture
def card(folder, monkeypatch):
    """Its card, which is in the catalog; the unpacked hashes are known."""
    own = card_of(folder)
    monkeypatch.setitem(registry.PUBLISHED, NAME, own)
    return own


def card_of(folder, *, unpacked=True):
    files = []
    for name in FILES:
        content = (folder / f"{name}.gz").read_bytes()
        inside = hashlib.sha256(gzip.decompress(content)).hexdigest() if unpacked else ""
        files.append(PublishedFile(name, len(content), hashlib.sha256(content).hexdigest(), inside))
    return PublishedCard(
        name=NAME,
        title="Made up",
        summary="Bright rows.",
        code="kdviz.datasets.published:load",
        shape=(1, SIDE, SIDE),
        train_per_class=(15, 15, 15),
        validation=15,
        test=TEST,
        address="http://127.0.0.1:9/nobody",
        files=tuple(files),
    )


class Server:
    """Serves a folder on this computer.

    Attributes
    ----------
    asked : list of (str, str or None)
        Paths and ranges.
    cut : int or None
        Bytes after which an answer breaks off; once.
    """

    def __init__(self, folder, *, ranges=True):
        self.folder, self.ranges, self.asked, self.cut = folder, ranges, [], None
        handler = partial(type("Handler", (BaseHTTPRequestHandler,), {"do_GET": self._answer, "log_message": _silent}))
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}/"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def _answer(self):
        server = self

        def answer(handler):
            wanted = handler.headers.get("Range")
            server.asked.append((handler.path, wanted))
            path = server.folder / handler.path[1:]
            if not path.is_file():
                handler.send_error(404)
                return
            content = path.read_bytes()
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and server.ranges else 0
            if start >= len(content):
                handler.send_error(416)
                return
            handler.send_response(206 if start else 200)
            handler.send_header("Content-Length", str(len(content) - start))
            handler.end_headers()
            end, server.cut = server.cut, None
            handler.wfile.write(content[start:end])

        return answer


def _silent(*_arguments):
    pass


@pytest.fixture
def server(folder):
    running = Server(folder)
    yield running
    running.http.shutdown()
    running.http.server_close()


def test_a_data_set_is_got_once_and_then_used_as_any(home, card, server, folder):
    counted = []
    with pytest.raises(CatalogError, match="kdviz data get made-up"):
        catalog.data_set(NAME)
    assert get(card, counted.append, address=server.address)
    assert sum(counted) == card.bytes
    assert sorted(path for path, _range in server.asked) == sorted(f"/{name}.gz" for name in FILES)
    assert get(card, counted.append, address=server.address)
    assert len(server.asked) == 4
    assert [path.name for path in folder_of(NAME).parent.iterdir()] == [NAME]

    data = datasets.load(NAME, 1)
    pixels = (idx.read(folder / f"{FILES[0]}.gz") / 255).astype(np.float32)
    np.testing.assert_array_equal(data.inputs[:TRAIN, 0], pixels)
    assert set(data.test) == set(range(TRAIN, TRAIN + TEST))
    assert tuple(np.bincount(data.labels[data.train])) == card.train_per_class

    outcome = run_here(Experiment(dataset=NAME, labels=30, seeds=2, steps=5, teacher="8", teacher_steps=10))
    assert outcome.samples == {}
    assert "test_inputs" not in outcome.arrays
    again = samples.joined(home, outcome.arrays)
    np.testing.assert_array_equal(again["test_inputs"], data.inputs[again["test_ids"]])


def test_a_download_that_broke_off_goes_on_where_it_ended(home, card, server):
    server.cut = 100
    with pytest.raises(CatalogError, match="goes on where it ended"):
        get(card, print, address=server.address)
    assert not is_here(NAME)
    assert get(card, print, address=server.address)
    assert server.asked[1] == (f"/{FILES[0]}.gz", "bytes=100-")
    assert is_here(NAME)


def test_a_server_that_sends_no_parts_sends_the_whole_again(home, card, server):
    server.ranges, server.cut = False, 100
    with pytest.raises(CatalogError):
        get(card, print, address=server.address)
    assert get(card, print, address=server.address)


def test_another_file_than_the_published_one_is_not_kept(home, card, server, folder):
    right = (folder / f"{FILES[1]}.gz").read_bytes()
    idx.write(folder / f"{FILES[1]}.gz", np.zeros(TRAIN, np.uint8))
    with pytest.raises(CatalogError, match=r"labels-idx1-ubyte.gz sent is not the published file: its SHA-256"):
        get(card, print, address=server.address)
    assert not is_here(NAME)
    (folder / f"{FILES[1]}.gz").write_bytes(right)
    assert get(card, print, address=server.address)


def test_what_is_not_there_is_a_sentence(home, card, server, folder):
    (folder / f"{FILES[3]}.gz").unlink()
    with pytest.raises(CatalogError, match=r"t10k-labels-idx1-ubyte.gz cannot be had \(HTTP 404\)"):
        get(card, print, address=server.address)
    with pytest.raises(CatalogError, match=r"cannot be had \(ConnectionError\)"):
        get(card, print)


@pytest.mark.parametrize("packed", [True, False])
def test_files_of_a_folder_are_checked_by_their_numbers(home, card, folder, packed):
    if not packed:
        for name in FILES:
            (folder / name).write_bytes(gzip.decompress((folder / f"{name}.gz").read_bytes()))
            (folder / f"{name}.gz").unlink()
    assert get(card, print, source=folder)
    data = datasets.load(NAME, 0)
    assert data.inputs.max() <= 1


def test_numbers_that_nobody_publishes_a_hash_of_are_told(home, folder, monkeypatch):
    card = card_of(folder, unpacked=False)
    monkeypatch.setitem(registry.PUBLISHED, NAME, card)
    (folder / FILES[0]).write_bytes(gzip.decompress((folder / f"{FILES[0]}.gz").read_bytes()))
    done = click.testing.CliRunner().invoke(main, ["data", "get", "mnist", "--from", str(folder)])
    assert "not the published one" in done.stderr
    assert get(card, print, source=folder) is False


def test_other_numbers_and_shapes_of_a_folder_are_refused(home, card, folder):
    idx.write(folder / f"{FILES[1]}.gz", np.ones(TRAIN, np.uint8))
    with pytest.raises(CatalogError, match=r"train-labels-idx1-ubyte.gz is not the published one"):
        get(card, print, source=folder)
    idx.write(folder / f"{FILES[1]}.gz", np.full(TRAIN, 7, np.uint8))
    other = card_of(folder)
    with pytest.raises(CatalogError, match="These are not the files of Made up"):
        get(other, print, source=folder)
    (folder / f"{FILES[2]}.gz").unlink()
    with pytest.raises(idx.IdxError, match="has no file t10k-images-idx3-ubyte"):
        get(other, print, source=folder)
    assert not is_here(NAME)

"""A student behind HTTP."""

import asyncio
import io
import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import numpy as np
import pytest
from PIL import Image

from kdviz.exports.formats import onnx, onnx_int8
from kdviz.serving.app import LARGEST, app_of
from tests.exports.conftest import trained
from tests.serving import PATIENCE, free_port


def asked(app, method: str, path: str, body: bytes = b"", pieces: int = 1):
    """Return the status and the JSON that the server answers to a body that comes in pieces."""
    size = -(-len(body) // pieces) or 1
    parts = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    said = []

    async def receive():
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message):
        said.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b"", "root_path": ""}
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    return said[0]["status"], json.loads(b"".join(message.get("body", b"") for message in said[1:]))


def rows(values) -> bytes:
    return json.dumps({"rows": values}).encode()


@pytest.fixture(scope="module")
def digits():
    return app_of(onnx.write(trained("mlp")[0])[".onnx"])


def png(pixels: np.ndarray, mode: str = "L", side: int = 80) -> bytes:
    file = io.BytesIO()
    image = Image.fromarray((255 * pixels).round().astype(np.uint8))
    image.resize((side, side), Image.Resampling.NEAREST).convert(mode).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("written", [onnx, onnx_int8])
def test_rows_are_answered_as_the_student_answers(written):
    material, kept = trained("mlp")
    app = app_of(written.write(material)[".onnx"])
    body = rows(material.inputs[:20].reshape(20, -1).astype(float).tolist())
    status, said = asked(app, "POST", "/predict", body, pieces=7)
    logits = kept[:20] if written is onnx else material.integers.answers(material.inputs[:20])[0]
    shares = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    assert status == 200
    assert said["classes"] == logits.argmax(1).tolist()
    np.testing.assert_allclose(said["probabilities"], shares, atol=1e-5)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "1"])
def test_a_png_is_ink_on_paper_of_either_shade(digits, mode):
    material, _kept = trained("mlp")
    ink = (material.inputs[3, 0] > 0.5).astype(float)
    wanted = asked(digits, "POST", "/predict", rows([ink.ravel().tolist()]))[1]
    # The edge, which is hardly ever written on, shows which shade is the paper's.
    assert np.concatenate([ink[[0, -1]].ravel(), ink[:, [0, -1]].ravel()]).mean() < 0.5
    for pixels in (ink, 1 - ink):
        status, said = asked(digits, "POST", "/predict", png(pixels, mode))
        assert (status, said["classes"]) == (200, wanted["classes"])
        np.testing.assert_allclose(said["probabilities"], wanted["probabilities"], atol=1e-4)


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"", 400, 'The body is no JSON of the form {"rows": [[64 numbers], …]} and no PNG.'),
        (b"[1, 2]", 400, "The body is no JSON of the form"),
        (b'{"rows": [[NaN]]}', 400, "The body is no JSON of the form"),
        (b"[" * 5000, 400, "The body is no JSON of the form"),
        (b'{"rows": [["a"]]}', 400, "The body is no JSON of the form"),
        (rows([[True] * 64]), 400, "The body is no JSON of the form"),
        (rows([[None] * 64]), 400, "The body is no JSON of the form"),
        (rows([[0.5, 0.5]]), 400, "rows has the shape (1, 2): allowed are 1 to 1024 rows of 64 numbers."),
        (rows([]), 400, "rows has the shape (0,): allowed are 1 to 1024 rows of 64 numbers."),
        (rows([[0.0] * 64] * 1025), 400, "rows has the shape (1025, 64): allowed are 1 to 1024 rows"),
        (rows([[1e300] * 64]), 400, "rows holds a number that is too large: allowed is what 32-bit floats can hold."),
        (b"\x89PNG\r\n\x1a\n broken", 400, "The picture cannot be read: allowed is a whole PNG."),
        (png(np.zeros((2, 2)), side=2001), 400, "The picture has 2001 × 2001 pixels: allowed are at most 4000000 in"),
        (b" " * (LARGEST + 1), 413, "The body is larger than 1048576 bytes, which is what is allowed."),
    ],
)
def test_what_is_no_input_is_one_sentence(digits, body, status, sentence):
    found, said = asked(digits, "POST", "/predict", body, pieces=3)
    assert found == status
    assert [*said] == ["error"]
    assert said["error"].startswith(sentence)


def test_what_is_asked_elsewhere_or_otherwise_is_one_sentence(digits):
    known = "/, /predict, /healthz, /openapi.json."
    assert asked(digits, "GET", "/prdict") == (404, {"error": f"The path is /prdict: allowed is one of {known}"})
    assert asked(digits, "GET", "/predict") == (405, {"error": "The method is GET: allowed is POST."})
    assert asked(digits, "POST", "/healthz") == (405, {"error": "The method is POST: allowed is GET, HEAD."})


def test_points_take_no_pictures():
    app = app_of(onnx.write(trained("plane")[0])[".onnx"])
    status, said = asked(app, "POST", "/predict", png(np.zeros((8, 8))))
    assert (status, said["error"]) == (400, "The student reads no pictures: send rows of numbers.")
    (content,) = asked(app, "GET", "/")[1]["paths"]["/predict"]["post"]["requestBody"]["content"]
    assert content == "application/json"


def test_the_server_describes_itself(digits):
    status, said = asked(digits, "GET", "/openapi.json")
    assert (status, said["openapi"], said["info"]["title"]) == (200, "3.1.0", "digits, student 32, distilled, seed 1")
    assert [*said["paths"]["/predict"]["post"]["requestBody"]["content"]] == ["application/json", "image/png"]
    assert asked(digits, "GET", "/healthz")[1] == {"status": "ok", "student": said["info"]["title"]}


def interrupt(server):
    server.send_signal(signal.SIGINT)


@pytest.mark.parametrize(
    ("end", "status"),
    [(subprocess.Popen.terminate, -signal.SIGTERM), (interrupt, 0), (lambda server: server.stdin.close(), 0)],
    ids=["terminated", "interrupted", "nobody left"],
)
def test_a_process_of_its_own_serves_a_file_without_torch_and_ends_in_silence(tmp_path, end, status):
    file, port = tmp_path / "student.onnx", free_port()
    file.write_bytes(onnx.write(trained("plane")[0])[".onnx"])
    script = "import sys, kdviz.serving.app; print({'torch', 'sklearn', 'streamlit'} & {*sys.modules})"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "set()\n"
    )
    command = [sys.executable, "-m", "kdviz.serving", file, "127.0.0.1", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            deadline, place = monotonic() + PATIENCE, f"http://127.0.0.1:{port}"
            while monotonic() < deadline:
                try:
                    with urllib.request.urlopen(f"{place}/healthz", timeout=PATIENCE) as answer:
                        assert json.load(answer)["status"] == "ok"
                    break
                except urllib.error.URLError:
                    assert server.poll() is None
            request = urllib.request.Request(f"{place}/predict", rows([[0.5, 0.5]]), method="POST")
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                assert len(json.load(answer)["probabilities"][0]) == 3
        finally:
            end(server)
            ended = server.wait(PATIENCE)
        assert (ended, server.stderr.read()) == (status, b"")

"""The HTTP server of one student: ``POST /predict``, ``GET /healthz``, and a description of both."""

import json
from time import perf_counter
from typing import Any

import numpy as np
import onnxruntime
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kdviz.serving.inputs import InputError, inputs_of
from kdviz.serving.table import Table

# Bytes of a request's body.
LARGEST = 2**20


class Predictor:
    """A student in an ONNX file, on one thread.

    Attributes
    ----------
    shape : list of int
        Of one input.
    known : dict of str
        The file's metadata.
    table : Table or None
        The columns of raw rows; None where inputs are asked.
    """

    def __init__(self, file: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        self.shape: list[int] = self._session.get_inputs()[0].shape[1:]
        self.known: dict[str, str] = dict(self._session.get_modelmeta().custom_metadata_map)
        self.table = Table(self.known["columns"]) if "columns" in self.known else None
        self._names: list[str] = json.loads(self.known.get("class_names", "[]"))

    def answer(self, body: bytes) -> tuple[dict[str, Any], float]:
        """Return the classes and probabilities of a request's inputs, and how many seconds the network took of it.

        Raises as `inputs_of` does.
        """
        inputs = inputs_of(body, self.shape) if self.table is None else self.table.read(body)
        start = perf_counter()
        logits = self._session.run(["logits"], {"input": inputs})[0]
        seconds = perf_counter() - start
        shares = np.exp(logits - logits.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        classes = logits.argmax(1).tolist()
        named = {"names": [self._names[each] for each in classes]} if self._names else {}
        return {"classes": classes, **named, "probabilities": shares.tolist()}, seconds


def app_of(file: bytes) -> Starlette:
    """Return the server of the student in an ONNX file."""
    predictor = Predictor(file)

    async def predict(request: Request) -> Response:
        body = bytearray()
        try:
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    return _wrong(f"The body is larger than {LARGEST} bytes, which is what is allowed.", 413)
        except ClientDisconnect:
            return _wrong("The body ended too early.", 400)
        try:
            said, seconds = predictor.answer(bytes(body))
        except InputError as error:
            return _wrong(str(error), 400)
        # Browsers show this header among a request's times.
        return JSONResponse(said, headers={"Server-Timing": f"model;dur={1e3 * seconds:.4f}"})

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok", "student": predictor.known.get("title", "")})

    async def openapi(_request: Request) -> Response:
        return JSONResponse(description(predictor))

    routes = [
        Route("/", openapi),
        Route("/predict", predict, methods=["POST"]),
        Route("/healthz", healthz),
        Route("/openapi.json", openapi),
    ]
    known = ", ".join(route.path for route in routes)

    async def unknown(request: Request, _error: Exception) -> Response:
        return _wrong(f"The path is {request.url.path}: allowed is one of {known}.", 404)

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        # Starlette names them in any order.
        allowed = ", ".join(sorted((error.headers or {})["Allow"].split(", ")))
        return _wrong(f"The method is {request.method}: allowed is {allowed}.", 405, {"Allow": allowed})

    return Starlette(routes=routes, exception_handlers={404: unknown, 405: refused})


def description(predictor: Predictor) -> dict[str, Any]:
    """Return the server's description as OpenAPI has it."""
    count = int(np.prod(predictor.shape))
    row = {"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count}
    summary = f"Classify inputs of the shape {tuple(predictor.shape)}, written as {count} numbers row by row"
    if predictor.table is not None:
        row = predictor.table.schema
        summary = f"Classify rows of a table of {count} columns; null is missing"
    rows = {"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": row}}}
    bodies: dict[str, Any] = {"application/json": {"schema": rows}}
    if len(predictor.shape) == 3:
        bodies["image/png"] = {"schema": {"type": "string", "format": "binary"}}
    answer = {
        "type": "object",
        "properties": {
            "classes": {"type": "array", "items": {"type": "integer"}},
            "names": {"type": "array", "items": {"type": "string"}},
            "probabilities": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
        },
    }
    said = {"description": "Classes and probabilities, a row an input", "content": _json(answer)}
    wrong = {"description": "What is wrong, in one sentence", "content": _json({"type": "object"})}
    predict = {
        "summary": summary,
        "requestBody": {"required": True, "content": bodies},
        "responses": {"200": said, "400": wrong, "413": wrong},
    }
    health = {"summary": "Whether the server answers", "responses": {"200": {"description": "It does"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": predictor.known.get("title", "A student"), "version": "1"},
        "paths": {"/predict": {"post": predict}, "/healthz": {"get": health}},
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _wrong(sentence: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": sentence}, status, headers)

"""A packer as one would write it: bits in one stream, then 32-bit floats; and its reader."""

import numpy as np

from kdviz.catalog.deployed import Deployed


def pack(parameters: dict[str, np.ndarray], masks: dict[str, np.ndarray], deployed: Deployed) -> bytes:
    bits, floats = [], []
    for (name, mask), layer in zip(masks.items(), deployed.layers, strict=True):
        weights, left = parameters[name].astype(np.float32), mask.ravel() > 0
        if layer.masked:
            bits.append(left)
        codes, numbers = coded(weights, layer)
        wide = np.unpackbits(codes.ravel()[left].astype(">u4")[:, None].view(np.uint8), axis=1)
        bits.append(wide[:, 32 - layer.bits :].ravel())
        floats += [numbers, parameters[name.replace("weight", "bias")].astype(np.float32)]
    return np.packbits(np.concatenate(bits)).tobytes() + np.concatenate(floats).tobytes()


def coded(weights, layer):
    """Return each weight's code, and the floats that say what codes mean."""
    if not layer.grid:
        return weights.view(np.uint32), np.zeros(0, np.float32)
    if layer.grid == "kmeans":
        values = np.unique(weights)
        book = np.zeros(2**layer.bits, np.float32)
        # A pruned layer's zeros are in the mask, not in the codebook.
        values = values[values != 0] if len(values) > len(book) else values
        book[: len(values)] = values
        return np.abs(weights[..., None] - book[: len(values)]).argmin(-1), book
    levels = 2 ** (layer.bits - 1) - 1
    rows = weights.reshape(len(weights), -1)
    scales = np.abs(rows).max(1) / levels if layer.grid == "channel" else np.abs(rows).max(keepdims=True)[0] / levels
    return (np.round(rows / np.where(scales > 0, scales, 1)[:, None]) + levels).astype(int).reshape(
        weights.shape
    ), scales.astype(np.float32)


def unpack(packed: bytes, deployed: Deployed, shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    scales = sum(layer.scales + layer.outputs for layer in deployed.layers)
    bits = np.unpackbits(np.frombuffer(packed[: len(packed) - 4 * scales], np.uint8))
    floats = np.frombuffer(packed[len(packed) - 4 * scales :], np.float32)
    found = {}

    def take(source, count):
        return source[:count], source[count:]

    for (name, shape), layer in zip(shapes.items(), deployed.layers, strict=True):
        left = np.ones(layer.weights, np.uint8)
        if layer.masked:
            left, bits = take(bits, layer.weights)
        codes, bits = take(bits, int(left.sum()) * layer.bits)
        codes = codes.reshape(-1, layer.bits) @ (1 << np.arange(layer.bits - 1, -1, -1, dtype=np.uint64))
        numbers, floats = take(floats, layer.scales)
        found[name.replace("weight", "bias")], floats = take(floats, layer.outputs)
        weights = np.zeros(layer.weights, np.float32)
        if layer.grid == "kmeans":
            weights[left > 0] = numbers[codes.astype(int)]
        elif layer.grid:
            scale = np.broadcast_to(numbers[:, None], (layer.scales, layer.weights // layer.scales)).ravel()
            weights[left > 0] = (codes.astype(float) - 2 ** (layer.bits - 1) + 1) * scale[left > 0]
        else:
            weights[left > 0] = codes.astype(np.uint32).view(np.float32)
        found[name] = weights.reshape(shape)
    return found

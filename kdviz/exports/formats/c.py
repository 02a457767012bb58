"""C99 without any library, in 32-bit floats and in 8-bit integers, for microcontrollers."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Literal, NamedTuple

from kdviz.catalog import Shape
from kdviz.exports import c_rows
from kdviz.exports.c_text import array, number
from kdviz.exports.format import Files, StudentFormat
from kdviz.exports.integers import LEVELS, ZERO
from kdviz.exports.material import Material, Student
from kdviz.i18n import N_

HEAD = """\
/* {title}
 *
 * Written by kdviz. Accuracy on test samples, mean over seeds: {accuracy}.
 * {asked}
 * float32: {floats.flash} bytes of flash for the weights, {floats.ram} bytes of RAM (stack).
 * int8:    {integers.flash} bytes of flash for the weights, {integers.ram} bytes of RAM (stack).
 * The code comes to it. Define KDVIZ_NO_FLOAT32 or KDVIZ_NO_INT8 to leave one of them out.
 */
"""
HEADER = """\
#ifndef KDVIZ_STUDENT_H
#define KDVIZ_STUDENT_H

#define {size}
#define KDVIZ_CLASSES {classes}

#ifdef __cplusplus
extern "C" {{
#endif

/* Return the class of {what}; logits gets KDVIZ_CLASSES numbers, the largest is the class's. */
int predict({argument}, float *logits);
int predict_int8({argument}, float *logits);

#ifdef __cplusplus
}}
#endif

#endif
"""
LARGEST = """
static int largest(const float *logits)
{
    int best = 0;
    for (int k = 1; k < CLASSES; k++)
        if (logits[k] > logits[best]) best = k;
    return best;
}
"""
DENSE = """
static void dense(const float *x, const float *w, const float *b, float *y, int inputs, int outputs, int relu)
{
    for (int o = 0; o < outputs; o++) {
        float sum = b[o];
        for (int i = 0; i < inputs; i++) sum += x[i] * w[o * inputs + i];
        y[o] = relu && sum < 0 ? 0 : sum;
    }
}
"""
CONVOLVE = """
/* 3x3 with padding 1, and ReLU */
static void convolve(const float *x, const float *w, const float *b, float *y,
                     int inputs, int outputs, int high, int wide)
{
    for (int o = 0; o < outputs; o++)
        for (int r = 0; r < high; r++)
            for (int c = 0; c < wide; c++) {
                float sum = b[o];
                for (int i = 0; i < inputs; i++)
                    for (int k = 0; k < 9; k++) {
                        int row = r + k / 3 - 1, column = c + k % 3 - 1;
                        if (row >= 0 && row < high && column >= 0 && column < wide)
                            sum += x[(i * high + row) * wide + column] * w[(o * inputs + i) * 9 + k];
                    }
                y[(o * high + r) * wide + c] = sum < 0 ? 0 : sum;
            }
}
"""
POOL = """
/* the largest of each 2x2 block, in place */
static void {name}({type} *x, int maps, int high, int wide)
{{
    {type} *to = x;
    for (int m = 0; m < maps; m++)
        for (int r = 0; r + 1 < high; r += 2)
            for (int c = 0; c + 1 < wide; c += 2) {{
                const {type} *at = x + (m * high + r) * wide + c;
                {type} best = at[0];
                if (at[1] > best) best = at[1];
                if (at[wide] > best) best = at[wide];
                if (at[wide + 1] > best) best = at[wide + 1];
                *to++ = best;
            }}
}}
"""
ROUND = """
/* the nearest whole number from -LIMIT to LIMIT, of two equally near ones the even one */
static int32_t nearest(float value)
{
    if (!(value > -LIMIT)) return -LIMIT;
    if (value > LIMIT) return LIMIT;
    int32_t below = (int32_t)value;
    if ((float)below > value) below--;
    float rest = value - (float)below;
    return rest > 0.5f || (rest == 0.5f && below & 1) ? below + 1 : below;
}

static uint8_t clipped(int32_t value)
{
    return value < 0 ? 0 : value > LEVELS ? LEVELS : (uint8_t)value;
}

/* Volatile: the product is rounded to a float before anything else is done with it, as in the other formats. */
static float scaled(int32_t sum, float scale)
{
    volatile float product = (float)sum * scale;
    return product;
}
"""
DENSE_INT8 = """
static int32_t sum_int8(const uint8_t *x, const uint8_t *w, int32_t sum, int zero, int inputs)
{
    for (int i = 0; i < inputs; i++) sum += ((int32_t)x[i] - zero) * ((int32_t)w[i] - ZERO);
    return sum;
}
"""
CONVOLVE_INT8 = """
/* 3x3 with padding 1, and ReLU */
static void convolve_int8(const uint8_t *x, const uint8_t *w, const int32_t *b, const float *scales, uint8_t *y,
                          int zero, int inputs, int outputs, int high, int wide)
{
    for (int o = 0; o < outputs; o++)
        for (int r = 0; r < high; r++)
            for (int c = 0; c < wide; c++) {
                int32_t sum = b[o];
                for (int i = 0; i < inputs; i++)
                    for (int k = 0; k < 9; k++) {
                        int row = r + k / 3 - 1, column = c + k % 3 - 1;
                        if (row >= 0 && row < high && column >= 0 && column < wide)
                            sum += ((int32_t)x[(i * high + row) * wide + column] - zero)
                                 * ((int32_t)w[(o * inputs + i) * 9 + k] - ZERO);
                    }
                y[(o * high + r) * wide + c] = clipped(nearest(scaled(sum, scales[o])));
            }
}
"""


Numbers = Literal["float32", "int8"]


class Memory(NamedTuple):
    """A student's bytes on a device, without its code: weights in flash, values in RAM."""

    flash: int
    ram: int


class Buffers(NamedTuple):
    """How many values the two buffers hold that layers put out by turns; those of a last layer go to the caller."""

    even: int
    odd: int


def memory(student: Student) -> dict[Numbers, Memory]:
    """Return what a student takes in C, without code."""
    weights = sum(layer.weights.size for layer in student.layers)
    outputs = sum(len(layer.bias) for layer in student.layers)
    held = sum(_buffers(student))
    return {
        "float32": Memory(4 * (weights + outputs), 4 * held),
        # Of each output a bias and a scale; the input is held in integers, too.
        "int8": Memory(weights + 8 * outputs, held + prod(student.data.shape)),
    }


def write(material: Material) -> Files:
    """Return the C file and its header."""
    student = material.student
    known = memory(material.student)
    head = HEAD.format(
        title=student.title.replace("*/", "* /"),
        accuracy=f"{student.accuracy.mean:.3f}",
        asked=c_rows.asked(material),
        floats=known["float32"],
        integers=known["int8"],
    )
    limits = {"CLASSES": student.data.classes, "ZERO": ZERO, "LEVELS": LEVELS, "LIMIT": 2 * LEVELS + 2}
    constants = "".join(f"#define {name} {value}\n" for name, value in limits.items())
    parts = [head, "#include <stdint.h>\n", constants, LARGEST, *c_rows.prepare(material)]
    parts += ["\n#ifndef KDVIZ_NO_FLOAT32\n", *_floats(material), "#endif\n"]
    parts += ["\n#ifndef KDVIZ_NO_INT8\n", *_integers(material), "#endif\n"]
    header = head + "\n" + HEADER.format(**c_rows.header(material), classes=student.data.classes)
    return {".c": "\n".join(part.strip("\n") for part in parts).encode() + b"\n", ".h": header.encode()}


def _floats(material: Material) -> Iterator[str]:
    layers, steps = material.student.layers, _steps(material.student)
    if any(layer.is_convolution for layer in layers):
        yield CONVOLVE
        yield POOL.format(name="pool", type="float")
    yield DENSE
    for place, layer in enumerate(layers):
        yield array(f"w{place}", "float", layer.weights)
        yield array(f"b{place}", "float", layer.bias)
    calls, source = [], "input"
    for place, (layer, (shape, target)) in enumerate(zip(layers, steps, strict=True)):
        given = f"{source}, w{place}, b{place}, {target}"
        if layer.is_convolution:
            calls.append(f"convolve({given}, {shape[0]}, {len(layer.bias)}, {shape[1]}, {shape[2]});")
            calls.append(f"pool({target}, {len(layer.bias)}, {shape[1]}, {shape[2]});")
        else:
            calls.append(f"dense({given}, {prod(shape)}, {len(layer.bias)}, {int(target != 'logits')});")
        source = target
    yield _function("predict", "float", material, calls)


def _integers(material: Material) -> Iterator[str]:
    layers, steps = material.integers.layers, _steps(material.student)
    inputs = prod(material.student.data.shape)
    yield ROUND
    if any(layer.is_convolution for layer in layers):
        yield CONVOLVE_INT8
        yield POOL.format(name="pool_int8", type="uint8_t")
    yield DENSE_INT8
    for place, layer in enumerate(layers):
        yield array(f"q{place}", "uint8_t", layer.weights)
        yield array(f"qb{place}", "int32_t", layer.bias)
        yield array(f"m{place}", "float", layer.scales)
    scale, zero = number(float(layers[0].scale_in)), layers[0].zero
    calls = [
        f"uint8_t x[{inputs}];",
        f"for (int i = 0; i < {inputs}; i++) x[i] = clipped(nearest(input[i] / {scale}) + {zero});",
    ]
    source = "x"
    for place, (layer, (shape, target)) in enumerate(zip(layers, steps, strict=True)):
        outputs, held = len(layer.bias), prod(shape)
        if layer.is_convolution:
            given = f"{source}, q{place}, qb{place}, m{place}, {target}, {layer.zero}"
            calls.append(f"convolve_int8({given}, {shape[0]}, {outputs}, {shape[1]}, {shape[2]});")
            calls.append(f"pool_int8({target}, {outputs}, {shape[1]}, {shape[2]});")
        else:
            total = (
                f"scaled(sum_int8({source}, q{place} + o * {held}, qb{place}[o], {layer.zero}, {held}), m{place}[o])"
            )
            kept = total if target == "logits" else f"clipped(nearest({total}))"
            calls.append(f"for (int o = 0; o < {outputs}; o++) {target}[o] = {kept};")
        source = target
    yield _function("predict_int8", "uint8_t", material, calls)


def _steps(student: Student) -> Iterator[tuple[Shape, str]]:
    """Yield the shape that each layer reads, and what its values are written to."""
    shape = student.data.shape
    for place, layer in enumerate(student.layers):
        yield shape, "logits" if layer is student.layers[-1] else "ab"[place % 2]
        outputs = len(layer.bias)
        shape = (outputs, *(size // 2 for size in shape[1:])) if layer.is_convolution else (outputs,)


def _buffers(student: Student) -> Buffers:
    """Return how much the buffers must hold: maps before they are pooled."""
    sizes = {"a": 0, "b": 0, "logits": 0}
    for layer, (read, target) in zip(student.layers, _steps(student), strict=True):
        put_out = len(layer.bias) * (prod(read[1:]) if layer.is_convolution else 1)
        sizes[target] = max(sizes[target], put_out)
    return Buffers(sizes["a"], sizes["b"])


def _function(name: str, kind: str, material: Material, calls: Sequence[str]) -> str:
    buffers = zip("ab", _buffers(material.student), strict=True)
    held = [f"{kind} {buffer}[{size}];" for buffer, size in buffers if size]
    lines = [*held, *c_rows.begin(material), *calls, "return largest(logits);"]
    body = "\n".join(f"    {line}" for line in lines)
    return f"\nint {name}({c_rows.argument(material)}, float *logits)\n{{\n{body}\n}}\n"


FORMAT = StudentFormat(
    name="c",
    title=N_("C source"),
    summary=N_("A .c file and its header, without any library, for microcontrollers; floats and 8-bit integers."),
    place=30,
    write=write,
    answers="kdviz.exports.checks.c:of_both",
)

"""Numbers as C has them."""

from kdviz.exports.layers import Values

IN_A_LINE = 8


def array(name: str, kind: str, values: Values) -> str:
    """Return a constant array."""
    write = repr if kind == "double" else number
    numbers = [*map(write, values.ravel().tolist())]
    lines = [", ".join(numbers[at : at + IN_A_LINE]) for at in range(0, len(numbers), IN_A_LINE)]
    return f"static const {kind} {name}[{values.size}] = {{\n" + ",\n".join(lines) + "\n};\n"


def number(value: float) -> str:
    """Write a number so that reading it as one of 32 bits gives the same."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"

"""How ONNX files of a table take raw rows: one tensor of 64-bit floats, a column a number.

A category is its place among the column's categories, and NaN is missing. Strings would take an input a column and
operators that few runtimes have. In 64 bits inputs are made exactly as in training.
"""

import numpy as np

from kdviz.datasets.rows import Rows
from kdviz.exports.material import Material
from kdviz.exports.onnx_graph import DOUBLE, FLOAT, Graph


def begun(material: Material) -> Graph:
    """Return a graph from what it is asked to the inputs of the first layer."""
    graph = Graph("input")
    if material.rows is None:
        return graph
    made = [_numbers(graph, material.rows)] if material.rows.numbers else []
    made += [_choices(graph, material.rows)] if material.rows.choices else []
    graph.last = made[0]
    if len(made) > 1:
        graph.then("Concat", *made[1:], axis=1)
    return graph


def file(graph: Graph, material: Material) -> bytes:
    """Return the file of a graph that is complete."""
    data, rows = material.student.data, material.rows
    if rows is None:
        return graph.file(data.shape, data.classes, material.metadata)
    return graph.file((len(rows.columns),), data.classes, material.metadata, DOUBLE)


def _numbers(graph: Graph, rows: Rows) -> str:
    """Fill in what is missing of the columns of numbers, and standardize them."""
    held = [graph.tensor(f"{what}s", rows.each_number(what)) for what in ("median", "mean", "scale")]
    graph.last = "input"
    graph.then("Gather", graph.tensor("numbers", np.array(rows.numbers)), axis=1, output="raw_numbers")
    graph.then("IsNaN")
    graph.then("Where", held[0], "raw_numbers")
    graph.then("Sub", held[1])
    graph.then("Div", held[2])
    graph.then("Cast", to=FLOAT)
    return graph.last


def _choices(graph: Graph, rows: Rows) -> str:
    """Ask of each category whether it is the row's; of what is missing none is."""
    columns, values = np.array(rows.choices).T
    graph.last = "input"
    graph.then("Gather", graph.tensor("categories", columns), axis=1)
    graph.then("Equal", graph.tensor("values", values.astype(np.float64)))
    graph.then("Cast", to=FLOAT)
    return graph.last

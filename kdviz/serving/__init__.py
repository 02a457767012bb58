"""A student behind HTTP: ONNX Runtime in a process of its own, which `kdviz serve` starts."""

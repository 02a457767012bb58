"""Components of our own, which draw in the browser: a Python wrapper and its script and style beside it."""

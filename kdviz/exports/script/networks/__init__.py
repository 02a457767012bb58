"""Parts of a script: networks."""

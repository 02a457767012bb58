"""Parts of a script: data."""

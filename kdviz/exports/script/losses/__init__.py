"""Parts of a script: losses."""

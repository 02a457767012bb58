"""The settings of the page Compress, beside the knobs and the session's pipelines."""

# In which bytes the picture counts, whether it shows the controls, and which subjects are open.
BYTES, CONTROLS, OPENED = "compress_bytes", "compress_controls", "compress_opened"

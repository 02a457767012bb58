"""The settings of the page Compress, beside the knobs and the session's pipelines."""

from kdviz.verdicts.budget import Limit

# In which bytes the picture counts, whether it shows the controls, and which subjects are open.
BYTES, CONTROLS, OPENED = "compress_bytes", "compress_controls", "compress_opened"
# The limits of a budget, by what they limit.
LIMIT_KEYS: dict[Limit, str] = {"lose": "budget_lose", "packed": "budget_packed", "macs": "budget_macs"}
# What is asked for at first: a point, a kilobyte, two thousand multiply-accumulates.
AT_FIRST: dict[Limit, float] = {"lose": 1.0, "packed": 1000.0, "macs": 2000.0}

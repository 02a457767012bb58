"""Which figures each page has, by their test ids: what is drawn must be real, and a test looks at every one."""

FIGURES = {
    "learn": ("story",),
    "distill": ("curves", "surfaces", "gain", "dots", "knowledge", "cost"),
    "landscapes": ("map", "cell_curves", "reliability", "tradeoff"),
    "kinds": ("race", "ranking"),
    "compress": (
        "compression",
        "zeros",
        "bits",
        "sensitivity_prune",
        "sensitivity_quantize",
        "tuning",
        "tuning_gain",
    ),
    "tune": ("judged", "trials", "importance", "front", "parallel"),
    "lab": ("lab", "optimizers"),
    "runs": ("one_curves", "compared"),
}

"""The settings of the page Tune, beside the knobs and what may vary."""

# What is searched for, its number and the limit of bytes, the budget, the two knobs of the picture, and open subjects.
GOAL, NUMBER, LIMIT, BUDGET = "tune_goal", "tune_number", "tune_limit", "tune_budget"
ACROSS, UP, OPENED = "tune_across", "tune_up", "tune_opened"
# Whether the recorded search is on show, and the reader's choice that was drawn last.
RECORDED, DRAWN = "tune_recorded", "tune_drawn"
GOALS = ("accurate", "lose", "least")
BUDGETS = ("10s", "30s", "1min", "2min")
# Points that may be lost, and percent that must be right, until the reader says otherwise.
USUAL_NUMBERS = {"lose": 1.0, "least": 90.0}

"""The settings of the page Attack, beside those that a job of it is opened with."""

# Open subjects, where queries of the picture come from, and the study that was drawn last.
OPENED, SOURCE, DRAWN = "attack_opened", "attack_source", "attack_drawn"
BOUNDS = (0.05, 0.1, 0.15, 0.2, 0.3)
USUAL_BOUND = 0.15
TEMPERATURES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
USUAL_TEMPERATURE = 100.0

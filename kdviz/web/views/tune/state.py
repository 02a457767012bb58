"""The settings of the page Tune, beside the knobs and what a search is asked for (`kdviz.web.session.searches`)."""

# The two knobs of the picture, and open subjects.
ACROSS, UP, OPENED = "tune_across", "tune_up", "tune_opened"
# Whether the recorded search is on show, and the reader's choice that was drawn last.
RECORDED, DRAWN = "tune_recorded", "tune_drawn"

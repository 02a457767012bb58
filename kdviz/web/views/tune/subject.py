"""What stands folded under the picture of the page Tune."""

from kdviz.web.parts.subjects import Subjects
from kdviz.web.views.tune.state import OPENED

SUBJECTS = Subjects("kdviz.web.views.tune.subjects", OPENED)

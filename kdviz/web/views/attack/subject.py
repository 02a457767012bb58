"""What stands folded under the picture of the page Attack."""

from kdviz.web.parts.subjects import Subjects
from kdviz.web.views.attack.state import OPENED

SUBJECTS = Subjects("kdviz.web.views.attack.subjects", OPENED)

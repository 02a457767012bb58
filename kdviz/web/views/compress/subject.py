"""What stands folded under the picture of the page Compress."""

from kdviz.web.parts.subjects import Subjects
from kdviz.web.views.compress.state import OPENED

SUBJECTS = Subjects("kdviz.web.views.compress.subjects", OPENED)

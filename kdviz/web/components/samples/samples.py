"""A sample of each class: what the networks are about to learn. Nothing in it comes from one."""

from kdviz.catalog import DatasetCard
from kdviz.i18n import Translator
from kdviz.web.components.shared.looks import class_looks
from kdviz.web.components.shared.modules import component
from kdviz.web.routes.rows import path as row_path
from kdviz.web.routes.rows import sample_path

KEY = "samples"
# Classes that are shown: a screen of them.
MOST = 12
HTML = """<div class="samples" data-testid="samples">
  <div class="samples-told"></div>
  <div class="samples-cards"></div>
</div>"""

_samples = component("samples", HTML, "shared/pictures.css", "samples/samples.css")


def samples(data: DatasetCard, _: Translator) -> None:
    """Draw a sample of each class of a data set: a picture, a point among others, or a row with its columns."""
    told = _("{title}: an example of each class") if data.classes <= MOST else _("{title}: examples of {count} classes")
    looks = class_looks(data, _)[:MOST]
    words = {"told": told.format(title=_(data.title), count=MOST)}
    _samples(
        data={"path": sample_path(data), "rows": row_path(data), "classes": looks, "words": words},
        key=KEY,
    )

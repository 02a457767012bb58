"""A place for a file with own data: dropped or chosen, it goes to our own route, and never through Streamlit."""

from typing import NamedTuple

from kdviz.catalog.limits import LIMITS
from kdviz.i18n import Translator
from kdviz.web.components.shared.modules import component
from kdviz.web.routes.uploads import PATH

KEY = "upload"
LONGEST = 200
HTML = """<div class="upload" data-testid="upload">
  <label class="upload-drop">
    <input class="upload-file" type="file">
    <span class="upload-ask"></span>
    <span class="upload-formats"></span>
  </label>
  <progress class="upload-bar" max="1" value="0" hidden></progress>
  <div class="upload-said" role="status"></div>
</div>"""

_upload = component("upload", HTML, "upload/upload.css")


class Sent(NamedTuple):
    """A file that has come: what names it, and what it was called."""

    token: str
    name: str


def upload(_: Translator) -> Sent | None:
    """Draw the place for a file, and return the one that has come since."""
    words = {
        "ask": _("Drop a file here, or choose one"),
        "formats": _("CSV, TSV, Parquet, NPZ, IDX, or a ZIP of class folders, up to {most} MB").format(
            most=LIMITS.data_bytes // 10**6
        ),
        "sending": _("Sent: {share} %"),
        "failed": _("The file did not arrive: try again."),
    }
    told = {"path": PATH, "words": words, "accept": ".csv,.tsv,.txt,.parquet,.npz,.zip,.gz,.idx"}
    heard = _upload(data=told, key=KEY, on_sent_change=lambda: None).get("sent")
    if not isinstance(heard, dict):
        return None
    return Sent(str(heard.get("token", ""))[:LONGEST], str(heard.get("name", ""))[:LONGEST])

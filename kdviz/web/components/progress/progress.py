"""The bar of jobs in flight, drawn in the browser from their live logs."""

from collections.abc import Sequence

from kdviz.engine import Progress, shared_engine
from kdviz.i18n import Translator
from kdviz.web.components.shared.modules import component
from kdviz.web.routes.feeds import path, standing
from kdviz.web.routes.frontend import REFUSED

KEY = "progress"
HTML = """<div class="jobs">
  <div class="jobs-status" role="status"></div>
  <progress max="1"></progress>
</div>"""

_progress = component("progress", HTML, "progress/progress.css")


def job_progress(jobs: Sequence[Progress], text: str, _: Translator, *, each_event: bool = False) -> None:
    """Draw how far `jobs` are together.

    When one has more parts or has ended, the part of the page that the bar is in runs again.

    Parameters
    ----------
    jobs : sequence of Progress
        Those that have ended, too.
    text : str
        What to say while they train, with the blanks ``{done}`` and ``{parts}``.
    each_event : bool
        Whether the part of the page runs again with every event of their logs, too.
    """
    words = {"training": text, "waiting": _("{text}, waiting in the queue").format(text=text), "refused": _(REFUSED)}
    told = [
        {
            "job_id": job.job_id,
            "path": path(job.job_id),
            "done": job.done,
            "parts": job.parts,
            "share": job.share,
            "ended": not job.status.in_flight,
            "told": job.told if each_event else 0,
            **standing(shared_engine(), job.job_id),
        }
        for job in jobs
    ]
    _progress(data={"jobs": told, "words": words, "eachEvent": each_event}, key=KEY, on_news_change=lambda: None)

"""A lesson, step by step."""

from kdviz.web.views.learn.home import show_home


def show_lesson(_asked: str) -> None:
    """Draw the lesson that is asked for."""
    show_home()

"""Where the pages' scripts are, so that one page can lead to another."""

from pathlib import Path

# Not “pages”: of a folder with that name Streamlit would serve each script by itself, without `main`.
VIEWS = Path(__file__).parent.parent / "views"
DISTILL = VIEWS / "distill" / "page.py"

"""``python -m kdviz`` is ``kdviz``."""

from kdviz.cli import main

main()

"""Nobody is read a long sentence on screen, except where one asks how it is known, and in documents."""

import re
from collections import defaultdict
from pathlib import Path

from babel.messages.extract import extract_from_dir

import kdviz
from kdviz.catalog import EVERY_SCENE

PACKAGE = Path(kdviz.__file__).parent
WORDS = 20
# Read in a terminal, as often as one likes.
TERMINAL = ("cli/", "engine/", "web/routes/")
# Claims about scenes, which stand under “How we know”.
HOW_WE_KNOW = {scene.claim for scene in EVERY_SCENE.values()}


def longest(message: str) -> int:
    """Return how many words the longest sentence of a message has; a blank is a word."""
    sentences = re.split(r"(?<=[.?!])\s+|\n|<br>", message)
    return max(len(re.findall(r"[\w{}'’“”%-]*\w[\w{}'’“”%-]*", sentence)) for sentence in sentences)


def long_messages() -> dict[str, set[str]]:
    found = defaultdict(set)
    for file, _line, message, *_rest in extract_from_dir(PACKAGE, keywords={"_": None, "N_": None}):
        if longest(message) > WORDS and message not in HOW_WE_KNOW and not file.startswith(TERMINAL):
            found[file].add(message)
    return found


def test_no_sentence_on_screen_is_long():
    assert long_messages() == {}


def test_words_are_counted_sentence_by_sentence():
    assert longest("One, two {three}. Four five: six “seven” eight % nine?") == 6
    assert longest("a-b 95 % don't") == 3

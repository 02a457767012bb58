"""The glossary: each term once, with a miniature that there is."""

import re
from collections import Counter
from pathlib import Path

from kdviz.i18n import ENGLISH, Translator
from kdviz.web.components.glossary import terms
from kdviz.web.components.glossary.terms import TERMS, WORDS, glossary

MINIATURES = Path(terms.__file__).with_name("miniatures.js").read_text("utf-8")


def test_each_term_is_there_once_in_each_language():
    for _ in (ENGLISH, Translator("zh_CN")):
        told = glossary(_)["terms"]
        for what in ("name", "title", "text"):
            assert max(Counter(term[what] for term in told).values()) == 1, what
    wanted = {"temperature", "alpha", "kl", "interval", "fidelity", "macs", "quantization"}
    # Words of Attack and of the table of all measures.
    wanted |= {"calibration-error", "brier", "auc", "zero-gradient"}
    assert wanted < {each.name for each in TERMS}


def test_each_miniature_is_there_and_tried_with_a_term_and_every_word_is_said():
    drawn = {*re.findall(r"^  (\w+): \{$", MINIATURES, re.MULTILINE)}
    assert drawn == {term.miniature for term in TERMS}
    assert {*re.findall(r"words\.(\w+)", MINIATURES)} == {*WORDS}

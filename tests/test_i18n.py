import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import kdviz
from kdviz.i18n import LANGUAGES, LOCALE_FOLDER, SpokenError, Translator, choose_language, printable

PACKAGE = Path(kdviz.__file__).parent
MESSAGES = {found[2] for found in extract_from_dir(PACKAGE, keywords={"_": None, "N_": None})}
FOREIGN = [language for language in LANGUAGES if language != "en"]


def blanks(message: str) -> set[str]:
    return set(re.findall(r"\{\w*\}", message))


def test_there_are_messages():
    assert {"Temperature", "Run", "Can a big network's doubt help a small one?"} <= MESSAGES


@pytest.mark.parametrize("language", FOREIGN)
def test_every_message_is_translated_with_its_blanks(language):
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / "kdviz.po").open("rb") as file:
        catalog = {message.id: message for message in read_po(file, locale=language) if message.id}
    assert MESSAGES - set(catalog) == set(), "not translated"
    assert set(catalog) - MESSAGES == set(), "translated but nowhere said"
    for text, message in catalog.items():
        assert message.string, text
        assert not message.fuzzy, text
        assert blanks(text) == blanks(message.string), text
        assert Translator(language)(text) == message.string


def test_the_chinese_student_of_labels_alone_is_no_siamese_network():
    chinese = Translator("zh_CN")
    assert {text for text in MESSAGES if "孪生" in chinese(text)} == set()


@pytest.mark.parametrize("other", ["教师", "学生模型", "图像", "种类", "十亿"])
def test_a_thing_has_one_word_in_chinese(other):
    """They are 老师, 学生, 图片, 方法 and ×10⁹; “这张图像什么” asks what a picture is like."""
    chinese = Translator("zh_CN")
    assert [said for text in MESSAGES if other in (said := chinese(text)).replace("这张图像什么", "")] == []


@pytest.mark.parametrize("language", FOREIGN)
def test_translations_differ_from_the_english(language):
    same = {text for text in MESSAGES if Translator(language)(text) == text}
    assert same <= {"AUC", "Adam", "Fashion-MNIST", "KMNIST", "MNIST", "gzip"}


def test_translations_are_not_hidden_in_f_strings():
    """The extractor cannot see into an f-string, so a sentence there would never be translated."""
    literal = re.compile(r"""\b_\(\s*f["']|f["'].*\{\s*_\(\s*["']""")
    hidden = [path.name for path in PACKAGE.rglob("*.py") if literal.search(path.read_text("utf-8"))]
    assert hidden == []


def test_text_is_printed_in_one_line_and_without_what_controls_or_turns():
    unseen = [chr(code) for code in (*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
    assert printable("".join(unseen)).strip() == ""
    assert printable("a\tb\nc\u2028d\x9be") == "a b c de"
    assert printable("语言 “é” 👩\u200d🏫 می\u200cخواهم") == "语言 “é” 👩\u200d🏫 می\u200cخواهم"


def test_an_error_says_what_was_given_again_in_one_line_of_at_most_80_characters():
    error = SpokenError("{name} in {place}", name="\x1b]0;owned\a" + "a" * 60_000, place="b" * 100)
    assert error.sentence() == str(error) == f"]0;owned{'a' * 72}… in {'b' * 100}"


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["zh-CN"], "zh_CN"),
        (["zh"], "zh_CN"),
        (["zh-Hans-SG"], "zh_CN"),
        (["en-GB"], "en"),
        (["de-DE"], "en"),
        (["xx", "zh-CN"], "zh_CN"),
        ([None, "zh_CN"], "zh_CN"),
        (["en", "zh-CN"], "en"),
        (["'; drop", None], "en"),
        ([], "en"),
    ],
)
def test_the_strongest_wish_that_fits_is_granted(wishes, language):
    assert choose_language(*wishes) == language

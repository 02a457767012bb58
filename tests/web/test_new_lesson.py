"""A new lesson is one file and its translations."""

import shutil
import sys

import pytest
from click.testing import CliRunner

from kdviz import i18n
from kdviz.cli.lessons import lessons as lessons_command
from kdviz.lessons import courses, lessons
from kdviz.web.views.learn.menu import MENU
from tests.web.pages import open_home, texts

COURSE = '''"""A lesson of a test's."""

from kdviz.i18n import N_
from kdviz.lessons.lesson import Ask, Choice, Do, Lesson, Look, TakeAway

LESSON = Lesson(
    N_("Is a new lesson one file?"),
    (
        Ask(N_("Does anything else name it?"), Choice((N_("It does"), N_("It does not")))),
        Do(N_("Look at what it shows."), Look(4)),
        TakeAway(N_("A file is enough.")),
    ),
    number={number},
)
'''
TRANSLATIONS = {
    "Is a new lesson one file?": "新的一课就是一个文件吗？",
    "Does anything else name it?": "别处提到它吗？",
    "It does": "提到",
    "It does not": "没提到",
}


@pytest.fixture(params=[None, 11], ids=["further", "numbered"])
def _added(request, monkeypatch, tmp_path):
    """Put a lesson's file beside the others, and its translations into a copy of ours."""
    course = tmp_path / "courses" / "brand_new.py"
    course.parent.mkdir()
    course.write_text(COURSE.format(number=request.param), "utf-8")
    monkeypatch.setattr(courses, "__path__", [*courses.__path__, str(course.parent)])
    shutil.copytree(i18n.LOCALE_FOLDER, tmp_path / "locale")
    with (tmp_path / "locale" / "zh_CN" / "LC_MESSAGES" / "kdviz.po").open("a", encoding="utf-8") as file:
        file.writelines(f'\nmsgid "{text}"\nmsgstr "{said}"\n' for text, said in TRANSLATIONS.items())
    monkeypatch.setattr(i18n, "LOCALE_FOLDER", tmp_path / "locale")

    def forget() -> None:
        lessons.cache_clear()
        i18n._load.cache_clear()
        sys.modules.pop(f"{courses.__name__}.brand_new", None)

    forget()
    yield
    forget()


@pytest.mark.usefixtures("_added")
def test_a_file_and_its_translations_are_a_lesson(engine):
    numbers = [lesson.number for lesson in lessons().values()]
    numbered = [each for each in numbers if each is not None]
    assert numbered == sorted(numbered)
    further = [lesson.name for lesson in lessons().values() if lesson.number is None]
    assert [*lessons()][len(numbered) :] == further == sorted(further)
    added = lessons()["brand-new"]
    listed = CliRunner().invoke(lessons_command).output.splitlines()
    assert listed[[*lessons()].index("brand-new")] == f"brand-new {added.title}"
    page = open_home(lesson="brand-new", lang="zh_CN")
    assert page.title[0].value == TRANSLATIONS[added.title]
    assert TRANSLATIONS["Does anything else name it?"] in [each.value for each in page.subheader]
    assert page.radio[0].options == [TRANSLATIONS["It does"], TRANSLATIONS["It does not"]]
    page.session_state[MENU] = True
    page.run()
    labels = [each.proto.label for each in page.get("page_link") if each.proto.query_string == "lesson=brand-new"]
    number = "" if added.number is None else f"{added.number} · "
    assert labels == [f"{number}{TRANSLATIONS[added.title]}"]
    page.radio[0].set_value("b").run()
    for _step in added.steps[1:]:
        page.button(key="lesson_next").click().run()
        assert not page.exception
    assert any("A file is enough." in each.value for each in page.subheader), "what is not translated is in English"
    assert "brand-new" not in " ".join(texts(page))

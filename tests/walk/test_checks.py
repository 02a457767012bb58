"""Every check finds what it is for, and nothing on a page that is in order."""

import pytest

from tests.walk.checks import (
    broken,
    controls_in_view,
    foreign,
    inaccessible,
    misdrawn,
    out_of_reach,
    out_of_view,
    overflowing,
    parted,
    share_in_view,
    small_targets,
    unnamed,
    unreadable,
    unreadable_notes,
    words_in_view,
)

SOUND = """
<style>body { margin: 0; background: #12181c; color: #e4ebef } .small { width: 50px; overflow-x: auto }</style>
<p>学生用 128 个参数学习</p><p>教师先学</p><p>然后是学生</p><button class="run">运行</button>
<div class="small"><div style="width: 5000px">宽</div></div>"""


@pytest.fixture(scope="module")
def shown(browser):
    page = browser.new_page(viewport={"width": 390, "height": 844})

    def show(more: str = ""):
        page.set_content(SOUND + more)
        return page

    yield show
    page.close()


def test_a_page_in_order_passes(shown):
    page = shown()
    assert not broken(page)
    assert not overflowing(page)
    assert not parted(page)
    assert not unreadable(page, "dark")
    assert not foreign(page, "zh_CN")
    assert not out_of_reach(page, ".run")


@pytest.mark.parametrize("test_id", ["stException", "stAlertContentError"])
def test_what_went_wrong_is_found(shown, test_id):
    assert broken(shown(f"<div data-testid={test_id}>ValueError</div>")) == ["shown as an error: ValueError"]


@pytest.mark.parametrize("style", ["width: 400px", "margin-left: -20px", "position: absolute; left: 380px"])
def test_what_reaches_over_the_side_is_found(shown, style):
    assert overflowing(shown(f'<div style="{style}">宽宽宽</div>'))


def test_a_word_that_is_broken_inside_a_button_is_found(shown):
    narrow = '<button style="width: 30px; overflow-wrap: anywhere; padding: 0">{}</button>'
    assert parted(shown(narrow.format("Distillation"))) == ["broken inside a button: Distillation"]
    assert not parted(shown(narrow.format("a b c d e f g h") + narrow.format("重新运行重新运行")))


@pytest.mark.parametrize(
    "faint",
    [
        '<p style="color: #555">淡</p>',
        '<p style="opacity: 0.3">淡</p>',
        '<p style="color: #fff"><span style="background: #4fb3d4">淡</span></p>',
        '<div style="background: #fff">淡</div>',
        '<input value="淡" style="color: #777; background: #888">',
    ],
)
def test_a_faint_text_is_found(shown, faint):
    (fault,) = unreadable(shown(faint), "dark")
    assert "of “淡”" in fault


def test_the_ground_of_another_theme_is_found(shown):
    assert unreadable(shown(), "light") == ["1 of 5 texts stand on the ground of the theme light"]


@pytest.mark.parametrize(
    "english",
    [
        "<p>All <b>settings</b> are equal.</p>",
        "<p>见 All settings are equal.</p>",
        '<button aria-label="All settings are equal."></button>',
        '<input placeholder="Pick ready-made settings">',
        "<p>Delete 3 of the runs with all that they kept? This cannot be undone.</p>",
    ],
)
def test_an_untranslated_message_is_found(shown, english):
    (fault,) = foreign(shown(english), "zh_CN")
    assert fault.startswith("not translated: ")


def test_chinese_on_an_english_page_is_found(shown):
    assert len(foreign(shown(), "en")) == 5
    assert not foreign(shown("<p>简体中文</p>"), "zh_CN")


@pytest.mark.parametrize("attribute", ["disabled", "tabindex=-1"])
def test_a_button_that_tab_does_not_reach_is_found(shown, attribute):
    assert out_of_reach(shown(f"<button class=other {attribute}>行</button>"), ".other")


@pytest.mark.parametrize(
    ("shares", "style", "fault"),
    [
        ("[[0.1, 0.9]]", "", None),
        ("[[0.1, NaN]]", "", "draws"),
        ("[[0.5, 0.5]]", "", "draws"),
        ("[]", "", "draws"),
        ("[[0.1, 0.9]]", "margin-left: -9px", "stands at"),
        ("[[0.1, 0.9]]", "width: 400px", "stands at"),
    ],
)
def test_a_figure_that_holds_no_numbers_or_stands_outside_is_found(shown, shares, style, fault):
    page = shown(f"<div data-testid=lab data-drawn style='{style}'>图</div>")
    page.evaluate(f"document.querySelector('[data-testid=lab]').shown = {{ shares: [{shares}] }}")
    faults = misdrawn(page, "lab", 390)
    assert [fault in each for each in faults] == ([True] if fault else [])


def test_what_a_screen_reader_cannot_say_is_found(shown):
    assert {*inaccessible(shown())} <= {"document-title (serious): html", "html-has-lang (serious): html"}
    faults = inaccessible(shown("<button class=bare></button>"))
    assert any(fault.startswith("button-name (critical)") for fault in faults)
    canvas = "<canvas width=99 height=99 {}></canvas>"
    assert unnamed(shown(canvas.format(""))) == ['without a name: <canvas class=""> in undefined']
    assert not unnamed(shown(canvas.format('role=img aria-label="曲线"')))
    assert not unnamed(shown(f'<div role=img aria-label="曲线">{canvas.format("")}</div>'))


def test_a_target_that_a_finger_misses_is_found(shown):
    box = '<button style="width: {}px; height: 44px">行</button>'
    assert len(small_targets(shown(box.format(44)))) == 1, "the page's own button"
    assert len(small_targets(shown(box.format(40)))) == 2
    enlarged = '<label style="display: block; height: 44px; width: 44px"><input type=checkbox></label>'
    assert len(small_targets(shown(enlarged + '<p>见<a href="/x">此</a></p>'))) == 1


def test_words_and_controls_on_the_screen_are_counted(shown):
    before = words_in_view(shown())
    assert before == 10, "20 characters are 10 words, a number is none"
    below = '<div style="height: 2000px"></div>'
    assert words_in_view(shown(f"<p>two words, 3 %</p>{below}<p>not these</p>")) == before + 2
    group = "<div role=radiogroup aria-label=组><input type=radio><input type=radio></div>"
    more = f"{group}<button hidden>无</button>{below}<button>下</button>"
    assert controls_in_view(shown(more)) == ["运行", "组"]
    assert controls_in_view(shown(more), "[role=radiogroup]") == ["组"]


def test_what_does_not_stand_on_the_screen_is_found(shown):
    page = shown('<div class=whole style="height: 90px">图</div><div class=half style="height: 2000px">图</div>')
    assert out_of_view(page, ".whole") == []
    assert out_of_view(page, ".half", ".none") == ["not in view: .half", "not in view: .none"]
    assert share_in_view(shown('<i class=all style="position: fixed; inset: 0 0 50% 0"></i>'), ".all") == 0.5
    covered = '<p class=under>图</p><div style="position: fixed; inset: 0; background: black"></div>'
    assert out_of_view(shown(covered), ".under") == ["not in view: .under"]


def test_a_note_that_cannot_be_read_is_found(shown):
    note = '<p style="position: absolute; margin: 0; height: 20px; left: 0; top: {}px">注{}</p>'
    notes = '<div class=frame-notes style="position: fixed; inset: 0">{}</div>'

    def faults(more: str, *tops: int) -> list[str]:
        return unreadable_notes(shown(notes.format("".join(note.format(top, top) for top in tops)) + more))

    assert not faults("", 0, 20)
    assert faults("", 0, 19, 60) == [f"covered in part, or off the screen: 注{top}" for top in (0, 19)]
    assert len(faults("", -5, 830)) == 2
    words = '<details class=glossary style="position: fixed; left: 0; top: 10px">词</details>'
    assert len(faults(words, 0, 100)) == 1

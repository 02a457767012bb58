"""The page Data: a file is looked at, mended and added; then every page has it, and only its owner's lists."""

import pytest

from kdviz.i18n import Translator
from kdviz.results.data import Wishes
from kdviz.store import own, uploads
from kdviz.store.own import keep
from kdviz.store.whose import HOST, of_visitor
from kdviz.web.components.upload.upload import Sent
from kdviz.web.session.knobs import PREFIX
from kdviz.web.session.literal import literal
from kdviz.web.views.data.state import SENT, SHOWN, TITLE, WISHES
from tests.intake.files import folders, zipped
from tests.intake.test_bad_files import BAD, refusal, write
from tests.web.pages import as_visitor, given, open_at, open_page, texts

ROWS = "\n".join(f"{i % 7},{i * 37 % 101 / 10},{'红蓝'[i % 2]}" for i in range(60))
TABLE = f"数,x,颜色\n{ROWS}\n".encode("gb18030")


@pytest.fixture(autouse=True)
def _clean(home):
    yield
    for each in own.owned():
        own.let_go(each.name, HOST)


def page_with(content: bytes, name: str, who: str = HOST, title: str = "mine"):
    """Open the page as it is when a file has just been sent."""
    return sent(open_at("data"), content, name, who, title)


def sent(page, content: bytes, name: str, who: str = HOST, title: str = "mine"):
    """Return the open page as it is when a file has just been sent."""
    path, token = uploads.new(who)
    path.write_bytes(content)
    page.session_state[SENT], page.session_state[WISHES] = Sent(token, name), Wishes()
    page.session_state[TITLE] = title
    return page.run()


def test_a_table_is_looked_at_mended_and_added(engine):
    page = page_with(TABLE, "颜色.csv")
    assert not page.exception
    said = " ".join(texts(page))
    assert "60 rows, 2 classes; columns used: 2." in said
    assert "The text is read as gb18030." in said
    assert page.selectbox(key="data_label").value == "颜色"
    page.selectbox(key="data_label").set_value("数").run()
    assert "7 classes" in " ".join(texts(page))
    page.selectbox(key="data_label").set_value("颜色").run()
    page.multiselect(key="data_without").set_value(["数"]).run()
    assert "60 rows, 2 classes; columns used: 1." in " ".join(texts(page))
    page.button(key="add_data").click().run()
    assert not page.exception
    (data,) = own.owned()
    assert (data.title, data.description.classes) == ("mine", ("红", "蓝"))
    assert page.session_state[f"{PREFIX}dataset"] == data.name
    assert SENT not in page.session_state
    train = open_page(dataset=data.name)
    assert train.selectbox(key="knob_dataset").value == data.name
    assert "mine" in train.selectbox(key="knob_dataset").options
    again = open_at("data", data=data.name)
    again.button(key="remove_really").click().run()
    assert not again.exception
    assert not own.owned()
    assert again.selectbox(key=SHOWN).value == "digits"


@pytest.fixture(scope="module")
def opened(engine):
    """The page, opened once: a reader sends one file after the other, too."""
    return open_at("data")


@pytest.mark.parametrize("content", [content for content, _said in BAD.values()], ids=BAD)
def test_of_a_bad_file_one_sentence_is_said(opened, tmp_path, content):
    page = sent(opened, content, "table.csv")
    assert not page.exception
    assert [error.value for error in page.error] == [literal(refusal(write(tmp_path, content)))]
    assert not [button for button in page.button if button.key == "add_data"]
    assert not own.owned()


def test_pictures_are_shown(engine):
    page = page_with(zipped(folders(("猫", "狗"), 6)), "pets.zip")
    assert not page.exception
    assert "12 pictures of 8×8 gray pixels, 2 classes." in " ".join(texts(page))


def test_everybody_sees_their_own_alone_unless_they_have_a_link(engine, monkeypatch):
    page = page_with(TABLE, "t.csv")
    page.button(key="add_data").click().run()
    (data,) = own.owned()
    own.let_go(data.name, HOST)
    arrays = {}
    keep(data.description, arrays, "of Ann", of_visitor("ann"))
    as_visitor(monkeypatch, "ann")
    assert "of Ann" in open_at("data").selectbox(key=SHOWN).options
    as_visitor(monkeypatch, "bob")
    assert "of Ann" not in open_at("data").selectbox(key=SHOWN).options
    assert "of Ann" not in open_page().selectbox(key="knob_dataset").options
    shared = open_at("data", data=data.name)
    assert "of Ann" in shared.selectbox(key=SHOWN).options
    assert not [button for button in shared.button if button.key == "remove_really"]
    keep(data.description, arrays, "Bob's own", of_visitor("bob"))
    assert "Bob's own" in open_at("data").selectbox(key=SHOWN).options, "and not what Ann, who was first, calls it"
    assert "Bob's own" in open_page(dataset=data.name).selectbox(key="knob_dataset").options
    own.let_go(data.name, of_visitor("bob"))
    guessed = open_page(dataset="of Ann")
    assert guessed.session_state[f"{PREFIX}dataset"] == "digits"


def test_a_data_set_that_ships_shows_its_rules_and_samples(engine):
    page = open_at("data", data="flows")
    assert "- Attacks: scans 30 %, guessed passwords 30 %, data carried away 20 %, floods 20 %." in texts(page)
    assert given(page, "samples")["path"] == "/samples/flows.json"


def test_the_page_speaks_chinese(engine):
    page = page_with(TABLE, "t.csv")
    assert page.selectbox(key="data_encoding").placeholder == "found out, or type one"
    assert page.selectbox(key="data_side").placeholder == "found out"
    assert Translator("zh_CN")("What should the networks learn?") == "要让网络学什么？"
    assert not page.exception


def test_how_columns_are_read_is_said_and_changed(engine):
    rows = "".join(f"{'-' if i % 3 else i},{('no', 'some', i)[i % 3]},{'ab'[i % 2]}\n" for i in range(90))
    page = page_with(f"size,much,label\n{rows}".encode(), "t.csv")
    said = " ".join(texts(page))
    assert "Cells of “-” are read as missing: 60. Columns: size." in said
    assert "Columns taken as categories: much." in said
    page.multiselect(key="data_category").set_value(["size"]).run()
    page.multiselect(key="data_number").set_value(["much"]).run()
    said = " ".join(texts(page))
    assert "Cells of “no, some” are read as missing: 60. Columns: much." in said
    assert "taken as categories" not in said
    assert "Cells of “-”" not in said


def test_a_column_of_a_refused_file_is_typed(engine):
    rows = "".join(f"{('low', 'high')[i % 8 == 0] if i % 4 == 0 else i},{'ab'[i % 2]}\n" for i in range(90))
    page = page_with(f"z,label\n{rows}".encode(), "t.csv")
    (error,) = page.error
    assert error.value == "Row 2, column z is high, where most are numbers: correct it, or say how to read the column."
    page.multiselect(key="data_number").set_value(["z"]).run()
    assert not page.error
    assert "Cells of “high, low” are read as missing: 23. Columns: z." in " ".join(texts(page))

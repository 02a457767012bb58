"""What decides numbers is in the digest of the sources, and words are not."""

import ast
import shutil
from pathlib import Path

import pytest

from kdviz.store import identity

PACKAGE = Path(identity.__file__).parent.parent
SOURCES = [source.relative_to(PACKAGE).as_posix() for source in identity.sources(PACKAGE)]
# Whatever they hold, an experiment's numbers follow from none of them.
ELSEWHERE = (
    *("web", "figures", "verdicts", "cli", "engine", "intake", "store", "results", "dialects", "exports", "serving"),
    "lessons",
    "i18n.py",
)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the package's sources."""
    place = tmp_path_factory.mktemp("copy") / "kdviz"
    return shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("locale", "web", "__pycache__"))


@pytest.fixture(scope="module")
def digest(copied):
    """Digest the copy as it stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "__file__", str(copied / "store" / "identity.py"))
        yield identity.sources_digest.__wrapped__


@pytest.fixture(scope="module")
def before(digest) -> str:
    return digest()


class Numbers(ast.NodeTransformer):
    """Makes every number another one, and every flag its opposite."""

    def __init__(self) -> None:
        self.changed = 0

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if not isinstance(node.value, bool | int | float):
            return node
        self.changed += 1
        return ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)


class Words(ast.NodeTransformer):
    """Says everything in other words, and shows it in other colors."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "N_":
            node.args = [ast.Constant("Something else")]
        node.keywords = [
            ast.keyword(each.arg, ast.Constant("other")) if each.arg in identity.SHOWN else each
            for each in node.keywords
        ]
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        is_docstring = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return ast.Expr(ast.Constant("Another docstring.")) if is_docstring else node


def other_words(text: str) -> str:
    return "# A comment.\n\n" + ast.unparse(ast.fix_missing_locations(Words().visit(ast.parse(text))))


def test_every_card_and_every_source_of_training_is_there():
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"}
    unknown = rooms - {*identity.ROOMS, *ELSEWHERE, "locale", "__init__.py", "__main__.py", "__pycache__"}
    assert not unknown, "a new room: does it decide numbers?"
    expected = {
        "catalog/datasets/digits.py",
        "catalog/limits.py",
        "catalog/networks/mlp.py",
        "catalog/kinds/classic.py",
    }
    assert expected | {"experiment/arms.py", "experiment/packing.py", "training/batches.py"} <= {*SOURCES}
    assert all(path.relative_to(PACKAGE).as_posix() in SOURCES for path in (PACKAGE / "training").rglob("*.py"))


@pytest.mark.parametrize("name", SOURCES)
def test_other_numbers_are_another_digest_and_other_words_are_not(name, copied, digest, before):
    source, numbers = copied / name, Numbers()
    text = source.read_text("utf-8")
    assert identity.meaning(other_words(text).encode()) == identity.meaning(text.encode())
    changed = ast.unparse(ast.fix_missing_locations(numbers.visit(ast.parse(text))))
    # A source without a number is another with one more statement.
    source.write_text(changed if numbers.changed else f"{text}\nMORE = 1\n", "utf-8")
    assert digest() != before
    source.write_text(text, "utf-8")


def test_all_sources_in_other_words_are_the_same_digest(copied, digest, before):
    texts = {copied / name: (copied / name).read_text("utf-8") for name in SOURCES}
    for source, text in texts.items():
        source.write_text(other_words(text), "utf-8")
    assert digest() == before
    for source, text in texts.items():
        source.write_text(text, "utf-8")


def test_another_split_of_the_digits_is_another_digest(copied, digest, before):
    card = copied / "catalog" / "datasets" / "digits.py"
    text = card.read_text("utf-8")
    assert "validation=297" in text
    card.write_text(text.replace("validation=297", "validation=296"), "utf-8")
    assert digest() != before
    card.write_text(text, "utf-8")
    assert digest() == before


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ('x = "1"', "x = 1"),
        ("f(a, b)", "f(b, a)"),
        ("f(a)(b)", "f(a, b)"),
        ("[[a], b]", "[[a, b]]"),
        ("if a:\n    b\nc", "if a:\n    b\n    c"),
        ('x = f("color")', 'x = f("colour")'),
    ],
)
def test_what_differs_in_meaning_differs(text, other):
    assert identity.meaning(text.encode()) != identity.meaning(other.encode())

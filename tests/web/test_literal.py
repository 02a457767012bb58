"""Foreign text on pages: no part of it is markup, and no place of a page forgets it."""

import ast
from pathlib import Path

import pytest

import kdviz
from kdviz.web.session.literal import JOINER, cell, filled, literal

WEB = Path(kdviz.__file__).parent / "web"
# Elements whose first argument Streamlit reads as Markdown.
ELEMENTS = {"caption", "error", "header", "info", "markdown", "subheader", "success", "title", "toast", "warning"}


def ours(text: ast.expr) -> bool:
    """Return whether no foreign text can be markup in `text`: it is a message, or has gone through our functions."""
    match text:
        case ast.Call(func=ast.Name(id="_" | "literal" | "filled")) | ast.Constant(value=str()):
            return True
        case ast.IfExp(body=one, orelse=other):
            return ours(one) and ours(other)
        case ast.JoinedStr(values=parts):
            return all(ours(part.value if isinstance(part, ast.FormattedValue) else part) for part in parts)
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.List(elts=[*head, ast.Starred(value=lines)])]):
            return all(map(ours, head)) and ours(lines)
        case ast.Call(func=ast.Attribute(attr="join"), args=[lines]) | ast.ListComp(elt=lines):
            return ours(lines)
    return False


def test_every_sentence_on_a_page_is_ours_or_literal():
    calls = [
        (path.relative_to(WEB).as_posix(), call.lineno, call.args[0])
        for path in WEB.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ELEMENTS
        if call.args and not ast.unparse(call.func.value).startswith("log")
    ]
    assert len(calls) > 60
    assert [f"{path}:{line}" for path, line, text in calls if not ours(text)] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![p](http://evil.example/PIX)", rf"!\[p\](http:{JOINER}//evil.example/PIX)"),
        ("[Log in](//evil.example)", r"\[Log in\](//evil.example)"),
        ("<img src=x>", r"\<img src=x>"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("$x^2$ and `code`", r"\$x^2\$ and \`code\`"),
        ("**b** __i__ ~s~", r"\*\*b\*\* \_\_i\_\_ \~s\~"),
        ("label_noise", "label_noise"),
        (
            ":red[x] :material/home: :100: :+1:",
            rf":{JOINER}red\[x\] :{JOINER}material/home: :{JOINER}100: :{JOINER}+1:",
        ),
        ("www.evil.example, a@evil.example", rf"www{JOINER}.evil.example, a@{JOINER}evil.example"),
        ("a -> b <= c -- d", rf"a -{JOINER}> b \<{JOINER}= c -{JOINER}- d"),
        ("# no heading", f"{JOINER}# no heading"),
        ("- no list", f"{JOINER}- no list"),
        ("1. no list", f"{JOINER}1. no list"),
        ("    no code", f"{JOINER}    no code"),
        ("a\nb\u202ec\x1b]0;d\x07", "a bc\\]0;d"),
        # What people write stays as it is, so that it can be searched for and copied.
        ("student is conv:8x16, 0.5: allowed are 4 × 4 (such as 32x32).",) * 2,
        ("温度是 3：“相近”。",) * 2,
    ],
)
def test_foreign_text_shows_as_it_is_written(text, shown):
    assert literal(text) == shown


def test_blanks_are_literal_and_the_message_s_own_markup_counts():
    assert filled("**{name}**: {count}", name="[a](b)", count=3) == r"**\[a\](b)**: 3"


@pytest.mark.parametrize("text", ["=1+1", "+a", "-a", "@a", "\ta"])
def test_a_cell_that_is_saved_for_a_spreadsheet_is_no_formula(text):
    assert cell(text) == JOINER + text
    assert [cell(value) for value in ("a=1", "-15.6", "−2", -2, None)] == ["a=1", "-15.6", "−2", -2, None]

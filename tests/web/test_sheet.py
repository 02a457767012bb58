"""The sheet of a lesson: where its links lead, and the digits on it."""

import re
from types import SimpleNamespace
from urllib.parse import unquote

import pytest

from kdviz.web.components.doubt.doubt import doubted
from kdviz.web.views.learn import sheet


@pytest.mark.parametrize(
    ("address", "alone"),
    [
        ("http://localhost:8501/?lesson=6", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501/", True),
        ("http://192.168.1.20:8501/?lesson=6", False),
        ("https://kd.example.edu/course", False),
        (None, False),
    ],
)
def test_links_by_a_name_of_the_loopback_lead_a_phone_nowhere(monkeypatch, address, alone):
    monkeypatch.setattr(sheet.st, "context", SimpleNamespace(url=address))
    assert sheet.is_here_only() == alone


def test_a_digit_as_an_image_has_the_ink_of_its_pixels():
    digit = doubted()[9]._replace(pixels=[0.0, 0.25, 1.0, 0.0])
    image = digit.image("digit", "a “9” & <more>")
    assert 'alt="a “9” &amp; &lt;more&gt;"' in image
    (source,) = re.findall(r'src="data:image/svg\+xml,([^"]+)"', image)
    found = re.findall(r'<rect x="(\d)" y="(\d)" width="1" height="1" fill-opacity="([\d.]+)"/>', unquote(source))
    assert found == [("1", "0", "0.25"), ("0", "1", "1.00")]

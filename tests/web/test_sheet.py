"""The sheet of a lesson: where its links lead."""

from types import SimpleNamespace

import pytest

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

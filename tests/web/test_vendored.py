"""Is anything left in what we vendored that may only be used on gov.uk, or that another machine would be asked for?"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "qa_app" / "web" / "static"
GOVUK = STATIC / "vendor" / "govuk"
SHEET = (GOVUK / "govuk-frontend.min.css").read_text("utf-8")


@pytest.mark.parametrize("word", ["GDS Transport", "@font-face", "crown", "crest", "govuk-header", "Calvert"])
def test_the_style_sheet_keeps_nothing_of_gov_uk_itself(word):
    assert word.lower() not in SHEET.lower()


def test_no_font_and_no_picture_came_along():
    assert {path.suffix for path in GOVUK.iterdir()} == {".css", ".js", ".txt"}


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_no_style_sheet_fetches_anything(path):
    assert re.findall(r"url\(|@import", path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_names_another_machine_or_writes_html(path):
    text = path.read_text("utf-8")
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", text))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    if path.parent != GOVUK:
        assert re.findall(r"innerHTML|insertAdjacentHTML|eval\(|new Function|document\.write", text) == []


def test_the_licences_travel_with_the_files():
    assert "MIT License" in (GOVUK / "LICENSE.txt").read_text("utf-8")
    axe = ROOT / "tests" / "browser" / "vendor" / "axe-LICENSE.txt"
    assert "Mozilla Public License" in axe.read_text("utf-8")


def test_the_script_that_vendors_takes_out_whole_rules_and_keeps_the_others():
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "docs" / "vendoring" / "vendor.py")
    vendor = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(vendor)
    css = """@charset "UTF-8";/* c */
    @font-face{font-family:GDS Transport;src:url(/a.woff)}.a{font-family:GDS Transport,arial,sans-serif}
    .govuk-header__logo,.b{color:red}@media print{.govuk-header{top:0}.c{top:1px}}@media all{.govuk-footer__crown{top:0}}"""
    assert vendor.stripped(css) == (
        '@charset "UTF-8";.a{font-family:var(--council-font,arial,sans-serif)}.b{color:red}@media print{.c{top:1px}}'
    )

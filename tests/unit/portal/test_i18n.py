"""Every Chinese text of the pages has an English one, and no English one is left over."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir

import portal
from portal import i18n

ROOM = Path(portal.__file__).parent
KEYWORDS: dict[str, Any] = {"_": None, "say": None, "mark": None}
METHODS = [("**.py", "python"), ("templates/**.*", "jinja2")]
VALUE = re.compile(r"%\((\w+)\)[sd]")


def extracted() -> dict[str, str]:
    """Every text that the pages say, and a place where they do."""
    found = extract_from_dir(ROOM, METHODS, {"templates/**.*": {"silent": "false"}}, keywords=KEYWORDS, comment_tags=())
    return {str(message): f"{path}:{line}" for path, line, message, _, _ in found if isinstance(message, str)}


TEXTS = extracted()


def test_there_are_texts() -> None:
    assert "工作台" in TEXTS
    assert len(TEXTS) > 100


def test_every_text_has_an_english_one() -> None:
    assert {text: place for text, place in TEXTS.items() if text not in i18n.english()} == {}


@pytest.mark.parametrize("path", sorted((ROOM / "locale" / "en").glob("*.po")), ids=lambda path: path.stem)
def test_no_english_text_is_left_over(path: Path) -> None:
    assert [text for text in i18n.entries(path) if text not in TEXTS] == []


@pytest.mark.parametrize("path", sorted((ROOM / "locale" / "en").glob("*.po")), ids=lambda path: path.stem)
def test_the_english_text_is_given_the_same_values(path: Path) -> None:
    for text, said in i18n.entries(path).items():
        assert set(VALUE.findall(said)) <= set(VALUE.findall(text)), text


def test_values_are_filled_in_and_chinese_stays_as_it_is() -> None:
    assert i18n.say("至少 %(shortest)s 位", "zh", shortest=12) == "至少 12 位"
    assert i18n.say("至少 %(shortest)s 位", "en", shortest=12) == "At least 12 characters"
    assert i18n.say("nobody translated this", "en") == "nobody translated this"

import json
from datetime import date
from pathlib import Path

import pytest
from PIL import ImageFont

import portal.documents
from portal.documents import MissingGlyphError, document
from portal.documents.orders import _DEMANDS, demands

DAY = date(2026, 5, 18)
ORDER = {
    "number": "云人社监令字〔2026〕第17号",
    "office": "云山县人力资源和社会保障局",
    "party": {"name": "贵州黔中建设工程有限公司", "uscc": "91520100MA6DM1XK3T"},
    "project": {"id": "P11", "name": "云山县第一人民医院迁建项目"},
    "facts": ["2026年4月工资至今未付(12人)。"],
    "articles": ["《保障农民工工资支付条例》(国务院令第724号)第十三条"],
    "due_on": "2026-05-25",
    "demands": ["足额支付。"],
    "remedy": "可以依法申请行政复议。",
}
DOSSIER = {
    "number": "云仲移〔2026〕3号",
    "office": "云山县人力资源和社会保障局",
    "title": "欠薪案件移送书",
    "addressed_to": "云山县劳动人事争议仲裁院",
    "paragraphs": ["现将有关案件移送你院。"],
    "rows": [["案卷号", "520103-2026-0007"], ["涉及人数", "12"]],
    "enclosures": [{"name": "证据包.zip", "sha256": "ab" * 32}, {"name": "花名册"}],
}


@pytest.mark.parametrize(("name", "data"), [("rectification-order", ORDER), ("dossier", DOSSIER)])
def test_a_paper_is_archival_pdf_and_the_same_to_the_byte(name: str, data: dict[str, object]) -> None:
    made = document(name, data, dated=DAY)
    assert made.startswith(b"%PDF-1.")
    assert b"pdfaid:part" in made
    assert made == document(name, data, dated=DAY)
    assert made != document(name, data, dated=date(2026, 5, 19))


def test_a_character_without_a_glyph_is_named_and_nothing_is_printed() -> None:
    with pytest.raises(MissingGlyphError) as missing:
        document("rectification-order", {**ORDER, "remedy": "\u2fe0 收"}, dated=DAY)
    assert missing.value.characters == "\u2fe0"


@pytest.mark.parametrize("name", ["wagewatch-song.otf", "wagewatch-hei.otf"])
def test_the_shipped_fonts_have_the_characters_of_names_and_of_the_papers(name: str) -> None:
    folder = Path(portal.documents.__file__).parent
    font = ImageFont.truetype(str(folder.parent / "fonts" / name), 20)
    wanted = set("镕喆堃垚昇珺玥瑄芃赟翀犇祎堉烜昉旻曌淼鑫骁琪暄晖〔〕《》①")
    for template in folder.glob("*.typ"):
        wanted |= set(template.read_text(encoding="utf-8"))
    blank = bytes(font.getmask("\ue123"))
    assert [c for c in sorted(wanted) if c.isprintable() and not c.isspace() and bytes(font.getmask(c)) == blank] == []


def test_every_demand_ends_as_a_sentence_and_arrears_are_to_be_paid() -> None:
    assert all(text.endswith("。") for texts in _DEMANDS.values() for text in texts)
    assert "足额支付" in demands("wages.unpaid")[0]
    assert "足额支付" in demands("arrears.group")[0]
    assert demands("something.new") == ("立即改正上述行为。",)
    assert json.dumps(_DEMANDS)

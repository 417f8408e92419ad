"""A template that is filled in becomes events; one that is not becomes nothing."""

import io

import openpyxl
import pytest

from schemas.feeds.catalogue import FEEDS
from streams.formats.taken import Manner
from streams.formats.template import csv_template, xlsx_template
from tests.unit.streams.formats.read import good, read

EVERY = [(feed, lang) for feed in FEEDS.values() for lang in ("zh", "en")]
names = pytest.mark.parametrize(("feed", "lang"), EVERY, ids=[f"{feed.name}-{lang}" for feed, lang in EVERY])


@names
def test_an_empty_template_is_no_record(feed, lang) -> None:
    for body in (csv_template(feed, lang), xlsx_template(feed, lang)):
        assert read(body)[0] == []


@names
def test_a_filled_template_is_an_event(feed, lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template(feed, lang)))
    sheet = book.worksheets[0]
    sheet.cell(1, 2).value = "urn:filled"
    sheet.cell(3, len(feed.columns) + 1).value = None
    out = io.BytesIO()
    book.save(out)
    taken, _ = read(out.getvalue(), Manner())
    assert len(good(taken)) == 1
    assert taken[0].checked is not None
    assert (taken[0].checked.source, taken[0].checked.type) == (
        "urn:filled",
        next(iter(feed.kinds.values())) if len(feed.kinds) == 1 else taken[0].checked.type,
    )


def test_a_template_offers_the_words_to_choose_from() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template(FEEDS["wages"], "zh")))
    lists = {rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert lists == {'"成功,失败"', '"是,否"'}
    assert book.sheetnames == ["工资发放明细", "填写说明"]

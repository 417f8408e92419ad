import pytest

from portal.documents.punctuation import typeset

COMMA, COLON, OPEN, CLOSE = "\uff0c", "\uff1a", "\uff08", "\uff09"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("工人,工资", f"工人{COMMA}工资"),
        ("说明:无", f"说明{COLON}无"),
        ("工资(合计12,345.00元)未付", f"工资{OPEN}合计12,345.00元{CLOSE}未付"),
        ("项目P1(三标段)", f"项目P1{OPEN}三标段{CLOSE}"),
        ("123,456.00", "123,456.00"),
        ("https://a.cn/b?c=1", "https://a.cn/b?c=1"),
        ("plain (English) text, here", "plain (English) text, here"),
    ],
)
def test_punctuation_is_wide_among_chinese_characters_only(text: str, printed: str) -> None:
    assert typeset(text) == printed


def test_texts_are_found_however_deep_and_keys_stay() -> None:
    assert typeset({"a,b": ["工,人", 1, None, True]}) == {"a,b": [f"工{COMMA}人", 1, None, True]}

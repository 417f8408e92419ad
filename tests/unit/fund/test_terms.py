"""The rules of funds: which document is in force where and when."""

from datetime import date
from decimal import Decimal

import pytest

from fund.case import Trigger
from fund.document import EVERYONE
from fund.local import LOCAL
from fund.parameters import PARAMETERS
from fund.terms import FundTerms, TermsError
from schemas.measures import Mark

DAY = date(2026, 3, 2)
SHIPPED = FundTerms.shipped()


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_set_for_everyone_with_a_source(name):
    given = SHIPPED.in_force(name, "999999", DAY)
    assert given.prefix == EVERYONE
    assert given.source
    assert given.mark is not Mark.LAW


def test_every_document_sets_known_parameters_only():
    assert all(set(document.values) <= set(PARAMETERS) for document in SHIPPED)


@pytest.mark.parametrize(
    ("name", "region", "value"),
    [
        ("share_cap", "410102", Decimal("0.20")),
        ("share_cap", "330304", Decimal("0.30")),
        ("share_cap", "330302", Decimal("0.20")),
        ("share_cap", "441900401", None),
        ("minimum_wage_months", "210702", 1),
        ("minimum_wage_months", "330304", None),
        ("city_floor_fen", "2107", 500_000_000),
        ("county_floor_fen", "210702", 100_000_000),
        ("city_floor_fen", "2104", 1_000_000_000),
        ("county_floor_fen", "210402", 1_000_000_000),
        ("county_floor_fen", "441900401", 200_000_000),
        ("county_floor_fen", "520103", 0),
        ("covers_construction", "441900401", False),
        ("covers_other_sectors", "210402", False),
        ("needs_agreement", "210702", True),
        ("needs_group_risk", "330304", True),
        ("triggers", "410102", (Trigger.TEMP_UNABLE, Trigger.ABSCONDED, Trigger.GOV_APPROVED)),
    ],
)
def test_the_local_documents_say_what_was_read_in_them(name, region, value):
    assert SHIPPED.in_force(name, region, DAY).value == value


def test_the_longest_prefix_wins_then_the_latest_then_the_last_added():
    terms = SHIPPED.with_tables(
        {
            "52": [
                {"from": date(2020, 1, 1), "source": "old", "check_wd": 4},
                {"from": DAY, "source": "new", "check_wd": 2},
            ],
            "00": [{"from": date(2026, 1, 1), "source": "all", "check_wd": 9}],
        }
    )
    assert terms.number("check_wd", "520103", date(2026, 3, 1)) == 4
    assert terms.number("check_wd", "520103", DAY) == 2
    assert terms.number("check_wd", "410102", DAY) == 9
    again = terms.with_tables({"52": [{"from": DAY, "source": "newer", "check_wd": 3}]})
    assert again.in_force("check_wd", "520103", DAY).source == "newer"


def test_a_file_may_set_every_kind_of_value():
    raw = {
        "from": DAY, "source": "x", "share_cap": 0.25, "minimum_wage_months": "none", "needs_hardship": False,
        "triggers": ["absconded"], "living_cost_fen": 100,
    }  # fmt: skip
    terms = SHIPPED.with_tables({"52": [raw]})
    assert terms.in_force("share_cap", "52", DAY).value == Decimal("0.25")
    assert terms.in_force("minimum_wage_months", "52", DAY).value is None
    assert not terms.flag("needs_hardship", "52", DAY)
    assert terms.in_force("triggers", "52", DAY).value == ("absconded",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nonsense", 1),
        ("check_wd", 0),
        ("check_wd", True),
        ("check_wd", "none"),
        ("rounding_fen", 0),
        ("living_cost_fen", -1),
        ("share_cap", 20),
        ("share_cap", -1),
        ("share_cap", "0.2"),
        ("needs_hardship", 1),
        ("triggers", []),
        ("triggers", ["whim"]),
        ("triggers", 3),
    ],
)
def test_a_value_that_is_none_is_refused_by_its_place(name, value):
    with pytest.raises(TermsError, match=f"52.*{name}"):
        SHIPPED.with_tables({"52": [{"from": DAY, "source": "x", name: value}]})


@pytest.mark.parametrize(
    ("prefix", "raw"),
    [
        ("52", {"source": "x"}),
        ("52", {"from": DAY}),
        ("52", {"from": DAY, "source": ""}),
        ("G", {"from": DAY, "source": "x"}),
    ],
)
def test_a_table_needs_digits_a_day_and_a_source(prefix, raw):
    with pytest.raises(TermsError, match="expected digits"):
        SHIPPED.with_tables({prefix: [raw]})


def test_an_unknown_parameter_is_a_bug():
    with pytest.raises(KeyError):
        SHIPPED.in_force("nonsense", "52", DAY)


def test_terms_as_of_a_day_stay_what_they_were_whatever_day_is_asked_for():
    tables = {"52": [{"from": DAY, "source": "new", "check_wd": 2}]}
    before = SHIPPED.with_tables(tables).as_of(date(2026, 3, 1))
    assert before.number("check_wd", "520103", date(2027, 1, 1)) == SHIPPED.number("check_wd", "520103", DAY)
    assert SHIPPED.as_of(date(2026, 3, 1)).with_tables(tables).number("check_wd", "520103", DAY) != 2
    assert SHIPPED.with_tables(tables).as_of(None).number("check_wd", "520103", DAY) == 2


def test_what_is_assumed_of_a_local_document_its_source_says():
    """Of a document of which only the year was read the first day is assumed; a draft is no law."""
    for document in LOCAL:
        only_a_year = (document.since.month, document.since.day) == (1, 1)
        assert "【假定】" in document.source
        assert not only_a_year or f"自{document.since.year}年1月1日起" in document.source
        assert (document.mark is Mark.LAW) == ("征求意见稿" not in document.source)


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("52", "临时生活费、路途费"),
        ("4101", "不高于我市职工月最低工资标准,最高不超过个人所欠工资的20%"),
        ("2107", "市级不少于500万元,县级不少于100万元"),
        ("2104", "均不少于1000万元"),
        ("330304", "最高不超过工资总额的30%"),
        ("441900401", "以我市现行月最低工资标准为上限"),
    ],
)
def test_every_local_document_that_was_read_is_shipped_with_its_words(prefix, said):
    (document,) = [document for document in LOCAL if document.prefix == prefix]
    assert said in document.source


def test_where_guizhou_set_no_figure_the_default_stands_and_says_so():
    assert SHIPPED.in_force("needs_hardship", "520103", DAY).source.startswith("贵州省2025年十二条措施")
    assert SHIPPED.in_force("living_cost_fen", "520103", DAY).value is None
    assert "默认值" in SHIPPED.in_force("share_cap", "520103", DAY).source

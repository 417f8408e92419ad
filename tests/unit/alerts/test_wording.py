from datetime import date
from typing import Any

import pytest

from alerts.notices import Notice, Reason
from alerts.wording import REASONS, message, sentence

DAY = date(2026, 5, 18)


def title(_name: str, lang: str) -> str:
    return "工资未发" if lang == "zh" else "Nothing was paid"


def notice(reason: Reason = Reason.FIRST, number: int = 1, **facts: Any) -> Notice:
    known = {"rule": "wages.unpaid", "project_name": "云山锦绣", "subject": "2026-03", "level": "red", **facts}
    return Notice(f"alert:{number}", "yunshan", reason, DAY, facts=known)


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        (
            notice(workers=36, amount_fen=12345600, since="2026-04-16", due_on="2026-05-19", subject="-"),
            "[红·首次预警] 工资未发 — 云山锦绣，涉及 36 人，123,456.00 元，自2026年4月16日起，期限 2026年5月19日。",
            "[red·first alert] Nothing was paid — 云山锦绣, 36 workers, ¥123,456.00, since 2026-04-16, due 2026-05-19.",
        ),
        (
            notice(Reason.WORSE, was="yellow"),
            "[红·预警升级] 工资未发 — 云山锦绣（2026-03），原为黄色。",
            "[red·worse than before] Nothing was paid — 云山锦绣 (2026-03), it was yellow.",
        ),
        (
            notice(Reason.REPEAT, after_days=5, subject="-"),
            "[红·再次提醒] 工资未发 — 云山锦绣，已 5 个工作日无人响应。",
            "[red·reminder] Nothing was paid — 云山锦绣, nobody has answered for 5 working days.",
        ),
        (
            notice(Reason.CURED, due_on="2026-05-19", workers=0),
            "[红·问题已消除] 工资未发 — 云山锦绣（2026-03）。",
            "[red·cured] Nothing was paid — 云山锦绣 (2026-03).",
        ),
        (
            Notice(
                "lead:L1",
                "yunshan",
                Reason.LEAD_RECEIVED,
                DAY,
                facts={"what": ("电话举报", "by phone"), "claimants": 3},
            ),
            "[收到欠薪线索] 电话举报，3 人反映。",
            "[lead received] by phone, 3 claimants.",
        ),
        (
            Notice("office:x", "x", Reason.DIGEST, DAY, facts={"since": "2026-05-15", "new": 3, "overdue": 1}),
            "[每日要情] 自2026年5月15日以来：新增 3，逾期 1。",
            "[daily digest] since 2026-05-15: new 3, overdue 1.",
        ),
        (
            Notice("office:x", "x", Reason.DIGEST, DAY, facts={"since": "2026-05-15"}),
            "[每日要情] 自2026年5月15日以来：无待办事项。",
            "[daily digest] since 2026-05-15: nothing to do.",
        ),
    ],
)
def test_a_notice_says_only_what_its_facts_say(told: Notice, zh: str, en: str) -> None:
    assert sentence(told, "zh", title) == zh
    assert sentence(told, "en", title) == en


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(REASONS) == set(Reason)
    assert all(zh and en for zh, en in REASONS.values())


def test_a_long_message_says_the_gravest_and_counts_the_rest() -> None:
    told = [notice(number=number, level="yellow") for number in range(24)] + [notice(number=99)]
    said = message(told, "zh", title)
    assert said.subject == "【薪哨】[红·首次预警] 工资未发 — 云山锦绣（2026-03） 等 25 项"
    assert len(said.lines) == 21
    assert said.lines[-1] == "另有 5 项，请登录系统查看。"


def test_a_digest_lists_its_urgent_alerts() -> None:
    item = {
        "id": 1,
        "rule": "wages.unpaid",
        "project_name": "云山锦绣",
        "subject": "-",
        "level": "red",
        "due_on": "2026-05-18",
    }
    told = Notice("office:x", "x", Reason.DIGEST, DAY, facts={"since": "2026-05-15", "items": [item]})
    assert message([told], "zh", title).lines[1] == "· [红] 工资未发 — 云山锦绣，期限 2026年5月18日"

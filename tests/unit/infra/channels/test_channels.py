from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from infra.channels import Again, BadAddress, Kind, Letter, Never, Outcome, Sent, normalised, send, shown
from infra.channels.calls import Answer
from infra.channels.outcome import of_http, of_smtp
from infra.channels.robots import DingTalk, cut, spoken
from infra.clock import SHANGHAI

NOW = datetime(2026, 5, 18, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {}, Sent()),
        (204, {}, Sent()),
        (301, {}, Never("HTTP 301")),
        (400, {}, Never("HTTP 400")),
        (404, {}, Never("HTTP 404")),
        (408, {}, Again("HTTP 408")),
        (429, {"Retry-After": "120"}, Again("HTTP 429", 120)),
        (429, {"Retry-After": "999999"}, Again("HTTP 429", 3600)),
        (429, {"Retry-After": "-5"}, Again("HTTP 429")),
        (503, {"Retry-After": "soon"}, Again("HTTP 503")),
        (503, {"Retry-After": format_datetime(NOW + timedelta(seconds=60))}, Again("HTTP 503", 60)),
        (503, {"Retry-After": format_datetime(NOW - timedelta(seconds=60))}, Again("HTTP 503")),
        (500, {}, Again("HTTP 500")),
    ],
)
def test_a_status_says_whether_to_try_again(status: int, headers: dict[str, str], expected: Outcome) -> None:
    assert of_http(status, headers, NOW) == expected


@pytest.mark.parametrize(("code", "expected"), [(421, Again), (450, Again), (550, Never), (535, Never), (354, Again)])
def test_a_reply_of_5yz_is_final(code: int, expected: type) -> None:
    assert isinstance(of_smtp(code, "text"), expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"errcode":0,"errmsg":"ok"}', Sent()),
        (b'{"code":0,"msg":"success"}', Sent()),
        (b'{"StatusCode":0}', Sent()),
        (b'{"errcode":93000,"errmsg":"invalid webhook url"}', Never("code 93000 invalid webhook url")),
        (b'{"errcode":45009,"errmsg":"api freq out of limit"}', Again("code 45009 api freq out of limit")),
        (b'{"code":19024,"msg":"Key Words Not Found"}', Never("code 19024 Key Words Not Found")),
        (b"{}", Never("code None")),
        (b"[]", Never("code None")),
        (b"<html>", Never("the answer is no JSON: it is not the robot's address")),
    ],
)
def test_a_robot_has_taken_it_only_if_it_says_so(body: bytes, expected: Outcome) -> None:
    assert spoken(Answer(Sent(), body)) == expected


def test_a_robot_that_does_not_answer_is_asked_again() -> None:
    assert spoken(Answer(Again("HTTP 502"))) == Again("HTTP 502")


def test_a_text_is_cut_between_characters() -> None:
    assert cut("薪哨薪哨", 12) == "薪哨薪哨"
    assert cut("薪哨薪哨", 11) == "薪哨…"
    assert len(cut("薪" * 1000, 100).encode()) <= 100


@pytest.mark.parametrize(
    ("kind", "address", "kept", "seen"),
    [
        (Kind.MAIL, " duty@office.example ", "duty@office.example", "duty@office.example"),
        (
            Kind.MAIL,
            "mailtos://u:pw@mx.example?to=duty@office.example&from=w@office.example",
            None,
            "duty@office.example",
        ),
        (Kind.WEBHOOK, "https://h.example/secret", "jsons://h.example/secret", "https://h.example/…"),
        (Kind.WEBHOOK, "http://h.example:81/secret?k=v", "json://h.example:81/secret?k=v", "http://h.example:81/…"),
        (Kind.ALERTMANAGER, "https://u:pw@h.example", "jsons://u:pw@h.example", "https://h.example/…"),
        (Kind.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-b_c", "wecombot://a-b_c", None),
        (Kind.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=abc1", "dingtalk://abc1", None),
        (Kind.DINGTALK, "dingtalk://SECabc@abc1", None, None),
        (Kind.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/abc-1", "feishu://abc-1", None),
    ],
)
def test_an_address_is_kept_as_apprise_writes_it_and_shown_without_its_secret(
    kind: Kind, address: str, kept: str | None, seen: str | None
) -> None:
    stored = normalised(kind, address)
    assert stored == (kept or address.strip())
    text = shown(kind, stored)
    assert text == seen if seen else text.startswith("#")
    for secret in ("pw", "secret", "a-b_c", "abc1", "abc-1", "SECabc"):
        assert secret not in text


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (Kind.MAIL, "nobody"),
        (Kind.MAIL, "mailto://mx.example?to=a@x.example,b@x.example&from=w@x.example"),
        (Kind.MAIL, "mailto://mx.example?to=a@x.example&cc=b@x.example&from=w@x.example"),
        (Kind.WEBHOOK, ""),
        (Kind.WEBHOOK, "slack://a/b/c"),
        (Kind.WEBHOOK, "file:///etc/passwd"),
        (Kind.WECOM, "https://evil.example/send?key=a"),
        (Kind.WECOM, "wecombot://%%%"),
        (Kind.DINGTALK, "dingtalk://!"),
        (Kind.FEISHU, "wecombot://abc"),
    ],
)
def test_an_address_of_another_kind_is_refused_without_being_repeated(kind: Kind, address: str) -> None:
    with pytest.raises(BadAddress) as refused:
        normalised(kind, address)
    assert not address or address not in str(refused.value)


def test_a_bare_mail_address_needs_a_server() -> None:
    letter = Letter("wagewatch-1", "s", "t", {})
    assert isinstance(send(Kind.MAIL, "duty@office.example", letter), Never)


def test_a_signature_is_sent_as_dingtalk_wants_it() -> None:
    signed = DingTalk(token="abc", secret="SECabc")._signed()  # type: ignore[no-untyped-call,unused-ignore]
    assert signed is not None
    assert signed["timestamp"].isdecimal()
    assert "%" not in signed["sign"]

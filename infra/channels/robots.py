"""Group robots of WeCom (企业微信), DingTalk (钉钉) and Feishu (飞书).

Addresses: `wecombot://KEY`, `dingtalk://SECRET@TOKEN`, `feishu://TOKEN`, or the https address that the service shows.

They answer 200 to everything and say in the body whether they took the message, which Apprise does not read. The
codes that mean "later" are from memory of the services' documents and not verified; any other refusal is final.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

import msgspec
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from infra.channels.calls import Answer, posted
from infra.channels.letter import Letter
from infra.channels.outcome import Again, Never, Outcome, Sent

_BUSY: Final = frozenset({-1, 45009, 45033, 130101, 130102, 410100, 11232, 9499003, 50000})
"""Busy, too many calls a minute, too large a queue."""


def spoken(answer: Answer) -> Outcome:
    """What a robot says in its body; what it does not say in JSON goes by the status."""
    if not isinstance(answer.outcome, Sent):
        return answer.outcome
    try:
        body = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return Never("the answer is no JSON: it is not the robot's address")
    said: Mapping[str, Any] = body if isinstance(body, dict) else {}
    code = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), None)
    if code == 0:
        return Sent()
    text = f"code {code} {str(said.get('errmsg') or said.get('msg') or '')[:200]}".strip()
    return Again(text) if code in _BUSY else Never(text)


def cut(text: str, most: int) -> str:
    """The text cut to so many bytes of UTF-8, whole characters."""
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[: most - 3].decode(errors="ignore") + "…"


def _whole(letter: Letter, most: int) -> str:
    """Subject, text and the delivery's reference, within the service's limit."""
    foot = f"\n{letter.id}"
    return cut(f"{letter.subject}\n{letter.text}", most - len(foot)) + foot


class WeCom(NotifyWeComBot):  # type: ignore[no-untyped-call]  # Apprise is half typed
    """A WeCom group robot; texts have 2048 bytes at most."""

    is_several = False

    def deliver(self, letter: Letter) -> Outcome:
        """Say it in the group."""
        content = {"msgtype": "text", "text": {"content": _whole(letter, 2048)}}
        return spoken(posted(self.api_url, msgspec.json.encode(content), headers={}, verify=self.verify_certificate))


class DingTalk(NotifyDingTalk):  # type: ignore[no-untyped-call]  # Apprise is half typed
    """A DingTalk group robot, signed where the address has a secret; texts have 20000 bytes at most."""

    is_several = False

    def deliver(self, letter: Letter) -> Outcome:
        """Say it in the group, and to the phones that the address names."""
        content = {
            "msgtype": "text",
            "at": {"atMobiles": self.targets, "isAtAll": False},
            "text": {"content": _whole(letter, 18_000)},
        }
        url = self.notify_url.format(token=self.token)
        return spoken(posted(url, msgspec.json.encode(content), headers={}, params=self._signed()))

    def _signed(self) -> dict[str, str] | None:
        """DingTalk's signature. Apprise quotes it for a URL; here `requests` does."""
        if not self.secret:
            return None
        timestamp, signature = self.get_signature()  # type: ignore[no-untyped-call]  # Apprise is half typed
        return {"timestamp": timestamp, "sign": unquote(signature)}


class Feishu(NotifyFeishu):  # type: ignore[no-untyped-call]  # Apprise is half typed
    """A Feishu group robot; calls have 20 KB at most."""

    is_several = False

    def deliver(self, letter: Letter) -> Outcome:
        """Say it in the group."""
        content = {"msg_type": "text", "content": {"text": _whole(letter, 18_000)}}
        url = self.notify_url.format(token=self.token)
        return spoken(posted(url, msgspec.json.encode(content), headers={}, verify=self.verify_certificate))

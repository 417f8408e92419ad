"""Addresses of contact points: checked, shown without their secrets, and used."""

import enum
import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final, Protocol

from apprise.exception import AppriseException

from infra.channels.letter import Letter
from infra.channels.mail import Mail
from infra.channels.outcome import Never, Outcome
from infra.channels.robots import DingTalk, Feishu, WeCom
from infra.channels.webhook import Webhook


class Kind(enum.StrEnum):
    """What kind of thing a contact point is."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    ALERTMANAGER = "alertmanager"


class Fault(enum.StrEnum):
    """What is wrong with an address."""

    UNREADABLE = "the address cannot be read"
    ELSEWHERE = "the address is of another kind"
    SEVERAL = "one address per contact point"
    NO_SERVER = "no mail server is configured (WAGEWATCH_MAIL_SERVER)"


class BadAddress(Exception):
    """The address is none of its kind. The text never repeats the address."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class _Channel(Protocol):
    is_several: bool

    def deliver(self, letter: Letter) -> Outcome: ...


_CLASSES: Final[Mapping[Kind, Any]] = {
    Kind.MAIL: Mail,
    Kind.WEBHOOK: Webhook,
    Kind.WECOM: WeCom,
    Kind.DINGTALK: DingTalk,
    Kind.FEISHU: Feishu,
    Kind.ALERTMANAGER: Webhook,
}
_SCHEMES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.MAIL: ("mailto", "mailtos"),
    Kind.WEBHOOK: ("json", "jsons"),
    Kind.WECOM: ("wecombot",),
    Kind.DINGTALK: ("dingtalk",),
    Kind.FEISHU: ("feishu",),
    Kind.ALERTMANAGER: ("json", "jsons"),
}
_WEB: Final = {"http": "json", "https": "jsons"}
_OWN_PAGES: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.WECOM: (r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)", "wecombot://{}"),
    Kind.DINGTALK: (r"https://oapi\.dingtalk\.com/robot/send\?access_token=([\w-]+)", "dingtalk://{}"),
    Kind.FEISHU: (r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?", "feishu://{}"),
}


def normalised(kind: Kind, address: str) -> str:
    """The address in the form in which it is kept.

    A web address is taken for a webhook, the address that a robot's own page shows for the robot, and a mail address
    alone for one that the deployment's mail server reaches.

    Raises:
        BadAddress: it is none of this kind.
    """
    address = address.strip()
    if kind is Kind.MAIL and _is_mail(address):
        return address
    address = _written_out(kind, address)
    _channel(kind, address, None)
    return address


def shown(kind: Kind, address: str) -> str:
    """The address without anything secret: host or mail address; of a robot a digest, to tell two apart."""
    if kind is Kind.MAIL:
        return address if _is_mail(address) else str(_channel(kind, address, None).targets[0][1])
    if kind in (Kind.WEBHOOK, Kind.ALERTMANAGER):
        channel = _channel(kind, address, None)
        port = f":{channel.port}" if channel.port else ""
        return f"{'https' if channel.secure else 'http'}://{channel.host}{port}/…"
    return f"#{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def send(kind: Kind, address: str, letter: Letter, *, mail_server: str | None = None) -> Outcome:
    """Send the letter once, and say what became of it."""
    try:
        channel: _Channel = _channel(kind, address, mail_server)
    except BadAddress as error:
        return Never(str(error))
    return channel.deliver(letter)


def _is_mail(address: str) -> bool:
    """Whether it is a mail address alone."""
    return re.fullmatch(r"[^\s@:/?<>,;\"]+@[\w-]+(\.[\w-]+)+", address) is not None


def _written_out(kind: Kind, address: str) -> str:
    pattern, form = _OWN_PAGES.get(kind, ("", ""))
    found = re.fullmatch(pattern, address) if pattern else None
    if found:
        return form.format(found.group(1))
    scheme, _, rest = address.partition("://")
    if scheme in _WEB and kind in (Kind.WEBHOOK, Kind.ALERTMANAGER):
        return f"{_WEB[scheme]}://{rest}"
    return address


def _channel(kind: Kind, address: str, mail_server: str | None) -> Any:
    if kind is Kind.MAIL and _is_mail(address):
        if mail_server is None:
            raise BadAddress(Fault.NO_SERVER)
        address = f"{mail_server}{'&' if '?' in mail_server else '?'}to={address}"
    if address.partition("://")[0] not in _SCHEMES[kind]:
        raise BadAddress(Fault.ELSEWHERE)
    parts = _CLASSES[kind].parse_url(address)
    try:
        channel = _CLASSES[kind](**parts) if parts else None
    except (AppriseException, TypeError, ValueError):
        channel = None
    if channel is None:
        raise BadAddress(Fault.UNREADABLE)
    if channel.is_several:
        raise BadAddress(Fault.SEVERAL)
    return channel

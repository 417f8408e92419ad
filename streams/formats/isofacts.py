"""One booked entry of an ISO 20022 message: a movement of an account, wages that came back, or why it is neither."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from schemas.checked import Checked, Reason
from schemas.checking import check_event
from schemas.feeds.purposes import purpose_of
from schemas.reasons import shown
from schemas.sensitive import mapped
from streams.formats.isoaside import aside, or_aside
from streams.formats.isotree import Node, day_of, fen_of, instant_of
from streams.formats.taken import Manner

_NOT_PROVIDED: Final = frozenset({"", "NOTPROVIDED"})


@dataclass(frozen=True, slots=True)
class Facts:
    """One booked entry and what is known around it."""

    manner: Manner
    account: str
    entry: Node
    reference: str

    def same(self, place: int) -> str:
        """What a part of the entry is called, whatever it says: at place 0 is the entry, then come its returns."""
        said = f"{self.account}|{self.reference}|{place}"
        return hashlib.blake2b(said.encode(), digest_size=10).hexdigest()

    def told(self, part: Node, place: int) -> Checked:
        """What a part of the entry says."""
        return self._movement() if part is self.entry else self._returned(part, place)

    def _movement(self) -> Checked:
        """The movement of the account, or why it cannot be told."""
        direction = {"CRDT": "credit", "DBIT": "debit"}.get(self.entry.at("CdtDbtInd"))
        kind = "bank.account_credited" if direction == "credit" else "bank.account_debited"
        project, account_id = self.manner.accounts.get(self.account) or (None, None)
        fen = fen_of(self.entry.at("Amt"))
        purpose = self._purpose(direction) if direction else None
        reasons = tuple(self._reasons(direction, project, fen, purpose))
        if reasons:
            return aside(self.manner, kind, project, self._at, self.entry, reasons, self.same(0))
        side = "payer" if direction == "credit" else "counterparty"
        data = {
            "account_id": account_id,
            "transaction_id": self.reference,
            "amount_fen": fen,
            "purpose": purpose,
            side: self._other_side("Dbtr" if direction == "credit" else "Cdtr"),
        }
        told = told_event(self.manner, kind, project, instant_of(self._at), data, "camt")
        return or_aside(check_event(told), self.manner, self.entry, self.same(0))

    def _returned(self, details: Node, place: int) -> Checked:
        """A wage payment that came back, named by the batch and the line that it was instructed with."""
        project, _ = self.manner.accounts.get(self.account) or (None, None)
        batch, line = details.at("Refs/PmtInfId"), details.at("Refs/EndToEndId")
        missing = [name for name, said in (("PmtInfId", batch), ("EndToEndId", line)) if said in _NOT_PROVIDED]
        if missing or project is None:
            reasons = [
                Reason(name, "nothing", "the reference of the original payment", "原支付的编号") for name in missing
            ]
            reasons += [] if project else [self._unknown_account()]
            return aside(
                self.manner, "bank.wages_returned", project, self._at, details, tuple(reasons), self.same(place)
            )
        why = " ".join(filter(None, (details.at("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"), details.at("RtrInf/AddtlInf"))))
        data = {"batch_id": batch, "line_id": line, "returned_on": day_of(self._at), "reason": why}
        told = told_event(self.manner, "bank.wages_returned", project, instant_of(self._at), data, "camt")
        return or_aside(check_event(told), self.manner, details, self.same(place))

    @property
    def _at(self) -> str:
        return self.entry.at("BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt")

    def _reasons(
        self, direction: str | None, project: str | None, fen: int | None, purpose: str | None
    ) -> Iterator[Reason]:
        if direction is None:
            yield Reason("CdtDbtInd", shown(self.entry.at("CdtDbtInd")), "CRDT or DBIT", "CRDT 或 DBIT")
        if project is None:
            yield self._unknown_account()
        currency = next((node.attributes.get("Ccy", "") for node in self.entry.all("Amt")), "")
        if currency != "CNY":
            yield Reason("Amt/Ccy", shown(currency or None), "CNY", "人民币 CNY")
        if fen is None:
            yield Reason(
                "Amt", shown(self.entry.at("Amt")), "an amount with at most two decimals", "最多两位小数的金额"
            )
        if direction == "debit" and purpose is None:
            codes = ", ".join(self._codes())
            yield Reason(
                "Purp",
                shown(codes or None),
                "a code whose one purpose is known: in your table of purposes, or a standard one such as purp:SALA",
                "能说明唯一用途的代码:用途对照表中的代码,或标准代码(如 purp:SALA)",
            )

    def _unknown_account(self) -> Reason:
        return Reason(
            "Acct/Id",
            shown(self.account or None),
            "an account that was opened (bank.account_opened) for one project, or stands in your table of accounts",
            "已报送开户(bank.account_opened)且只属一个项目的账户,或账户对照表中的账号",
        )

    def _purpose(self, direction: str) -> str | None:
        if direction == "credit" and any(True for _ in self.entry.all("NtryDtls/TxDtls/RtrInf")):
            return "wage_return"
        return purpose_of(direction, self._codes(), self.manner.purposes)

    def _codes(self) -> list[str]:
        """Everything that says what the booking was for, the most exact first."""
        entry = self.entry
        told = [f"text:{node.text.strip()}" for node in entry.all("NtryDtls/TxDtls/RmtInf/Ustrd")]
        told += [f"purp:{node.text.strip()}" for node in entry.all("NtryDtls/TxDtls/Purp/Cd")]
        for path in ("NtryDtls/TxDtls/BkTxCd", "BkTxCd"):
            for code in entry.all(path):
                told += [f"prtry:{node.text.strip()}" for node in code.all("Prtry/Cd")]
                parts = (code.at("Domn/Cd"), code.at("Domn/Fmly/Cd"), code.at("Domn/Fmly/SubFmlyCd"))
                told += [f"bktx:{'/'.join(parts)}"] if all(parts) else []
        return list(dict.fromkeys(told))

    def _other_side(self, party: str) -> str | None:
        at = f"NtryDtls/TxDtls/RltdPties/{party}"
        names = {node.text.strip() for path in (f"{at}/Nm", f"{at}/Pty/Nm") for node in self.entry.all(path)}
        return names.pop() if len(names) == 1 else None


def told_event(  # noqa: PLR0913, PLR0917 (an event has so many parts)
    manner: Manner, kind: str, project: str | None, at: str | None, data: dict[str, Any], prefix: str
) -> dict[str, Any]:
    """The event, with an id of the bank's own references and a digest of all that it says."""
    data = mapped(data, manner.tokens.of)
    event = {"specversion": "1.0", "source": manner.source, "type": kind, "subject": project, "time": at, "data": data}
    said = {name: value for name, value in data.items() if name != "lines"}
    keys = "/".join(
        str(said[key]) for key in ("account_id", "transaction_id", "batch_id", "complete_until") if said.get(key)
    )
    spelled = repr(sorted(event.items(), key=str)).encode()
    return {**event, "id": f"{prefix}/{keys[:150]}/{hashlib.blake2b(spelled, digest_size=10).hexdigest()}"}

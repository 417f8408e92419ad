"""What a sender is told of a delivery, as the OpenAPI document says it."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

_ID: Final = "d0123456789abcdef0123456789abcdef"
_SHA256: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_AT: Final = "2026-05-18T09:00:00+08:00"
_JWS: Final = "eyJhbGciOiJFZDI1NTE5In0.e30.c2ln"


class _Open(BaseModel):
    """More fields may follow."""

    model_config = ConfigDict(extra="allow")


class Records(_Open):
    """各类记录数。 Every record received is one of the other three."""

    received: int = Field(examples=[120])
    accepted: int = Field(examples=[117])
    duplicate: int = Field(examples=[1])
    quarantined: int = Field(examples=[2])


class Total(_Open):
    """按事件类型的合计。 Of an event type, duplicates included."""

    records: int = Field(examples=[118])
    amount_fen: int = Field(examples=[650000])


class ReceiptFile(_Open):
    """所报送的文件。 The file as it came."""

    name: str = Field(examples=["2026-05-17.csv"])
    channel: str = Field(description="http, upload, registry, portal …", examples=["http"])
    sha256: str = Field(examples=[_SHA256])
    bytes: int = Field(examples=[18211])
    rows: int = Field(examples=[121])


class Receipt(_Open):
    """回执。 The receipt; the JWS beside it is the same, signed."""

    form: int = Field(examples=[1])
    submission: str = Field(examples=[_ID])
    number: int = Field(examples=[17])
    client: dict[str, str] = Field(examples=[{"id": "bank-102", "name": "工商银行", "source": "urn:bank:102"}])
    file: ReceiptFile
    records: Records
    totals: dict[str, Total] = Field(examples=[{"bank.account_debited": {"records": 118, "amount_fen": 650000}}])
    begun_at: str = Field(examples=[_AT])
    received_at: str = Field(examples=[_AT])
    finished_at: str = Field(examples=[_AT])


class Signed(BaseModel):
    """回执及其签名。 A receipt and its signature."""

    receipt: Receipt
    jws: str = Field(description="compact JWS, checked by /v1/keys / 以 /v1/keys 验签", examples=[_JWS])


class SubmissionTold(_Open):
    """报送的状态。 A delivery as its sender sees it; `receipt` and `jws` once it is done."""

    id: str = Field(examples=[_ID])
    state: str = Field(description="waiting, reading, done, refused, failed", examples=["done"])
    name: str = Field(examples=["2026-05-17.csv"])
    bytes: int = Field(examples=[18211])
    rows_read: int = Field(examples=[121])
    begun_at: str | None = Field(examples=[_AT])
    finished_at: str | None = Field(examples=[_AT])
    idempotency_key: str | None = Field(examples=["2026-05-17"])
    receipt: Receipt | None = None
    jws: str | None = Field(None, examples=[_JWS])
    problem: dict[str, str] | None = Field(
        None,
        description="en and zh, of a file that was not read",
        examples=[{"en": "the XML is broken", "zh": "XML 已损坏"}],
    )


class SubmissionPage(BaseModel):
    """报送列表。 Deliveries, the newest first."""

    items: list[SubmissionTold]
    next: str | None = Field(description="`before` of the next page / 下一页的 before", examples=[None])


DELIVERED: Final[dict[int | str, dict[str, Any]]] = {
    201: {"model": SubmissionTold, "description": "done, with its receipt / 已完成,含回执"},
    202: {"model": SubmissionTold, "description": "under way: poll Location / 处理中,请轮询 Location"},
}
"""The answers to what is delivered, beside its errors: `responses=DELIVERED | documented(401)`."""

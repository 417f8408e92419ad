"""What a client reads back of its own: rows set aside, versions of a record, its feed's health."""

from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

_ID: Final = "d0123456789abcdef0123456789abcdef"
_AT: Final = datetime.fromisoformat("2026-05-18T09:00:00+08:00")


class ReasonTold(BaseModel):
    """隔离原因。 Why a row was set aside."""

    field: str = Field(
        description="the column or path; empty for the whole row / 栏目或路径,空为整行", examples=["金额"]
    )
    found: str = Field(description="what stood there / 收到的内容", examples=["十二万"])
    expected: str = Field(description="what was expected", examples=["an amount with at most two decimals"])
    expected_zh: str = Field(description="应为", examples=["最多两位小数的金额"])


class RowTold(BaseModel):
    """被隔离的一行。 A row that is or was set aside, and what became of it."""

    id: int = Field(description="its number, which links a repair to it / 隔离编号", examples=[12])
    submission: str = Field(description="the delivery / 所在报送", examples=[_ID])
    name: str = Field(description="the file / 文件名", examples=["2026-05-17.csv"])
    received_at: datetime = Field(description="when it came / 收到时间", examples=[_AT])
    line_no: int = Field(description="the row in the file / 文件中的行号", examples=[18])
    line_index: int | None = Field(
        description="the place of the broken line in its event; null: all of it / 明细位置,null 为整行", examples=[None]
    )
    source: str | None = Field(description="来源", examples=["urn:bank:102"])
    event_id: str | None = Field(description="事件编号", examples=["movements/T2/5f0c"])
    kind: str | None = Field(description="the event type / 事件类型", examples=["bank.account_credited"])
    project: str | None = Field(description="项目编号", examples=["P1"])
    records: int = Field(description="how many records it stands for / 代表的记录数", examples=[1])
    reasons: list[ReasonTold]
    state: Literal["open", "retried", "superseded"] = Field(
        description="open: waits for repair; retried: repaired; superseded: sent again and wrong again, so that "
        "`superseded_by` waits in its place / open 待更正,retried 已更正,superseded 更正后仍有误",
        examples=["open"],
    )
    repaired_by: str | None = Field(description="the event that repaired it / 更正后的事件编号", examples=[None])
    superseded_by: int | None = Field(
        description="the row in which it was wrong again / 更正后仍有误的新行", examples=[None]
    )
    superseded_in: str | None = Field(description="the delivery of that row / 新行所在报送", examples=[None])
    supersedes: list[int] = Field(description="the rows whose place it took / 所取代的原行", examples=[[7]])


class Rows(BaseModel):
    """被隔离的行。 Rows set aside, the newest first."""

    items: list[RowTold]
    next: int | None = Field(description="`before` of the next page / 下一页的 before", examples=[None])


class VersionTold(BaseModel):
    """记录的一个版本。 One version of a record."""

    source: str = Field(description="来源", examples=["urn:bank:102"])
    id: str = Field(description="事件编号", examples=["movements/T1/5f0c"])
    seq: int = Field(description="its place in the project's order / 项目内序号", examples=[41])
    time: datetime | None = Field(description="when it happened / 发生时间", examples=[_AT])
    received_at: datetime = Field(description="when it was known / 获知时间", examples=[_AT])
    data: dict[str, Any] = Field(
        description="what it says / 内容",
        examples=[{"account_id": "A1", "transaction_id": "T1", "amount_fen": 650000, "purpose": "wages"}],
    )
    supersedes: int | None = Field(
        description="`seq` of the version of the same record before it / 所取代版本的 seq", examples=[37]
    )
    superseded: bool = Field(description="whether a later version tells the same / 是否已被取代", examples=[False])


class Versions(BaseModel):
    """全部版本。 All versions in the order in which they were known."""

    versions: list[VersionTold]


class ReasonCount(BaseModel):
    """一种隔离原因及条数。 A reason and how many records it set aside."""

    field: str = Field(examples=["金额"])
    expected: str = Field(examples=["an amount with at most two decimals"])
    expected_zh: str = Field(examples=["最多两位小数的金额"])
    records: int = Field(examples=[3])


class FeedHealth(BaseModel):
    """报送质量。 A month of the feed."""

    month: str = Field(examples=["2026-05"])
    today: date = Field(description="the system's day / 系统日期", examples=[date(2026, 5, 18)])
    complete_until: date | None = Field(
        description="up to where a bank said that all was delivered / 报送完毕截至", examples=[date(2026, 5, 17)]
    )
    lag_days: int | None = Field(description="by how many days that is late / 滞后天数", examples=[0])
    last_delivery_at: datetime | None = Field(description="最近一次报送", examples=[_AT])
    received: int = Field(description="accepted + duplicate + quarantined / 收到", examples=[120])
    accepted: int = Field(description="受理", examples=[117])
    duplicate: int = Field(description="重复", examples=[1])
    quarantined: int = Field(description="set aside, each row once / 隔离,同一行只计一次", examples=[2])
    wrong_again: int = Field(
        description="sent again and wrong again; counted in no other figure / 更正后仍有误,不计入其他各项", examples=[1]
    )
    waiting: int = Field(description="rows that wait for repair now, of all months / 当前待更正行数", examples=[1])
    days_expected: int = Field(description="应报天数", examples=[17])
    days_in_time: int = Field(description="按时天数", examples=[17])
    accuracy: float = Field(description="准确率", ge=0, le=1, examples=[0.983])
    completeness: float = Field(description="完整率", ge=0, le=1, examples=[1.0])
    quality: int = Field(description="质量评分", ge=0, le=100, examples=[99])
    reasons: list[ReasonCount] = Field(description="why rows were set aside, most first / 隔离原因")
    formula: str = Field(description="how it is reckoned / 算法", examples=["quality = round(100 × …)"])

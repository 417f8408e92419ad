"""Papers that several kinds of dossier contain."""

from typing import Final

from alerts.handoffs.kinds import Document, Owed, Running, Stage
from alerts.timers import Limit
from schemas.measures import Mark, Unit


def running(  # noqa: PLR0913, PLR0917 (a row of the tables of limits)
    start: Stage, end: Stage, name: str, text: tuple[str, str], count: int, unit: Unit, source: str, mark: Mark
) -> Running:
    """A limit between two stages."""
    return Running(start, end, Limit(name, text, count, unit, source, mark))


EVIDENCE: Final = Document("evidence", ("预警证据包(含计算与核验清单)", "the alert's evidence pack"), Owed.SYSTEM)
WORKERS: Final = Document("workers", ("欠薪人员与金额明细(脱敏编号)", "who is owed how much (tokens)"), Owed.SYSTEM)
ATTENDANCE: Final = Document("attendance", ("考勤与工资支付记录", "attendance and pay records"), Owed.SYSTEM)
IDENTITY: Final = Document(
    "identity", ("劳动者身份证明复印件", "the workers' identity papers"), Owed.WORKER, essential=False
)
CONTRACT: Final = Document(
    "contract", ("劳动合同或用工书面协议", "labour contract or written agreement"), Owed.EMPLOYER, essential=False
)
ORDER: Final = Document("order", ("限期整改指令书或行政处理决定书", "the order to pay"), Owed.OFFICE)
SERVED: Final = Document("served", ("送达回证(逃匿的附张贴照片或录像)", "proof that it was served"), Owed.OFFICE)
LEDGER: Final = Document(
    "ledger", ("用人单位工资支付台账", "the employer's pay ledger"), Owed.EMPLOYER, essential=False
)
LETTER: Final = Document("letter", ("移送函", "the covering letter"), Owed.SYSTEM)

TRANSFERRED: Final = {
    Stage.SENT: ("已移送", "sent"),
    Stage.RECEIVED: ("对方已接收", "received"),
    Stage.DECIDED: ("已处理", "decided"),
}

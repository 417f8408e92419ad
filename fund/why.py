"""Why a command on a case is refused, for people."""

import enum
from dataclasses import dataclass


class Why(enum.Enum):
    """Why: (中文, English)."""

    OVER = ("该案已终结,不能再办理", "the case is over")
    NOT_FROM_HERE = ("当前环节不能执行此操作", "this cannot follow the present step")
    ROLE = ("您没有执行此操作的权限", "your role does not allow this")
    NOT_YOURS = ("该案不在您的管辖范围", "the case is not within your jurisdiction")
    SAME_PERSON = ("您已在本案签署其他环节,须由另一人办理", "you have signed another step of this case")
    SECOND_PERSON = ("须由另一人复核,不能由提出人本人确认", "a second person must confirm, not the proposer")
    REASON = ("请说明理由", "state a reason")
    DOCUMENT = ("请填写文书编号", "state the document's number")
    EVIDENCE = ("请附证据", "give the evidence")
    SUM = ("金额不符合要求", "the sum does not fit")
    DAY = ("日期不符合要求", "the day does not fit")
    SOURCE_ORDER = ("须先处理顺序在前的资金来源", "an earlier source is to be settled first")
    NOTHING_OWED = ("工资已由在先来源付清,无需垫付", "an earlier source has paid everything")
    BOND_STANDS = ("已向银行发出支付通知书", "the bank has been given notice already")
    BOND_NOT_NOTICED = (
        "须先向保证金银行发出支付通知书;没有保证金的,请选“没有支付责任”并说明",
        "the bond's bank must be given notice first; where there is no bond, say that it is not liable, and why",
    )
    BOND_NOT_DRAWN = ("工资保证金未动用或已补足", "the bond was not drawn, or is topped up")
    NO_SUCH_ITEM = ("没有这一核查项,或该项只能由数据认定", "no such item, or only data may answer it")
    NO_SUCH_PAPER = ("没有这份材料", "no such document")
    NO_SUCH_WORKER = ("本案没有这名劳动者", "no such worker in the case")
    TWICE = ("同一劳动者在本案出现两次", "a worker is named twice")
    NO_LINES = ("没有需要垫付的劳动者", "there is nobody to advance to")
    INELIGIBLE = ("有核查项未满足或未知", "an item of the checklist is not met or not known")
    PAPERS = ("必备材料不齐", "an essential document is missing")
    NO_AMOUNT = ("最低工资标准或基本生活费标准未知,不能计算额度", "the minimum wage or living cost is not known")
    NOTHING = ("按规定计算的额度为零", "the amount comes to nothing")
    ADVANCED_ALREADY = (
        "有劳动者的同月工资已由周转金垫付或正在申请",
        "a worker's month is advanced or applied for already",
    )
    FUNDS_SHORT = ("周转金可用余额不足", "the fund has not enough free cash")
    NO_OVERRIDE = ("没有待确认的超限申请", "no override waits to be confirmed")
    OVERRIDE_WAITS = ("有超限申请待第二人确认", "an override waits for its second person")
    NO_CARD = ("有劳动者的银行卡未登记,或退回后未更正", "a worker's card is missing, or was not put right")
    CARD = ("银行卡号有误,请核对后再填", "the card number is misspelt")
    NO_CLAIM = ("没有这笔追偿", "no such claim")
    NO_PROPOSAL = ("没有待确认的事项", "nothing waits to be confirmed")
    WAITING = ("有待确认的还款或核销", "a repayment or write-off waits to be confirmed")
    MORE_THAN_OWED = ("超过尚欠金额", "it is more than what is outstanding")
    NOTHING_OUTSTANDING = ("没有尚欠金额", "nothing is outstanding")
    REGION = ("地区代码应为2、4、6或9位数字", "a region's code has 2, 4, 6 or 9 digits")
    DETAILS = ("请填写名称、账户和开户银行", "state the name, the account and its bank")
    REFERENCE = ("请填写付款方和银行流水号", "state the payer and the number of the bank's line")
    BOOKED = ("该银行流水号已登记,不能重复入账", "a receipt of this number is booked or waits already")
    FUND_EXISTS = ("该地区已设立周转金", "the region has a fund already")
    NO_FUND = ("没有这笔周转金", "no such fund")
    HANDLED_ALREADY = ("这条银行答复已登记处理", "somebody has dealt with this answer already")
    RECOVERED_ALREADY = ("该劳动者的垫付款已被追回,仍须向其支付", "the debtor has paid for this worker: pay the worker")


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that changes nothing, why, and what it is about: items, workers, sources."""

    why: Why
    about: tuple[str, ...] = ()

"""What each type of event is called on pages and papers, in a few characters."""

from typing import Final

from portal.i18n import mark

KINDS: Final = {
    "bank.account_opened": mark("开户"),
    "bank.account_marked": mark("加注保护标识"),
    "bank.account_credited": mark("账户入账"),
    "bank.account_debited": mark("账户出账"),
    "bank.account_restricted": mark("查封冻结扣划"),
    "bank.account_released": mark("解除限制"),
    "bank.account_closed": mark("销户"),
    "bank.bond_deposited": mark("存储保证金"),
    "bank.bond_drawn": mark("动用保证金"),
    "bank.bond_replenished": mark("补足保证金"),
    "bank.bond_released": mark("退还保证金"),
    "bank.wages_paid": mark("发放工资"),
    "bank.wages_returned": mark("工资退回"),
    "bank.feed_completed": mark("报送完毕声明"),
    "attendance.worker_enrolled": mark("工人进场"),
    "attendance.worker_exited": mark("工人退场"),
    "attendance.exit_settled": mark("退场结算"),
    "attendance.punched": mark("考勤打卡"),
    "attendance.day_corrected": mark("考勤更正"),
    "project.registered": mark("项目登记"),
    "project.updated": mark("项目变更"),
    "project.started": mark("开工"),
    "project.suspended": mark("停工"),
    "project.resumed": mark("复工"),
    "project.completed": mark("完工"),
    "project.subcontractor_entered": mark("分包进场"),
    "project.subcontractor_left": mark("分包退场"),
    "project.notice_board_posted": mark("设立告示牌"),
    "project.notice_board_verified": mark("核验告示牌"),
    "project.notice_board_removed": mark("撤除告示牌"),
    "project.pay_sheet_submitted": mark("工资支付表"),
    "project.closing_notice_published": mark("完工公示"),
    "project.force_majeure_declared": mark("不可抗力"),
    "lead.received": mark("线索受理"),
    "lead.closed": mark("线索办结"),
}

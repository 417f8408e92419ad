"""The words of administration, and who may see which of its pages."""

from typing import Any, Final

from fastapi import Request
from starlette.responses import HTMLResponse

from infra.db.offices.refusal import Refusal
from portal.i18n import mark
from portal.page import page
from portal.visitor import Visitor
from schemas.office import Role

ROLES: Final = {
    Role.OFFICER: (mark("监察员"), mark("办理预警、案卷和线索")),
    Role.CHIEF: (mark("负责人"), mark("确认豁免、批准延期、移交,代表单位作决定")),
    Role.POLICY: (mark("政策管理"), mark("起草和发布参数,起草与发布须为两人")),
    Role.AUDITOR: (mark("审计"), mark("查看全部历史,不作任何更改")),
    Role.ADMIN: (mark("系统管理"), mark("机构、人员、代理和联系电话")),
    Role.FUND_CLERK: (mark("周转金经办"), mark("提出周转金申请,办理申请材料;审核他人的申请")),
    Role.FUND_SECTOR: (mark("周转金行业意见"), mark("代表行业主管部门提出意见")),
    Role.FUND_FINANCE: (mark("周转金财政"), mark("代表财政部门提出意见,复核收款")),
    Role.FUND_APPROVER: (mark("周转金审批"), mark("代表政府审批垫付和核销")),
    Role.FUND_CASHIER: (mark("周转金出纳"), mark("拟制和复核支付令,登记结果、还款和账目")),
}
PHONES: Final = {
    "sector_complaint_phone": mark("行业主管部门投诉电话"),
    "inspection_complaint_phone": mark("劳动保障监察投诉举报电话"),
    "arbitration_channel": mark("劳动争议调解仲裁申请渠道"),
    "legal_aid_channel": mark("法律援助申请渠道"),
    "public_legal_hotline": mark("公共法律服务热线"),
}
REFUSALS: Final = {
    Refusal.OWN_DRAFT: mark("起草人不能发布自己起草的参数,须由第二人发布。"),
    Refusal.DECIDED: mark("这份草案已经发布或撤回。"),
    Refusal.ELSEWHERE: mark("该地区不在您的辖区内。"),
    Refusal.NOTHING_SET: mark("至少要填写一项参数。"),
    Refusal.NO_SOURCE: mark("必须填写依据文件。"),
    Refusal.TAKEN: mark("该代码、辖区或认证标识已被使用。"),
    Refusal.NO_NAME: mark("必须填写名称。"),
    Refusal.BAD_CODE: mark("代码和用户名只能由小写字母、数字、点、横线组成,最多 40 位。"),
    Refusal.BAD_REGION: mark("辖区代码应为 2、4、6 或 9 位数字。"),
    Refusal.YOURSELF: mark("不能停用自己,也不能取消自己的系统管理角色。"),
    Refusal.SAME_PERSON: mark("不能由本人代理本人。"),
    Refusal.BACKWARDS: mark("结束日期不能早于开始日期。"),
    Refusal.NOT_GIVEN: mark("报送人员在接口客户端页面登记,不能在此授予该角色。"),
    Refusal.MISSING: mark("没有这条记录,或不在您的辖区内。"),
}
_TABS: Final = (
    ("/admin/offices", mark("机构与人员"), Role.ADMIN),
    ("/admin/substitutes", mark("代理"), Role.ADMIN),
    ("/admin/phones", mark("联系电话"), Role.ADMIN),
    ("/admin/contacts", mark("联系点"), Role.ADMIN),
    ("/admin/clients", mark("接口客户端"), Role.ADMIN),
    ("/admin/policies", mark("参数发布"), Role.POLICY),
)


def tabs(visitor: Visitor) -> list[tuple[str, str]]:
    """The pages of administration that the visitor's roles open."""
    return [(path, title) for path, title, role in _TABS if visitor.may(role)]


def admin_page(
    request: Request, visitor: Visitor, template: str, refusal: Refusal | None = None, **context: Any
) -> HTMLResponse:
    """A page of administration; with the reason, where something was refused."""
    error = visitor.say(REFUSALS[refusal]) if refusal else context.pop("error", None)
    status = 422 if error else 200
    return page(request, visitor, f"admin/{template}", status, tabs=tabs(visitor), error=error, **context)

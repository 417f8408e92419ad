"""The words for what deliveries fail of; Chinese, to be said by `visitor.say` or `_()`."""

from typing import Final

from infra.channels import Fault
from portal.i18n import mark

FAULTS: Final = {
    Fault.UNREADABLE: mark("无法识别"),
    Fault.ELSEWHERE: mark("与所选方式不符"),
    Fault.SEVERAL: mark("每个联系点只能有一个收件地址"),
    Fault.NO_SERVER: mark("系统尚未配置邮件服务器,请填写含服务器的完整地址"),
}
ERRORS: Final = {
    "connection failed": mark("无法连接"),
    "connection timed out": mark("连接超时"),
    "no answer in time": mark("对方未及时应答"),
    "TLS failed": mark("安全连接(TLS)失败"),
    "switched off": mark("联系点已停用"),
    "sealed with a key that is not here": mark("加密密钥已更换,请重新填写地址"),
    **{fault.value: text for fault, text in FAULTS.items()},
}
"""What deliveries fail of; what the other side said stands as it said it."""

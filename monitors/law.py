"""The instruments that rules cite. Statutes are quoted by their Chinese names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation or ministry document, with its number or date of issue."""

    title: str
    number: str

    def article(self, number: int) -> str:
        """The citation of one article."""
        return f"《{self.title}》({self.number})第{_in_chinese(number)}条"

    def whole(self) -> str:
        """The citation of the instrument where no article is known."""
        return f"《{self.title}》({self.number})"


def _in_chinese(number: int) -> str:
    """A number from 1 to 999 in Chinese figures, as statutes count their articles."""
    figures = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{figures[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{figures[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (figures[ones] if ones else "")


WAGE_REGULATION = Instrument("保障农民工工资支付条例", "国务院令第724号")
ACCOUNT_RULES = Instrument("工程建设领域农民工工资专用账户管理暂行办法", "人社部发〔2021〕53号")
BOND_RULES = Instrument("工程建设领域农民工工资保证金规定", "人社部发〔2021〕65号")
FREEZE_NOTICE = Instrument(
    "关于做好防止农民工工资专用账户资金和工资保证金被查封、冻结或者划拨有关工作的通知", "人社部发〔2020〕93号"
)
LABOUR_LAW = Instrument("中华人民共和国劳动法", "2018年修正")
CONTRACT_LAW = Instrument("中华人民共和国劳动合同法", "2012年修正")
PAYMENT_RULES = Instrument("工资支付暂行规定", "劳部发〔1994〕489号")
CRIMINAL_LAW = Instrument("中华人民共和国刑法", "第二百七十六条之一")
CRIME_INTERPRETATION = Instrument("关于审理拒不支付劳动报酬刑事案件适用法律若干问题的解释", "法释〔2013〕3号")
REAL_NAME_RULES = Instrument("建筑工人实名制管理办法(试行)", "建市〔2019〕18号")
GUIZHOU_MEASURES = Instrument("贵州省2025年根治欠薪十二条措施", "措施六")
GUIZHOU_PLATFORM = Instrument("贵州省劳动用工大数据综合服务平台预警规则", "六个百分百")
"""Published by the platform's vendor; practice, not law."""

"""The tables beside ISO 20022 messages on pages: the bank's people's own, and those that an administrator sets."""

import io

import pytest
from openpyxl import load_workbook

from infra.db.messages import MessageWords
from schemas.feeds.beside import OwnAccount
from tests.database import rows
from tests.identities import ZHANG
from tests.machine_client import bank, site
from tests.portal_fixtures import Browser, Portal
from tests.senders import OPENING, a_sender, sheet, uploaded

SENDER, ADMIN = "/sender/messages", "/admin/clients/bank-102/messages"
BOTH = pytest.mark.parametrize(("who", "root"), [("banker", SENDER), ("admin-a", ADMIN)])
INSTRUCTED = (
    "项目编号,批次号,账户编号,工资月份,序号,工人代号,实发金额(元),收款账户代号,户名一致\n"
    "P1,B1,A1,2026-03,1,w1,5000,c1,是\n"
)


@pytest.fixture(autouse=True)
def banker(portal: Portal) -> str:
    a_sender(portal, bank("102"), "banker")
    with portal.signed_in("banker") as browser:
        assert "已受理" in uploaded(browser, sheet(*OPENING), "开户.xlsx").text
    return "banker"


def known(portal: Portal) -> MessageWords:
    return MessageWords(portal.engine)


def sent(browser: Browser, path: str, body: bytes, name: str) -> str:
    return str(browser.post(path, files={"file": (name, body)}, data={"act": "upload"}).text)


@BOTH
def test_accounts_are_added_downloaded_replaced_and_removed(portal: Portal, who: str, root: str) -> None:
    with portal.signed_in(who) as browser:
        one = {"account_number": "6222000001", "project": "P1", "account_id": "A1"}
        assert "6222000001" in browser.post(f"{root}/accounts", data=one).text
        for kind in ("xlsx", "csv"):
            file = browser.get(f"{root}/download?table=accounts&kind={kind}").content
            assert "已保存" in sent(browser, f"{root}/accounts", file, f"a.{kind}")
            assert known(portal).accounts("bank-102") == [OwnAccount("6222000001", "P1", "A1")]
        gone = browser.post(f"{root}/accounts", data={"act": "remove", "account_number": "6222000001"})
        assert "还没有登记" in gone.text
        told = rows(portal.engine, "SELECT DISTINCT actor FROM chronicle WHERE act = 'message_accounts_set'")
        assert told == [(who,)]


@BOTH
def test_what_is_not_the_banks_own_is_refused_by_its_field(portal: Portal, who: str, root: str) -> None:
    with portal.signed_in(who) as browser:
        told = browser.post(f"{root}/accounts", data={"account_number": "1", "project": "P1", "account_id": "A9"})
        assert told.status_code == 422
        for said in ("账户编号", "A9", "本行已为该项目报送开户的账户", 'value="P1"'):
            assert said in told.text
        everybodys = {"account_number": "1", "project": "-", "account_id": "A1"}
        assert browser.post(f"{root}/accounts", data=everybodys).status_code == 422
        twice = "银行账号,项目编号,账户编号\n6222 1,P1,A1\n62221,P1,A1\n"
        assert "第 3 行" in sent(browser, f"{root}/accounts", twice.encode(), "a.csv")
        assert known(portal).accounts("bank-102") == []
        assert "请选择文件" in browser.post(f"{root}/accounts", data={"act": "upload"}).text


@BOTH
def test_a_persons_number_is_no_account_and_no_code(portal: Portal, who: str, root: str) -> None:
    with portal.signed_in(who) as browser:
        table = f"银行账号,项目编号,账户编号\n{ZHANG},P1,A1\n".encode()
        told = sent(browser, f"{root}/accounts", table, "a.csv")
        assert "不含身份证号" in told
        assert ZHANG not in told
        browser.post(f"{root}/accounts", data={"account_number": ZHANG, "project": "P1", "account_id": "A1"})
        coded = {"direction": "debit", "code_kind": "text", "code": f"付 {ZHANG}", "purpose": "wages"}
        browser.post(f"{root}/purposes", data=coded)
    assert ZHANG not in str(known(portal).accounts("bank-102"))
    assert ZHANG not in str(known(portal).purposes("bank-102"))


@BOTH
def test_purposes_are_added_downloaded_replaced_and_removed(portal: Portal, who: str, root: str) -> None:
    one = {"direction": "debit", "code_kind": "prtry", "code": "Z24", "purpose": "transfer"}
    with portal.signed_in(who) as browser:
        assert "prtry:Z24" in browser.post(f"{root}/purposes", data=one).text
        wrong = browser.post(f"{root}/purposes", data={**one, "purpose": "labor_cost"})
        assert (wrong.status_code, "无效" in wrong.text) == (422, True)
        file = browser.get(f"{root}/download?table=purposes").content
        sheet_of = load_workbook(io.BytesIO(file)).active
        assert sheet_of is not None
        assert [[cell.value for cell in row] for row in sheet_of.rows][1] == ["支出", "prtry:Z24", "转账"]
        assert "已保存" in sent(browser, f"{root}/purposes", file, "p.xlsx")
        bad = "收支方向,代码,用途\n支出,prtry:A,工资\n支出,prtry:B,人工费\n"
        told = sent(browser, f"{root}/purposes", bad.encode(), "p.csv")
        assert "第 3 行" in told
        assert "人工费" in told
        assert known(portal).purposes("bank-102") == {"debit:prtry:Z24": "transfer"}
        browser.post(f"{root}/purposes", data={"act": "remove", "direction": "debit", "code": "prtry:Z24"})
        assert known(portal).purposes("bank-102") == {}


@BOTH
def test_instructed_payments_are_added_and_told_by_batch(portal: Portal, who: str, root: str) -> None:
    with portal.signed_in(who) as browser:
        told = sent(browser, f"{root}/payments", INSTRUCTED.encode(), "b.csv")
        assert "B1" in told
        assert "5,000.00" in told
        other = INSTRUCTED.replace(",A1,", ",A9,")
        assert "本行已为该项目报送开户的账户" in sent(browser, f"{root}/payments", other.encode(), "b.csv")
        assert browser.get(f"{root}/download?table=payments&kind=csv").status_code == 200


def test_only_banks_have_them_and_each_its_own(portal: Portal) -> None:
    a_sender(portal, site("P1"), "siteman")
    a_sender(portal, bank("313"), "stranger")
    with portal.signed_in("siteman") as browser:
        assert browser.get(SENDER).status_code == 404
        assert SENDER not in browser.get("/sender/today").text
    with portal.signed_in("admin-a") as browser:
        assert browser.get("/admin/clients/site-1/messages").status_code == 404
        assert ADMIN in browser.get("/admin/clients/bank-102").text
    with portal.signed_in("stranger") as browser:
        data = {"account_number": "1", "project": "P1", "account_id": "A1"}
        assert browser.post(f"{SENDER}/accounts", data=data).status_code == 422
        assert browser.get(ADMIN).status_code == 403

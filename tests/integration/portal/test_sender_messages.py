"""A bank's people fetch what was set aside of a message from its page, repair it in an editor and upload it."""

from tests.integration.machine.test_messages import sample
from tests.machine_client import bank
from tests.portal_fixtures import Portal
from tests.senders import OPENING, a_sender, sheet, uploaded


def test_a_message_comes_back_on_the_page_and_is_repaired_and_linked(portal: Portal) -> None:
    a_sender(portal, bank("102"), "banker")
    with portal.signed_in("banker") as browser:
        assert "已受理" in uploaded(browser, sheet(*OPENING), "开户.xlsx").text
        told = uploaded(
            browser,
            sample("camt054.wages.xml", ("6222000001", "A1"), ("<RtrInf>", "<RtrIn>"), ("</RtrInf>", "</RtrIn>")),
            "流水.xml",
        )
        assert "prtry:Z24" in told.text
        first = str(told.url)
        assert f"{first.rpartition('/')[2]}/rejected" in told.text
        file = browser.get(f"{first}/rejected")
        assert file.headers["Content-Type"].startswith("application/xml")
        assert file.headers["Content-Disposition"].endswith('.xml"')
        assert file.text.count("<Ntry>") == 1
        purpose = "<NtryDtls><TxDtls><Purp><Cd>SALA</Cd></Purp></TxDtls></NtryDtls>"
        repaired = file.text.replace("<BkTxCd><Prtry><Cd>Z24</Cd></Prtry></BkTxCd>", purpose)
        second = uploaded(browser, repaired.encode(), "更正.xml")
        assert "本次更正了以前的行" in second.text
        assert "更正.xml" in browser.get(first).text
        assert "没有待更正的行" in browser.get("/sender/repairs").text

"""账户冻结 Protected funds are sealed, frozen or deducted for something other than this project's wages.

Law       《保障农民工工资支付条例》第三十三条: the two accounts' funds may not be sealed, frozen or deducted for a
          reason other than paying the workers of this project.
Holds     from the restriction until it is released.
Subject   one restriction: the thing a court or a bank can lift.
"""

from collections.abc import Iterator

from monitors.law import FREEZE_NOTICE, WAGE_REGULATION
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "account.frozen",
    law=(WAGE_REGULATION.article(33), FREEZE_NOTICE.whole()),
    mutes=("account.restriction_uninformed",),  # the same restriction, which an officer has in hand
    says=(
        "{authority}对受保护账户{account_id}予以{action}(文书{document_no})[,涉及{amount_fen}元],但不是为支付本项目工人的工资。",
        (
            "{authority} had protected account {account_id} {action} (document {document_no})[, ¥{amount_fen}], "
            "but not to pay this project's workers."
        ),
    ),
)
def account_frozen(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each active restriction."""
    for restriction in terms.accounts.restrictions:
        funds, for_wages = restriction.data["funds"], restriction.data["for_project_wages"]
        yield Verdict(
            subject=restriction.id,
            terms=(
                Term("涉及受保护资金 it touches protected funds", funds == "wage", funds),
                Term("不是为本项目工资 it is not for this project's wages", not for_wages, for_wages),
            ),
            level=Level.RED,
            since=restriction.since,
            facts={key: restriction.data[key] for key in _TOLD if key in restriction.data},
            evidence=(restriction.said.name,),
        )


_TOLD = ("account_id", "action", "authority", "document_no", "amount_fen")

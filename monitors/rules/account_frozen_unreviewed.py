"""无人工审核冻结 A machine restricted a protected account and no human reviewed it.

Law       贵州省2025年根治欠薪十二条措施(六): the two accounts are not restricted automatically without a human
          review; 人社部发〔2020〕93号.
Holds     from the restriction until somebody has reviewed it or it is released.
Subject   one restriction.
"""

from collections.abc import Iterator

from monitors.law import FREEZE_NOTICE, GUIZHOU_MEASURES
from monitors.rule import rule
from monitors.terms import Terms
from monitors.verdict import Term, Verdict
from schemas.finding import Level


@rule(
    "account.frozen_unreviewed",
    law=(FREEZE_NOTICE.whole(), GUIZHOU_MEASURES.whole()),
    says=(
        "限制措施{subject}由系统自动执行,没有人工审核。",
        "Restriction {subject} was put on a protected account by a machine, and nobody reviewed it.",
    ),
)
def account_frozen_unreviewed(terms: Terms) -> Iterator[Verdict]:
    """Yield a verdict for each active restriction."""
    for restriction in terms.accounts.restrictions:
        channel, reviewer = restriction.data["channel"], restriction.data.get("reviewed_by")
        yield Verdict(
            subject=restriction.id,
            terms=(
                Term("系统自动执行 it was executed automatically", channel == "automatic", channel),
                Term("无人工审核 nobody reviewed it", reviewer is None, reviewer),
            ),
            level=Level.RED,
            since=restriction.since,
            evidence=(restriction.said.name,),
        )

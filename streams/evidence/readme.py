"""The page that lies in every pack and says how to prove it."""

from pathlib import Path
from typing import Final

from streams.evidence.rested import Rested
from streams.sentence import sentence

_TEMPLATE: Final = Path(__file__).parent / "pack.md"
VERIFY_FILES: Final = "sha256sum -c SHA256SUMS"
VERIFY_CHAIN: Final = """\
expected=null
for file in history/*.json; do
  before=$(grep -o '"before":[^,]*' "$file" | head -n 1 | cut -d: -f2 | tr -d '"')
  [ "$before" = "$expected" ] && echo "$file: OK" || echo "$file: BROKEN"
  expected=$(sha256sum "$file" | cut -d' ' -f1)
done"""
VERIFY_SUBMISSIONS: Final = """\
sha256sum submissions/12.jsonl              # = "sha256" in submissions.json
sed -n 3p submissions/12.jsonl | cmp - records/12-3.json && echo OK"""


def readme(rested: Rested, version: str) -> str:
    """The page of one pack."""
    finding = rested.finding
    return _TEMPLATE.read_text(encoding="utf-8").format(
        number=rested.work["id"],
        rule=finding.rule,
        project=finding.project,
        subject=finding.subject,
        chinese=sentence(finding, "zh"),
        english=sentence(finding, "en"),
        version=version,
        verify_files=VERIFY_FILES,
        verify_chain=VERIFY_CHAIN,
        verify_submissions=VERIFY_SUBMISSIONS,
    )

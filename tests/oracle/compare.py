"""`python -m tests.oracle.compare N [--start SEED] | --shrink SEED AS_OF`: the product's replay against the reference.

Differences are printed compactly; what is needed to see each again is written to a temporary directory that is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.oracle.reference import replay
from tests.oracle.scenarios import scenario

KEYS = ("rule", "project", "subject", "level", "workers")
Answer = dict[str, Any]


def product(lines: list[bytes], as_of: date, policy_toml: str | None) -> Answer:
    """Return the product's answer, its findings cut to the contract's keys; a crash is an answer too."""
    from monitors.policy import Policy  # noqa: PLC0415  # the product need not exist to make scenarios
    from streams.replay import replay_lines  # noqa: PLC0415

    policy = Policy.shipped()
    if policy_toml is not None:
        policy = policy.with_tables(tomllib.loads(policy_toml))
    try:
        answer = json.loads(json.dumps(replay_lines(lines, as_of, policy), default=str))
    except Exception as error:  # noqa: BLE001  # whatever it raises is a difference
        return {"as_of": as_of.isoformat(), "accounting": {"error": repr(error)}, "findings": []}
    findings = [{key: finding[key] for key in KEYS if finding.get(key) is not None} for finding in answer["findings"]]
    return {"as_of": answer["as_of"], "accounting": answer["accounting"], "findings": findings}


def differences(lines: list[bytes], as_of: date, policy_toml: str | None) -> Iterator[tuple[str, str]]:
    """Yield each difference as what differs and how it reads."""
    wanted, got = replay(lines, as_of, policy_toml), product(lines, as_of, policy_toml)
    for name in ("as_of", "accounting"):
        if wanted[name] != got[name]:
            yield name, f"{name}: reference {wanted[name]} product {got[name]}"
    ours = {_key(finding): finding for finding in wanted["findings"]}
    theirs = {_key(finding): finding for finding in got["findings"]}
    for key in sorted(ours.keys() | theirs.keys()):
        mine, its = ours.get(key), theirs.get(key)
        if mine != its:
            yield key[0], f"{' '.join(key)}: reference {_short(mine)} product {_short(its)}"
    if ours == theirs and wanted["findings"] != got["findings"]:
        yield "order", "the findings are the same, but not in the same order or not once each"


def _key(finding: Answer) -> tuple[str, str, str]:
    return finding["rule"], finding["project"], finding["subject"]


def _short(finding: Answer | None) -> str:
    if finding is None:
        return "nothing"
    return " ".join([finding["level"], *([",".join(finding["workers"])] if "workers" in finding else [])])


def keep(directory: Path, lines: list[bytes], as_of: date, policy_toml: str | None) -> None:
    """Write down what is needed to see a difference again."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "events.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    if policy_toml is not None:
        (directory / "policy.toml").write_text(policy_toml, encoding="utf-8")
    for name, answer in (("reference", replay), ("product", product)):
        text = json.dumps(answer(lines, as_of, policy_toml), indent=1, ensure_ascii=False)
        (directory / f"{name}-{as_of}.json").write_text(text + "\n", encoding="utf-8")


def compare(seeds: range, show: int) -> int:
    """Print the first differences and return how many judgements differed."""
    directory = Path(tempfile.mkdtemp(prefix="oracle-"))
    differing = judged = 0
    for seed in seeds:
        chosen = scenario(seed)
        for as_of in chosen.as_ofs:
            judged += 1
            found = list(differences(chosen.lines, as_of, chosen.policy_toml))
            if not found:
                continue
            differing += 1
            if differing <= show:
                keep(directory / f"seed-{seed}", chosen.lines, as_of, chosen.policy_toml)
                for _, text in found[:4]:
                    print(f"seed {seed} as of {as_of}  {text}"[:400])
    print(
        f"{judged} judgements of {len(seeds)} scenarios, {differing} differ"
        + (f"; see {directory}" if differing else "")
    )
    return differing


def shrink(lines: list[bytes], as_of: date, policy_toml: str | None) -> tuple[list[bytes], str | None]:
    """Remove lines, then the policy, then records inside the lines, while one of the same things still differs."""
    before = {what for what, _ in differences(lines, as_of, policy_toml)}

    def stays(fewer: list[bytes], policy: str | None) -> bool:
        return any(what in before for what, _ in differences(fewer, as_of, policy))

    lines = _fewer(lines, lambda fewer: stays(fewer, policy_toml))
    if policy_toml is not None and stays(lines, None):
        policy_toml = None
    for index, line in enumerate(lines):
        for shorter in _shorter(line):
            changed = [*lines[:index], shorter, *lines[index + 1 :]]
            if stays(changed, policy_toml):
                lines = changed
                break
    return lines, policy_toml


def _fewer(items: list[Any], stays: Any) -> list[Any]:
    size = max(1, len(items) // 2)
    while size:
        index = 0
        while index < len(items):
            fewer = items[:index] + items[index + size :]
            if stays(fewer):
                items = fewer
            else:
                index += size
        size //= 2
    return items


def _shorter(line: bytes) -> Iterator[bytes]:
    """Yield the line with a single one of its records, then with each two of them."""
    try:
        event = json.loads(line)
        name = next(name for name in ("punches", "lines") if isinstance(event["data"].get(name), list))
    except (ValueError, TypeError, KeyError, AttributeError, StopIteration):
        return
    records = event["data"][name]
    if len(records) > 1:
        picks = [[record] for record in records]
        if len(records) < 20:
            picks += [[one, two] for index, one in enumerate(records) for two in records[index + 1 :]]
        for pick in picks:
            yield json.dumps({**event, "data": {**event["data"], name: pick}}).encode()


def main() -> int:
    """Run the comparison or the shrinker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--show", type=int, default=8)
    parser.add_argument("--shrink", nargs=2, metavar=("SEED", "AS_OF"))
    arguments = parser.parse_args()
    if not arguments.shrink:
        return min(1, compare(range(arguments.start, arguments.start + arguments.count), arguments.show))
    seed, as_of = int(arguments.shrink[0]), date.fromisoformat(arguments.shrink[1])
    chosen = scenario(seed)
    if not list(differences(chosen.lines, as_of, chosen.policy_toml)):
        print("nothing differs")
        return 0
    lines, policy_toml = shrink(chosen.lines, as_of, chosen.policy_toml)
    directory = Path(tempfile.mkdtemp(prefix=f"oracle-{seed}-"))
    keep(directory, lines, as_of, policy_toml)
    for _, text in differences(lines, as_of, policy_toml):
        print(text)
    for line in lines:
        print(line.decode("utf-8", "replace"))
    print(policy_toml or "(no policy)", f"see {directory}", sep="\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.oracle.coverage N [--start SEED]`: how often each rule and level is found in N scenarios."""

from __future__ import annotations

import argparse
from collections import Counter

from tests.oracle.reference import replay
from tests.oracle.rules import RULES
from tests.oracle.rules.found import LEVELS
from tests.oracle.scenarios import scenario

ALL = sorted([rule.__name__.replace("_", ".", 1) for rule in RULES] + ["lead.overdue", "feed.late"])


def count(seeds: range) -> tuple[Counter[tuple[str, str]], Counter[int], Counter[str]]:
    """Count scenarios by rule and level, judgements by number of different rules found, and records by fate."""
    found: Counter[tuple[str, str]] = Counter()
    sizes: Counter[int] = Counter()
    records: Counter[str] = Counter()
    for seed in seeds:
        chosen = scenario(seed)
        seen: set[tuple[str, str]] = set()
        for as_of in chosen.as_ofs:
            result = replay(chosen.lines, as_of, chosen.policy_toml)
            seen |= {(finding["rule"], finding["level"]) for finding in result["findings"]}
            sizes[len({finding["rule"] for finding in result["findings"]})] += 1
        records.update(result["accounting"])
        found.update(seen)
    return found, sizes, records


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--start", type=int, default=0)
    arguments = parser.parse_args()
    found, sizes, records = count(range(arguments.start, arguments.start + arguments.count))
    print(f"{'scenarios with':34}" + "".join(f"{level:>8}" for level in LEVELS))
    for rule in ALL:
        print(f"{rule:34}" + "".join(f"{found[rule, level] or '.':>8}" for level in LEVELS))
    print("different rules per judgement:", dict(sorted(sizes.items())))
    print("records on the last days:", dict(records))


if __name__ == "__main__":
    main()

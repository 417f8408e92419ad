"""The catalogue of rules as a document, generated from the rules themselves."""

from collections.abc import Iterator

from monitors.policy import PARAMETERS, Policy
from monitors.policy.table import Table
from monitors.rule import Rule, catalogue


def markdown(policy: Policy) -> str:
    """`docs/rules.md`: every rule with what it holds, its subject, articles and parameters, then the parameters."""
    return "\n".join([*_head(), *_rules(), *_parameters(policy)]) + "\n"


def _head() -> Iterator[str]:
    yield "# 规则目录 · The rules"
    yield ""
    yield "由 `wagewatch rules --format markdown` 从规则本身生成,请勿手改。Generated from the rules; do not edit."
    yield ""
    yield "每天日终,对一个项目已知的全部事实逐条判断;事实改正,警报随之解除。"
    yield "Each rule looks at what is known of one project at the end of a day and says what is wrong then."
    yield ""
    yield "| 规则 rule | 名称 | 含义 claim |"
    yield "|---|---|---|"
    for rule in catalogue().values():
        yield f"| [`{rule.name}`](#{_anchor(rule)}) | {rule.title[0]} | {rule.title[1]} |"
    yield ""


def _rules() -> Iterator[str]:
    for rule in catalogue().values():
        yield f"## {rule.name}"
        yield ""
        yield f"**{rule.title[0]}** · {rule.title[1]}"
        yield ""
        for name, text in sections(rule).items():
            yield f"- **{name}** {text}"
        yield f"- **Articles** {'; '.join(rule.law)}"
        if rule.reads:
            yield f"- **Parameters** {', '.join(f'`{name}`' for name in rule.reads)}"
        if rule.mutes:
            yield f"- **Mutes** {', '.join(f'`{name}`' for name in rule.mutes)} (counted, not told)"
        yield ""


def sections(rule: Rule) -> dict[str, str]:
    """The fixed lines of a rule's docstring, `Law`, `Holds` and `Subject`, each as one line of text."""
    found: dict[str, str] = {}
    name = ""
    for line in rule.doc.splitlines()[1:]:
        head, _, rest = line.partition(" ")
        if head in {"Law", "Holds", "Subject"}:
            name = head
            found[name] = rest.strip()
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found


def _parameters(policy: Policy) -> Iterator[str]:
    yield "## 参数 · Parameters"
    yield ""
    yield "| 参数 parameter | 单位 unit | 说明 | meaning | 地区 region | 起 from | 值 value | 来源 source |"
    yield "|---|---|---|---|---|---|---|---|"
    for parameter in PARAMETERS.values():
        for table in policy.tables_of(parameter.name):
            meaning = f"`{parameter.name}` | {parameter.unit} | {parameter.zh} | {parameter.en}"
            yield f"| {meaning} | {table.prefix} | {_since(table)} | {table.values[parameter.name]} | {table.source} |"


def _since(table: Table) -> str:
    return "—" if table.is_from_the_beginning else table.since.isoformat()


def _anchor(rule: Rule) -> str:
    return rule.name.replace(".", "")

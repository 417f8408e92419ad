"""Chinese punctuation in running Chinese: `,` between Chinese characters is printed as its wide form."""

import re
from typing import Any, Final

_WIDE: Final = {",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "(": "\uff08", ")": "\uff09", "?": "\uff1f", "!": "\uff01"}
_HAN: Final = "[\u3400-\u9fff\u3001\u3002\u300a\u300b\u3014\u3015\uff08\uff09]"
_AFTER: Final = re.compile(f"(?<={_HAN})[,:;?!()](?! )")
_BEFORE: Final = re.compile(f"(?<! )[(),;](?={_HAN})")


def typeset(value: Any) -> Any:
    """The value with every text in it punctuated for print; the keys of objects stay."""
    match value:
        case str():
            return _wide(value)
        case dict():
            return {key: typeset(held) for key, held in value.items()}
        case list() | tuple():
            return [typeset(held) for held in value]
        case _:
            return value


def _wide(text: str) -> str:
    """Parentheses turn wide in pairs, so that `(2026)` within a number stays as it is."""
    wide = _AFTER.sub(_form, _BEFORE.sub(_form, text))
    while wide != text:
        text, wide = wide, _BEFORE.sub(_form, _AFTER.sub(_form, wide))
    opened, closed = text.count("\uff08"), text.count("\uff09")
    if opened > closed:
        return re.sub(r"\)", "\uff09", text, count=opened - closed)
    return re.sub(r"\(", "\uff08", text, count=closed - opened) if closed > opened else text


def _form(found: re.Match[str]) -> str:
    return _WIDE[found[0]]

"""A sum in the capital numerals of cheques and forms (人民币大写), as 《支付结算办法》附一 writes it."""

from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_MYRIADS: Final = ("", "万", "亿", "万亿")
_MOST_FEN: Final = 10**18


def capitals(fen: int) -> str:
    """The sum in words: 1234500 is 壹万贰仟叁佰肆拾伍元整. Raises `ValueError` below nothing and from 10¹⁶ yuan on."""
    if not 0 <= fen < _MOST_FEN:
        raise ValueError(fen)
    yuan, rest = divmod(fen, 100)
    jiao, single = divmod(rest, 10)
    whole = _whole(yuan) + "元" if yuan else ""
    if not rest:
        return (whole or "零元") + "整"
    tenth = _DIGITS[jiao] + "角" if jiao else "零" if yuan else ""
    return whole + tenth + (_DIGITS[single] + "分" if single else "整")


def _whole(yuan: int) -> str:
    """The yuan by groups of four digits; a run of zeros between two digits is one 零."""
    said, at, skipped = "", 0, False
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        if group:
            said = _group(group) + _MYRIADS[at] + ("零" if skipped and said else "") + said
            skipped = group < 1_000
        else:
            skipped = True
        at += 1
    return said


def _group(group: int) -> str:
    """A group of up to four digits, without zeros before its first digit or after its last."""
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return said

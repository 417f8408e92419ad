#!/bin/bash
# Makes the two fonts of this folder from Debian's fonts-noto-cjk. Needed again only when a character is missing.
#
#   apt install fonts-noto-cjk; python3 -m venv /tmp/fonts; /tmp/fonts/bin/pip install fonttools zhon
#   PYTHON=/tmp/fonts/bin/python portal/fonts/subset.sh
#
# They cover GB 2312, every simplified character of CC-CEDICT (zhon), Latin, punctuation, and whatever the templates,
# rules and pages of this repository write. The families are renamed, so that a document looks the same where the full
# Noto fonts are installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
"${PYTHON:-python3}" - <<'PYTHON'
import pathlib

from fontTools import subset
from fontTools.ttLib import TTCollection
from zhon import cedict

NOTO = pathlib.Path("/usr/share/fonts/opentype/noto")
FACES = {
    "wagewatch-song.otf": ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "Wagewatch Song"),
    "wagewatch-hei.otf": ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "Wagewatch Hei"),
}
gb2312 = set()
for lead in range(0xA1, 0xF8):
    for trail in range(0xA1, 0xFF):
        try:
            gb2312.add(bytes([lead, trail]).decode("gb2312"))
        except UnicodeDecodeError:
            continue
rooms = ("schemas", "monitors", "alerts", "fund", "infra", "streams", "portal")
files = (p for r in rooms for p in pathlib.Path(r).rglob("*") if p.suffix in {".py", ".typ", ".html", ".po", ".md"})
written = {c for p in files for c in p.read_text(encoding="utf-8")}
latin = {chr(c) for c in (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2060), *range(0x2460, 0x2474))}
marks = set("☎☐☑✓✗→←↑↓■□▲△●○◆◇★☆①②③④⑤⑥⑦⑧⑨⑩〔〕【】《》「」¥€×÷±≤≥≠≈…—–·・")
wanted = {c for c in gb2312 | set(cedict.simplified) | written | latin | marks if c.isprintable()}
covered = []
for name, (file, family, renamed) in FACES.items():
    fonts = TTCollection(NOTO / file).fonts
    font = next(f for f in fonts if f["name"].getDebugName(1).startswith(family) or f["name"].getDebugName(16) == family)
    options = subset.Options(hinting=False, layout_features=["kern", "palt", "halt"], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 16}:
            record.string = renamed
        elif record.nameID == 6:
            record.string = renamed.replace(" ", "") + "-Regular"
    cff = font["CFF "].cff
    cff.fontNames[0] = renamed.replace(" ", "")
    font["OS/2"].usWeightClass, font["head"].modified = 400, 3786912000
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x21) | 0x40
    font["head"].macStyle = 0
    font.recalcTimestamp = False
    font.save(f"portal/fonts/{name}")
    covered.append(set(map(chr, font.getBestCmap())))
    print(name, len(covered[-1]), pathlib.Path(f"portal/fonts/{name}").stat().st_size)
PYTHON

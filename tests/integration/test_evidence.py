"""A pack is verified as its own page says, with the tools that any Linux has."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from infra.db.chronicle import ChronicleStore
from monitors.policy import Policy
from schemas.office import Sight
from streams.evidence import Asker, packed
from streams.evidence.readme import VERIFY_CHAIN, VERIFY_FILES
from tests.worked_alert import JUDGED, found, submitted, worked_alert

pytest_plugins = ("tests.database_fixtures",)
OFFICER = Asker("officer-a", "yunshan", Sight(("520103",)), JUDGED)
POLICY = Policy.shipped()
PAGE = Path(__file__).parents[2] / "docs" / "evidence.md"


@pytest.fixture
def alert(engine: Engine) -> int:
    submitted(engine)
    return worked_alert(engine, found(engine))


def unpacked(content: bytes, folder: Path) -> Path:
    (folder / "pack.zip").write_bytes(content)
    subprocess.run(["python3", "-m", "zipfile", "-e", "pack.zip", "pack"], cwd=folder, check=True)
    return folder / "pack"


def sh(script: str, folder: Path) -> str:
    done = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def exported(engine: Engine, alert: int, folder: Path, *, whole: bool = False) -> Path:
    pack = packed(engine, alert, OFFICER, POLICY, whole=whole)
    assert pack is not None
    return unpacked(pack.content, folder)


def test_every_file_has_the_digest_that_is_written_down(engine: Engine, alert: int, tmp_path: Path) -> None:
    pack = exported(engine, alert, tmp_path)
    said = sh(VERIFY_FILES, pack)
    files = {str(path.relative_to(pack)) for path in pack.rglob("*") if path.is_file()}
    assert {row.removesuffix(": OK") for row in said.splitlines()} == files - {"SHA256SUMS"}
    assert "FAILED" not in said


def test_the_history_is_a_chain_that_a_shell_can_follow(engine: Engine, alert: int, tmp_path: Path) -> None:
    pack = exported(engine, alert, tmp_path)
    assert sh(VERIFY_CHAIN, pack).splitlines() == [f"history/000{n}.json: OK" for n in (1, 2, 3)]


@pytest.mark.parametrize("broken", [1, 2])
def test_a_changed_entry_breaks_the_chain_after_it(engine: Engine, alert: int, tmp_path: Path, broken: int) -> None:
    pack = exported(engine, alert, tmp_path)
    file = pack / "history" / f"000{broken}.json"
    file.write_text(file.read_text().replace("2026-05-18", "2026-05-11"))
    assert f"history/000{broken + 1}.json: BROKEN" in sh(VERIFY_CHAIN, pack)
    assert f"history/000{broken}.json: FAILED" in sh(VERIFY_FILES, pack)


def test_a_removed_entry_breaks_the_chain(engine: Engine, alert: int, tmp_path: Path) -> None:
    pack = exported(engine, alert, tmp_path)
    (pack / "history" / "0002.json").unlink()
    assert "history/0003.json: BROKEN" in sh(VERIFY_CHAIN, pack)


def test_the_lines_are_the_bytes_that_were_submitted(engine: Engine, alert: int, tmp_path: Path) -> None:
    pack = exported(engine, alert, tmp_path, whole=True)
    receipts = {r["id"]: r for r in json.loads((pack / "submissions.json").read_text())}
    for record in (pack / "records").iterdir():
        submission, line_no = map(int, record.stem.split("-"))
        assert record.read_bytes() == sh(f"sed -n {line_no}p submissions/{submission}.jsonl", pack).encode()
        assert sh(f"sha256sum submissions/{submission}.jsonl", pack).split()[0] == receipts[submission]["sha256"]
    index = (pack / "records.csv").read_text().splitlines()
    assert [row.split(",")[1] for row in index[1:]] == ["project.registered", "project.started"]


def test_the_page_in_the_docs_gives_the_same_commands() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert VERIFY_CHAIN in page
    assert VERIFY_FILES in page


def test_the_calculation_made_anew_says_what_the_alert_says(engine: Engine, alert: int, tmp_path: Path) -> None:
    pack = exported(engine, alert, tmp_path)
    told = json.loads((pack / "calculation.json").read_text())
    assert told["same_as_the_alert"]
    assert told["as_of"] == "2026-05-18"
    assert {p["name"] for p in told["parameters"]} == {"notice_grace_days", "notice_red_days"}
    assert "第三十四条" in (pack / "calculation.md").read_text()
    calendar = json.loads((pack / "calendar.json").read_text())
    assert "2026-05-01" in calendar["rest_days"]
    assert "2026-05-09" in calendar["make_up_working_days"]


def test_the_same_alert_gives_the_same_bytes_until_something_happens(engine: Engine, alert: int) -> None:
    first = packed(engine, alert, OFFICER, POLICY)
    second = packed(engine, alert, OFFICER, POLICY)
    assert first is not None
    assert second is not None
    names = [set(zipfile.ZipFile(io.BytesIO(pack.content)).namelist()) for pack in (first, second)]
    assert names[1] - names[0] == {"history/0004.json"}
    (last,) = ChronicleStore(engine).about(f"alert:{alert}")[-1:]
    assert (last.act, last.body["sha256"]) == ("evidence_exported", second.sha256)


def test_nobody_gets_the_evidence_of_another_county(engine: Engine, alert: int) -> None:
    neighbour = Asker("officer-z", "linshui", Sight(("520102",)), JUDGED)
    before = ChronicleStore(engine).head()
    assert packed(engine, alert, neighbour, POLICY) is None
    assert packed(engine, 4711, OFFICER, POLICY) is None
    assert ChronicleStore(engine).head() == before

import json

from schemas.checking import check_line
from streams.messages import line_of
from tests.build import event

TOLD = event("project.started", "2026-03-01")
HEADERS = [(f"ce_{name}", str(value).encode()) for name, value in TOLD.items() if name != "data"]


def test_a_structured_event_is_its_own_line() -> None:
    value = json.dumps(TOLD).encode()
    assert line_of([("content-type", b"application/cloudevents+json; charset=UTF-8")], value) == value + b"\n"
    assert line_of([], value) == value + b"\n"


def test_a_binary_event_says_the_same_as_a_structured_one() -> None:
    line = line_of([*HEADERS, ("content-type", b"application/json")], json.dumps(TOLD["data"]).encode())
    assert json.loads(line) == TOLD
    assert check_line(line) == check_line(json.dumps(TOLD).encode())


def test_header_names_are_read_in_any_case() -> None:
    line = line_of([(name.upper(), value) for name, value in HEADERS], b"{}")
    assert json.loads(line)["id"] == TOLD["id"]


def test_a_binary_event_keeps_its_identity_when_its_data_is_broken() -> None:
    checked = check_line(line_of(HEADERS, b'{"on": NaN'))
    assert checked is not None
    assert (checked.id, checked.data) == (TOLD["id"], None)


def test_a_binary_event_without_data_is_an_event_without_data() -> None:
    checked = check_line(line_of(HEADERS, None))
    assert checked is not None
    assert checked.rejected[0].reasons[0].field == "data"


def test_an_event_over_several_lines_becomes_one_line_and_says_the_same() -> None:
    line = line_of([], json.dumps(TOLD, indent=2).replace("\n", "\r\n").encode())
    assert line.count(b"\n") == 1
    assert json.loads(line) == TOLD


def test_a_line_end_within_a_string_does_not_become_lawful() -> None:
    line = line_of([], b'{"specversion": "1.0", "id": "a\nb"}')
    assert line.count(b"\n") == 1
    assert json.loads(line) == '{"specversion": "1.0", "id": "a\nb"}'


def test_an_empty_message_is_no_record() -> None:
    assert check_line(line_of([], None)) is None

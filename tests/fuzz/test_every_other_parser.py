"""What strangers hand over beside feeds: signatures, keys, metadata, receipts, photos, policies; real files bent."""

import base64
import io
import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from infra.db.policies.text import KINDS, WrongError, read, toml_of
from infra.signed_request import BadKey, BadSignature, claimed, public_key, said, signed_request
from infra.signing import NotSigned
from portal.boards.picture import NotAPictureError, examined
from portal.client.receipts import checked
from portal.machine.caller import fingerprint_of
from portal.machine.problem import Problem
from portal.machine.uploading import metadata_of
from streams.formats.reading import Reading
from streams.formats.refused import Limits, Refused
from streams.formats.taken import Manner
from tests.machine_client import new_key

SAMPLES = Path(__file__).parents[1] / "samples"
KEYS = {kind: new_key(kind) for kind in ("Ed25519", "P-256", "RSA")}
SIGNED = {kind: signed_request(key, "POST", "/v1/x", "0" * 64, 1, "j") for kind, key in KEYS.items()}
PUBLIC = {
    kind: public_key(json.dumps({k: v for k, v in key.items() if k in {"kty", "crv", "x", "y", "n", "e", "kid"}}))
    for kind, key in KEYS.items()
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["alg", "kid", "kty", "crv", "x", "crit", "jws", "receipt"]), inner, max_size=5
        )
    ),
    max_leaves=8,
)


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "JPEG", exif=Image.Exif())
    return out.getvalue()


def bent(body: bytes) -> st.SearchStrategy[bytes]:
    """The body with a few bytes changed, cut out or doubled."""
    place = st.integers(0, len(body) - 1)
    changes = st.lists(st.tuples(place, st.integers(0, 12), st.binary(max_size=8)), min_size=1, max_size=6)

    def apply(told: list[tuple[int, int, bytes]]) -> bytes:
        made = bytearray(body)
        for at, length, new in told:
            made[at : at + length] = new
        return bytes(made)

    return changes.map(apply)


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@given(st.sampled_from(sorted(KEYS)), st.data())
def test_a_bent_signature_is_nobodys(kind: str, data: st.DataObject) -> None:
    token = data.draw(bent(SIGNED[kind].encode())).decode("latin-1")
    if token == SIGNED[kind]:
        return
    try:
        told = said(claimed(token), PUBLIC[kind])
    except BadSignature:
        return
    assert told == said(claimed(SIGNED[kind]), PUBLIC[kind])  # the last character of base64 has bits that say nothing


@given(JSON, JSON, st.text(max_size=40))
def test_any_header_of_a_signature_is_refused_or_claims_a_key(header: Any, payload: Any, tail: str) -> None:
    with suppress(BadSignature):
        said(claimed(f"{part(header)}.{part(payload)}.{tail}"), PUBLIC["Ed25519"])
        pytest.fail("nobody signed it")


@given(
    JSON.map(json.dumps)
    | st.text(max_size=200)
    | st.binary(max_size=80).map(
        lambda raw: f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(raw).decode()}\n-----END PUBLIC KEY-----"
    )
)
def test_any_text_is_a_public_key_or_refused(text: str) -> None:
    with suppress(BadKey):
        assert public_key(text)["kid"]


@given(st.text(max_size=200) | st.binary(max_size=100).map(lambda raw: f":{base64.b64encode(raw).decode()}:"))
def test_any_header_of_a_proxy_is_a_fingerprint_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert len(fingerprint_of(text)) == 64


@given(
    st.text(max_size=200)
    | st.lists(st.tuples(st.text(max_size=8), st.binary(max_size=20))).map(
        lambda told: ",".join(f"{name} {base64.b64encode(raw).decode()}" for name, raw in told)
    )
)
def test_any_metadata_of_an_upload_is_read_or_refused(text: str) -> None:
    with suppress(Problem):
        assert all(isinstance(value, str) for value in metadata_of(text).values())


@given(JSON.map(json.dumps) | st.text(max_size=200))
def test_no_text_is_a_receipt_that_nobody_signed(text: str) -> None:
    with pytest.raises(NotSigned):
        checked(text, {"keys": [PUBLIC["Ed25519"]]})


@given(st.binary(max_size=300) | bent(photo()))
def test_any_bytes_are_a_photo_or_refused(content: bytes) -> None:
    with suppress(NotAPictureError):
        assert examined(content).shown[:2] == b"\xff\xd8"


@given(
    st.sampled_from(KINDS),
    st.sampled_from(["national", "520103", "region.52", "x"]),
    st.text(max_size=20),
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(["month_share", "unpaid_days", "share_cap"]),
        st.booleans() | st.integers() | st.text(max_size=8) | st.decimals(allow_nan=False, allow_infinity=False),
        max_size=4,
    ),
)
def test_any_policy_is_taken_or_refused(kind: str, prefix: str, source: str, values: dict[str, Any]) -> None:
    with suppress(WrongError):
        read(kind, toml_of(prefix, date(2026, 1, 1), source, values))


@given(st.sampled_from(KINDS), st.text(max_size=200))
def test_any_text_is_a_policy_or_refused(kind: str, text: str) -> None:
    with suppress(WrongError):
        read(kind, text)


REAL = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".xml", ".xlsx", ".csv"})


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_a_real_file_bent_is_read_or_refused_and_accounted_for(path: Path) -> None:
    @given(bent(path.read_bytes()))
    @settings(max_examples=60)
    def read_or_refused(body: bytes) -> None:
        manner = Manner(source="urn:test", accounts={"1": ("P1", "A1")})
        with suppress(Refused), Reading([body], path.name, manner, Limits()) as reading:
            taken = list(reading.taken())
            aside = sum(one.checked.records for one in taken if one.checked is not None)
            assert reading.tally.rows == reading.tally.passed + aside

    read_or_refused()

"""Lines of an event: the whole list at once where all are good, one by one where one is not.

Both ways come to the same; the quick one is derived from the models, so that a line is defined once. msgspec checks
the types, ranges and words of the whole list in C, and what only Python can check (a date that exists, a token that is
no identity-card number) is checked once for each distinct value of a column.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from operator import attrgetter, is_
from typing import Annotated, Any, NamedTuple, TypeVar, cast, get_args, get_origin

import msgspec
from pydantic import AfterValidator, PlainValidator, ValidationError
from pydantic.fields import FieldInfo

from schemas.attendance import Punch
from schemas.checked import Rejected
from schemas.fields import PLAINLY, plain
from schemas.identifiers import withheld
from schemas.punches import grouped
from schemas.reasons import reasons_of
from schemas.record import Record

_Line = TypeVar("_Line", bound=Record)


def plain_lines(
    model: type[Record], given: Sequence[Any], path: str
) -> tuple[list[dict[str, Any]], tuple[Rejected, ...]]:
    """The good lines as JSON objects without what is nothing, and the broken ones with their reasons."""
    swift = quickly(model, given)
    if swift is not None:
        return msgspec.to_builtins(swift), ()
    good, broken = one_by_one(model, given, path)
    return [line.plain() for line in good], broken


def punched_days(given: Sequence[Any], path: str) -> tuple[dict[str, Any], tuple[Rejected, ...]]:
    """The good punches grouped by day, and the broken ones with their reasons."""
    swift = quickly(Punch, given, apart="at")
    if swift is not None:
        with suppress(ValueError):
            return grouped(swift), ()
    good, broken = one_by_one(Punch, given, path)
    return grouped(good), broken


def quickly(model: type[Record], given: Sequence[Any], *, apart: str = "", left: str = "") -> list[Any] | None:
    """The lines as structs with the model's fields if every one is good, else None.

    The column `apart` is only checked as far as C goes, the column `left` is left out: the caller checks them.
    """
    try:
        lines = msgspec.convert(given, list[_twin(model, left)])  # type: ignore[misc] # made at run time
        passed = all(_passes(check, lines) for check in _column_checks(model) if check.column != apart)
    except (msgspec.MsgspecError, ValueError):
        return None
    return lines if passed else None


def one_by_one(model: type[_Line], given: Sequence[Any], path: str) -> tuple[list[_Line], tuple[Rejected, ...]]:
    """The good lines as records of the model, and the broken ones with their reasons."""
    good: list[_Line] = []
    broken: list[Rejected] = []
    for index, line in enumerate(given):
        try:
            good.append(model.model_validate(line))
        except ValidationError as error:
            broken.append(Rejected(index, 1, reasons_of(error, f"{path}[{index}]"), withheld(line)))
    return good, tuple(broken)


class _ColumnCheck(NamedTuple):
    """What only Python can check of a column's values; each check returns a good value itself."""

    column: str
    value: Callable[[Any], Any]
    checks: tuple[Callable[[Any], Any], ...]
    beyond: tuple[Callable[[Any], Any], ...]
    """Those of the checks that are left where the texts are plain."""


def _passes(column: _ColumnCheck, lines: Sequence[Any]) -> bool:
    """Whether every distinct value passes; a value that its check would write differently does not."""
    values = set(map(column.value, lines)) - {None}
    checks = column.beyond if len(column.beyond) < len(column.checks) and plain(values) else column.checks
    return all(all(map(is_, map(check, values), values)) for check in checks)


@cache
def _twin(model: type[Record], left: str) -> type[msgspec.Struct]:
    """A struct with the model's fields, their types and their `msgspec.Meta`."""
    fields = [field for field in _twin_fields(model) if field[0] != left]
    return msgspec.defstruct(f"{model.__name__}Twin", fields, omit_defaults=True, kw_only=True)


def _twin_fields(model: type[Record]) -> Iterator[tuple[str, Any] | tuple[str, Any, None]]:
    for name, field in model.model_fields.items():
        annotation = field.rebuild_annotation()
        yield (name, annotation) if field.is_required() else (name, annotation, None)


@cache
def _column_checks(model: type[Record]) -> tuple[_ColumnCheck, ...]:
    return tuple(
        _ColumnCheck(name, attrgetter(name), checks, tuple(check for check in checks if check not in PLAINLY))
        for name, field in model.model_fields.items()
        if (checks := tuple(_checks(field)))
    )


def _checks(field: FieldInfo) -> Iterator[Callable[[Any], Any]]:
    for metadata in _metadata(field):
        if isinstance(metadata, AfterValidator | PlainValidator):
            yield cast("Callable[[Any], Any]", metadata.func)


def _metadata(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    for choice in get_args(field.annotation):
        if get_origin(choice) is Annotated:
            yield from choice.__metadata__

"""The files of a form lie sealed while they are worked on: people's tables are full of persons' numbers."""

from contextlib import aclosing
from typing import Final

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from infra.sealed_file.scratch import Scratch

_SMALL: Final = 1024 * 1024


class _Incoming(UploadFile):
    """A file that is put aside sealed as it comes, and read once all of it is there."""

    def __init__(self, given: UploadFile) -> None:
        self._scratch = Scratch(_SMALL)
        super().__init__(self._scratch, size=0, filename=given.filename, headers=Headers(raw=given.headers.raw))  # type: ignore[arg-type]  # it is only written, then replaced

    async def seek(self, offset: int) -> None:
        """All of it is there: from now on it is read."""
        self.file = self._scratch.whole()  # type: ignore[assignment]  # any binary file will do
        await super().seek(offset)


class _Parser(MultiPartParser):
    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        if self._current_part.file is not None:
            self._current_part.file.file.close()
            self._current_part.file = _Incoming(self._current_part.file)
            self._files_to_close_on_error[-1] = self._current_part.file.file  # type: ignore[call-overload]  # it is only closed


async def form_of(request: Request) -> FormData:
    """The form of a request, which is also what the request itself gives from now on. Raises `HTTPException` 400."""
    kind = request.headers.get("Content-Type", "")
    if request._form is None and kind.startswith("multipart/form-data"):  # noqa: SLF001 (the framework has read others by now)
        try:
            async with aclosing(request.stream()) as stream:
                request._form = await _Parser(request.headers, stream).parse()  # noqa: SLF001 (where it looks)
        except MultiPartException as error:
            raise HTTPException(400, error.message) from error
    return await request.form()

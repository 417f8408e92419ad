"""The portal put together: settings in, an application out. Every module of `portal.pages` adds its routes."""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hmac import compare_digest

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.staticfiles import StaticFiles

import portal.pages
from infra.db.engine import engine_of
from infra.settings import Settings
from portal import errors, i18n, machine
from portal.frame import Frame
from portal.gate.opening import close_desk, desk_of
from portal.machine.delivering import opened
from portal.page import STATIC
from portal.private import without_numbers
from portal.sealed_form import form_of
from portal.security import CSRF_FIELD, CSRF_HEADER, DELIVERIES, LARGEST_BODY, SAFE_METHODS, csrf_of
from portal.visitor import sender
from streams.formats.refused import MEBIBYTE

_CONNECTIONS = 20


def application(settings: Settings) -> FastAPI:
    """The portal; it connects to the database when it is first asked for a page."""
    engine = engine_of(settings.database, connections=_CONNECTIONS)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        desk_of(interface)
        opened(interface.state)
        yield
        await run_in_threadpool(opened(interface.state).stop)
        await run_in_threadpool(close_desk, interface)
        engine.dispose()

    app = FastAPI(
        title="薪哨 Wagewatch",
        dependencies=[Depends(unforged)],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=life,
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.known_paths = {}
    app.state.largest_body = LARGEST_BODY
    app.state.largest_delivery = settings.delivery_max_mib * MEBIBYTE + LARGEST_BODY
    i18n.english()
    errors.install(app)
    interface = app.state.interface = machine.application(settings, engine)
    app.routes.append(machine.under(interface))  # machines do not wait for the pages to be looked through
    for router in routers():
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(Frame)
    return app


def routers() -> Iterator[APIRouter]:
    """The routes of every module in `portal.pages` that has any."""
    for found in pkgutil.iter_modules(portal.pages.__path__, "portal.pages."):
        router = getattr(importlib.import_module(found.name), "router", None)
        if isinstance(router, APIRouter):
            yield router


async def unforged(request: Request) -> AsyncIterator[None]:
    """Let nothing be changed by a form that is not one of ours; read what may be large from those only who may send it.

    The form stays readable as `request.state.form` for handlers that take fields whose names are not known before.
    """
    request.state.form = FormData()
    try:
        if request.method not in SAFE_METHODS:
            await _refuse_forgery(request)
        yield
    finally:
        await request.state.form.close()


async def _refuse_forgery(request: Request) -> None:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise HTTPException(403)
    if request.url.path == DELIVERIES:
        await run_in_threadpool(sender, request)
    given = request.headers.get(CSRF_HEADER)
    if _is_form(request):
        request.state.form = await without_numbers(request, await form_of(request))
        field = request.state.form.get(CSRF_FIELD)
        given = given or (field if isinstance(field, str) else None)
    if not given or not compare_digest(given.encode(), csrf_of(request).encode()):
        raise HTTPException(403)


def _is_form(request: Request) -> bool:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind in {"application/x-www-form-urlencoded", "multipart/form-data"}

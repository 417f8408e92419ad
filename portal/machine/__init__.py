"""The interface for machines under `/v1`: JSON, no cookies, every request signed or by mutual TLS.

Every module in this package may have a `router`; its paths are below `/v1` (`@router.post("/submissions")` answers
`POST /v1/submissions`). Errors are `portal.machine.problem.Problem`s. A module whose routes stream their bodies names
the beginnings of their paths in `STREAMED`, where the limit of the body's size does not hold.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from sqlalchemy import Engine
from starlette.routing import Mount
from starlette.types import ASGIApp

from infra.settings import Settings
from infra.signed_request import HEADER
from infra.signing import Signer
from infra.vault import Vault
from portal.machine import problem
from portal.machine.body import Body
from portal.machine.directory import FILE, Directory
from portal.security import MACHINE

PREFIX: Final = MACHINE
VERSION: Final = "1.0.0"
_DESCRIPTION: Final = f"""银行、工地和登记部门的报送接口。 / How banks, sites and registries feed Wagewatch.

每个请求须带签名头 `{HEADER}`(紧凑 JWS,RFC 7515):载荷为 JSON `method`、`target`(路径和查询)、
`sha256`(请求体摘要,十六进制)、`iat`(秒)、`jti`(不得重复);头部有
`alg`(Ed25519、ES256、PS256、RS256 或 SM2SM3)和 `kid`。也可使用双向 TLS。

Each request carries the header `{HEADER}`, a compact JWS whose payload is JSON with `method`, `target` (path and
query), `sha256` (of the body, hex), `iat` (seconds) and `jti` (never used twice), and whose header has `alg`
and `kid`; or it comes by mutual TLS. Errors are `application/problem+json` (RFC 9457).
"""


def application(settings: Settings, engine: Engine) -> FastAPI:
    """The machine interface, to be mounted by `under`."""
    app = FastAPI(title="薪哨 Wagewatch", version=VERSION, docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.state.settings = settings
    app.state.engine = engine
    app.state.signer = Signer.of(settings)
    app.state.vault = Vault.of(engine, settings)
    app.state.directory = Directory(engine, settings.state_dir / FILE)
    problem.install(app)
    found = list(modules())
    for module in found:
        router = getattr(module, "router", None)
        if isinstance(router, APIRouter):
            app.include_router(router)
    streamed = tuple(path for module in found for path in getattr(module, "STREAMED", ()))
    app.add_middleware(Body, unlimited=streamed)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def under(interface: ASGIApp) -> Mount:
    """The interface at `/v1`: all of it, though a mount's own pattern ends at a newline."""
    mounted = Mount(PREFIX, interface, name="machine")
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    return mounted


def modules() -> Iterator[ModuleType]:
    """Every module of this package."""
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        yield importlib.import_module(found.name)


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of `/v1`."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
        made["servers"] = [{"url": PREFIX}]
        parts = made.setdefault("components", {})
        schemas = parts.setdefault("schemas", {})
        body = problem.ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(body.pop("$defs", {}))
        schemas["ProblemBody"] = body
        _errors(made)
        parts["securitySchemes"] = {
            "signature": {"type": "apiKey", "in": "header", "name": HEADER, "description": "a compact JWS / 请求签名"},
            "certificate": {"type": "mutualTLS", "description": "mutual TLS / 双向 TLS"},
        }
        made["security"] = [{"signature": []}, {"certificate": []}]
        app.openapi_schema = made
    return app.openapi_schema


def _errors(made: dict[str, Any]) -> None:
    """Every operation says its errors as they come: problems, also where a parameter is wrong or a body is none."""
    for path in made["paths"].values():
        for operation in path.values():
            if not isinstance(operation, dict):
                continue
            always = (400, 413) if "requestBody" in operation else ()
            wrong = (422,) if "422" in operation["responses"] else ()
            for status, told in problem.documented(*always).items():
                operation["responses"].setdefault(str(status), told)
            operation["responses"] |= {str(status): told for status, told in problem.documented(*wrong).items()}

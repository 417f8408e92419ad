"""The yardstick of the door: FastAPI in a process of its own that takes a body, parses it, and does nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from bench.officers import _free_port
from infra.clock import elapsed

_PROGRAM: Final = """
import csv, io, json, uvicorn
from fastapi import FastAPI, Request
app = FastAPI()
@app.post("/csv")
async def table(request: Request) -> dict[str, int]:
    text = (await request.body()).decode()
    return {{"rows": sum(1 for row in csv.reader(io.StringIO(text)) if row) - 1}}
@app.post("/jsonl")
async def lines(request: Request) -> dict[str, int]:
    return {{"rows": sum(1 for line in io.BytesIO(await request.body()) if json.loads(line))}}
uvicorn.run(app, host="127.0.0.1", port={port}, log_level="warning", access_log=False)
"""
_PATIENCE_S: Final = 600.0


@contextmanager
def bare() -> Iterator[tuple[httpx.Client, int]]:
    """A client of the endpoint, and its process."""
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-c", _PROGRAM.format(port=port)])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE_S, trust_env=False) as client:
            _until_ready(client, process)
            yield client, process.pid
    finally:
        process.terminate()
        process.wait()


def _until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    began = elapsed()
    while elapsed() - began < 60 and process.poll() is None:
        try:
            client.get("/")
        except httpx.TransportError:
            continue
        return
    raise TimeoutError("the bare endpoint did not answer")

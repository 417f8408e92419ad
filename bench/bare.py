"""The yardstick: FastAPI in a process of its own that parses what it is sent, and does nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from bench.answering import until_it_answers
from infra.embedded.ports import LOOPBACK, free_port

FILES: Final = """
import csv, io, json, uvicorn
from fastapi import FastAPI, Request
app = FastAPI()
@app.post("/csv")
async def table(request: Request) -> dict[str, int]:
    text = (await request.body()).decode()
    return {"rows": sum(1 for row in csv.reader(io.StringIO(text)) if row) - 1}
@app.post("/jsonl")
async def lines(request: Request) -> dict[str, int]:
    return {"rows": sum(1 for line in io.BytesIO(await request.body()) if json.loads(line))}
uvicorn.run(app, host="127.0.0.1", port={port}, log_level="warning", access_log=False)
"""
"""What parses the files of the door."""
_PATIENCE_S: Final = 600.0


@contextmanager
def bare(program: str) -> Iterator[tuple[httpx.Client, int]]:
    """A client of the endpoint that the program serves on `{port}`, and its process."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", program.replace("{port}", str(port))])

    def check() -> None:
        if process.poll() is not None:
            raise RuntimeError(f"the bare endpoint ended with {process.returncode}")

    try:
        with httpx.Client(base_url=f"http://{LOOPBACK}:{port}", timeout=_PATIENCE_S, trust_env=False) as client:
            until_it_answers(client, check)
            yield client, process.pid
    finally:
        process.terminate()
        process.wait()

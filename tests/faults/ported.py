"""The portal as a process of its own, to be killed, and a sender who does not give up."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SERVER = """
import sys, threading
from pathlib import Path
import uvicorn
from pydantic import SecretStr
from infra.db.engine import engine_of
from infra.settings import Settings
from streams.door import carrier
from tests.machine_door import mounted

url, state, port, where = sys.argv[1:]
if where == "acceptance":
    finish = carrier.finish
    def written(*given):
        finish(*given)
        print("all of it is written, nothing is committed", flush=True)
        threading.Event().wait()
    carrier.finish = written
settings = Settings(database_url=SecretStr(url), state_dir=Path(state), delivery_lease_s=1.0)
app, _ = mounted(settings, engine_of(url))
uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="critical")
"""


class Ported:
    """The portal as a process on one port, as often as it is started."""

    def __init__(self, database_url: str, state: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._argv = [sys.executable, "-c", SERVER, database_url, str(state), str(self.port)]

    @contextmanager
    def running(self, where: str = "nowhere") -> Iterator[subprocess.Popen[bytes]]:
        """The process, killed at the end of the block if it still lives."""
        process = subprocess.Popen([*self._argv, where], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        try:
            self._await()
            yield process
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()

    def _await(self) -> None:
        for _ in range(300):
            try:
                httpx.get(f"{self.url}/v1/keys", trust_env=False)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the portal did not start")


def retried(sender: httpx.Client, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """The answer, once nobody else is at work on it."""
    for _ in range(100):
        answer = sender.post("/v1/submissions", content=body, headers=headers)
        if answer.status_code == 201:
            return answer
        assert answer.status_code == 409, answer.text
        time.sleep(0.2)
    raise AssertionError(answer.text)

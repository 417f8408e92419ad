"""A real Apache Kafka of one node or three (KRaft), for tests: its nodes can be killed, restarted and wiped.

Every node is broker and controller. Started with its parent's leash: a test run that is killed leaves no Java behind.
"""

import base64
import contextlib
import shutil
import signal
import uuid
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from infra.embedded.leash import spawn
from infra.embedded.ports import LOOPBACK, free_port
from infra.embedded.server import Server
from infra.kafka.admin import BrokerUnavailable, brokers
from infra.kafka.jars import ApacheKafkaUnavailable, jars, java

__all__ = ["ApacheKafka", "ApacheKafkaUnavailable"]

_JVM: Final = (
    "-Xms64m",
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
)


class ApacheKafka:
    """One cluster; nodes are numbered from 1."""

    def __init__(self, directory: Path, nodes: int = 1) -> None:
        """Nothing is fetched or started yet.

        Args:
            directory: For the nodes' logs and data.
            nodes: One, or three with every topic replicated thrice.
        """
        self._directory = directory.absolute()
        self._nodes = nodes
        self._ports: dict[int, tuple[int, int]] = {}
        self._servers: dict[int, Server] = {}
        self._cluster = _new_id()

    @property
    def bootstrap(self) -> str:
        """The addresses for clients, host:port and separated by commas.

        Raises:
            ApacheKafkaUnavailable: The cluster was never started.
        """
        if not self._ports:
            raise ApacheKafkaUnavailable("Apache Kafka has no address before its first start")
        return ",".join(self._address(node) for node in self._ports)

    @property
    def nodes(self) -> range:
        """The numbers of the nodes."""
        return range(1, self._nodes + 1)

    @property
    def replication(self) -> int:
        """How often a topic may be replicated."""
        return self._nodes

    def start(self, seconds: float = 120) -> Self:
        """Fetch Kafka if it is not cached, start all nodes, and return when each knows all others.

        Raises:
            ApacheKafkaUnavailable: No Java, no Maven, nothing fetched.
            EngineFailed: A node does not come up; the text says why.
        """
        library, runtime = jars(), java()
        for node in self.nodes:
            self._ports.setdefault(node, (free_port(), free_port()))
        try:
            self._format(runtime, library)
            for node in self.nodes:
                self._launch(node, runtime, library)
            self._await(self.nodes, seconds)
        except BaseException:
            self.kill()
            raise
        return self

    def start_node(self, node: int, seconds: float = 120) -> None:
        """Start one node again with what it has on disk, and return when it knows all nodes that run."""
        self._launch(node, java(), jars())
        self._await([node], seconds)

    def stop(self, seconds: float = 30) -> None:
        """Shut all nodes down in order, the last ones hard: a lone controller has no quorum to leave."""
        for node in list(self._servers):
            self.stop_node(node, seconds if len(self._servers) == self._nodes else 5)

    def stop_node(self, node: int, seconds: float = 30) -> None:
        """Shut one node down, leadership handed over."""
        self._servers.pop(node).stop(signal.SIGTERM, seconds)

    def kill(self, *nodes: int) -> None:
        """End these nodes, or all, as a power cut would."""
        for node in nodes or tuple(self._servers):
            self._servers.pop(node).kill()

    def wipe(self) -> None:
        """Replace the disks: the next `start` on the same ports is another cluster, which knows nothing.

        Raises:
            ApacheKafkaUnavailable: A node still runs.
        """
        if self._servers:
            raise ApacheKafkaUnavailable(f"nodes {sorted(self._servers)} still run on the disks to be wiped")
        self._cluster = _new_id()
        for node in self.nodes:
            shutil.rmtree(self._home(node), ignore_errors=True)

    def __enter__(self) -> Self:
        return self if self._servers else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def _home(self, node: int) -> Path:
        return self._directory / f"node-{node}"

    def _log(self, node: int) -> Path:
        return self._directory / f"node-{node}.log"

    def _address(self, node: int) -> str:
        return f"{LOOPBACK}:{self._ports[node][0]}"

    def _format(self, runtime: Path, library: Path) -> None:
        """Prepare the disks that are empty, all at once."""
        formatting = {}
        for node in self.nodes:
            if not (self._home(node) / "data" / "meta.properties").exists():
                settings = self._settings(node)
                arguments = ["format", "--cluster-id", self._cluster, "--config", str(settings)]
                argv: list[str | Path] = [runtime, *_JVM, "-cp", f"{library}/*", "kafka.tools.StorageTool", *arguments]
                formatting[node] = spawn(argv, log=self._log(node))
        for node, process in formatting.items():
            if process.wait(120) != 0:
                said = self._log(node).read_text(errors="replace")[-1_500:]
                raise ApacheKafkaUnavailable(f"node {node} cannot be formatted: {said}")

    def _launch(self, node: int, runtime: Path, library: Path) -> None:
        argv: list[str | Path] = [runtime, *_JVM, "-cp", f"{library}/*", "kafka.Kafka", self._settings(node)]
        self._servers[node] = Server(f"Apache Kafka node {node}", argv, log=self._log(node))

    def _await(self, nodes: Iterable[int], seconds: float) -> None:
        for node in nodes:
            self._servers[node].await_ready(lambda at=node: self._knows_all(at), seconds)  # type: ignore[misc]

    def _knows_all(self, node: int) -> bool:
        with contextlib.suppress(BrokerUnavailable):
            return brokers(self._address(node), timeout_s=2) >= len(self._servers)
        return False

    def _settings(self, node: int) -> Path:
        """Write the properties of a node."""
        copies = min(3, self._nodes)
        properties = {
            "process.roles": "broker,controller",
            "node.id": node,
            "controller.quorum.voters": ",".join(f"{at}@{LOOPBACK}:{ports[1]}" for at, ports in self._ports.items()),
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{self._address(node)},CONTROLLER://{LOOPBACK}:{self._ports[node][1]}",
            "advertised.listeners": f"PLAINTEXT://{self._address(node)}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": self._home(node) / "data",
            "auto.create.topics.enable": "false",
            "default.replication.factor": copies,
            "min.insync.replicas": max(1, copies - 1),
            "offsets.topic.num.partitions": 4,
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.num.partitions": 4,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": max(1, copies - 1),
            "group.initial.rebalance.delay.ms": 500,
            "broker.session.timeout.ms": 3_000,  # a killed node may come back after this
            "broker.heartbeat.interval.ms": 500,
            "num.network.threads": 2,
            "num.io.threads": 2,
            "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
        }
        path = self._home(node) / "server.properties"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))
        return path


def _new_id() -> str:
    """A cluster id as Kafka writes them: a random UUID in 22 letters."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not text.startswith("-"):
            return text

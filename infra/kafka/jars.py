"""Apache Kafka's own jars, fetched once by Maven into a cache, so that tests meet the broker of production.

Maven asks the repositories it is configured for; no address stands here.
"""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.embedded.server import EngineFailed

KAFKA_VERSION: Final = "4.4.0"
JAVA_LEAST: Final = 17
_PROVIDED: Final = f"Apache Kafka needs Java {JAVA_LEAST} and Maven (as root: tests/provision.sh)"
_FETCH_S: Final = 600
_POM: Final = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>wagewatch</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{kafka}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
"""


class ApacheKafkaUnavailable(EngineFailed):
    """Apache Kafka cannot be run on this machine; the text names what is missing and how to provide it."""


def java() -> Path:
    """The Java runtime on the path.

    Raises:
        ApacheKafkaUnavailable: None, or one too old.
    """
    found = shutil.which("java")
    if found is None:
        raise ApacheKafkaUnavailable(f"no java on the path; {_PROVIDED}")
    said = _output([found, "-XshowSettings:properties", "-version"], 60)
    version = re.search(r"java\.specification\.version = (\d+)\s", said)
    if version is None or int(version[1]) < JAVA_LEAST:
        raise ApacheKafkaUnavailable(f"{found} is Java {version[1] if version else 'of no known version'}; {_PROVIDED}")
    return Path(found)


def jars(cache: Path | None = None) -> Path:
    """The directory with the jars of Apache Kafka, fetched at the first call on this machine.

    Args:
        cache: Where to keep them; None is `$WAGEWATCH_CACHE`, else `~/.cache/wagewatch`.

    Raises:
        ApacheKafkaUnavailable: They are not there and cannot be fetched.
    """
    try:
        return _jars(cache or _cache())
    except OSError as error:
        raise ApacheKafkaUnavailable(f"its jars cannot be kept: {error}; set WAGEWATCH_CACHE") from error


def _cache() -> Path:
    """Where this user keeps what can be fetched again; it is no setting of a deployment."""
    given = os.environ.get("WAGEWATCH_CACHE")  # noqa: TID251 - only tests fetch Kafka
    return Path(given) if given else Path.home() / ".cache" / "wagewatch"


def _jars(cache: Path) -> Path:
    ready = cache / f"kafka-{KAFKA_VERSION}"
    if ready.is_dir():
        return ready
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / f"kafka-{KAFKA_VERSION}.lock"):
        if not ready.is_dir():
            _fetch(ready)
    return ready


def _fetch(ready: Path) -> None:
    """Fill the directory, whole or not at all."""
    maven = shutil.which("mvn")
    if maven is None:
        raise ApacheKafkaUnavailable(f"no mvn on the path to fetch it with; {_PROVIDED}")
    partial = ready.with_name(f"{ready.name}.partial")
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir()
    pom = partial / "pom.xml"
    pom.write_text(_POM.format(kafka=KAFKA_VERSION))
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={partial}", "-DincludeScope=runtime"]
    said = _output([maven, "--batch-mode", "--quiet", "--file", str(pom), *goal], _FETCH_S)
    if not (partial / f"kafka_2.13-{KAFKA_VERSION}.jar").exists():
        raise ApacheKafkaUnavailable(f"Maven did not fetch Apache Kafka {KAFKA_VERSION}: {said.strip()[-1_500:]}")
    partial.rename(ready)


def _output(argv: list[str], seconds: float) -> str:
    """What a program says on both channels, whether it succeeds or not."""
    try:
        done = subprocess.run(  # noqa: S603 - java and mvn of the path
            argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ApacheKafkaUnavailable(f"{argv[0]} failed: {error}") from error
    return done.stdout + done.stderr


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

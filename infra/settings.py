"""Where the engines are and how the parts are sized: read once at the composition root, then handed on.

Environment variables (`WAGEWATCH_…`) win over `run.json` in the state directory, which `wagewatch up` writes so
that the other commands find what it started.
"""

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    JsonConfigSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

RUN_FILE: Final = "run.json"
FEEDS: Final = ("feeds.bank", "feeds.attendance", "feeds.project")
_STATE_DIR: Final = ".wagewatch"
_DRIVER: Final = "postgresql+psycopg://"


class NotConfiguredError(Exception):
    """Nothing says where the database is: neither the environment nor a running `wagewatch up`."""


class Settings(BaseSettings):
    """One deployment. No field says anything about wages."""

    model_config = SettingsConfigDict(env_prefix="WAGEWATCH_", frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: SecretStr | None = Field(default=None, description="PostgreSQL: postgresql://user:secret@host/name")
    broker: str = Field(default="127.0.0.1:9092", description="Kafka bootstrap servers, comma separated")
    state_dir: Path = Field(default=Path(_STATE_DIR), description="where the embedded engines keep files")
    lang: Literal["zh", "en"] = Field(default="zh", description="language of what people read")
    policy: Path | None = Field(default=None, description="a policy file (TOML), added to what is shipped")
    partitions: int = Field(default=4, ge=1, description="partitions of each topic; more workers need more of them")
    """Tansu makes a topic of four partitions of its own accord whenever a client asks for one that it forgot."""
    topic_prefix: str = Field(default="", description="put before every topic and consumer group")
    replication: int = Field(default=1, ge=1, description="replicas of each partition")
    evaluation_interval_s: float = Field(
        default=60.0, gt=0, description="how long a change that is not urgent may wait"
    )
    checkpoint_interval_s: float = Field(default=1.0, gt=0, description="how long a fold may wait for its checkpoint")
    session_timeout_s: float = Field(
        default=6.0, gt=0, description="a worker that is silent so long has left the group"
    )
    heartbeat_s: float = Field(default=2.0, gt=0, description="how often a worker tells the broker that it lives")
    stall_after_s: float = Field(
        default=20.0, gt=0, description="no progress while frames wait so long: the worker ends"
    )
    seal_keys: SecretStr | None = Field(
        default=None, description="keys that seal stored secrets, newest first, comma separated (32 bytes, base64)"
    )
    signing_keys: SecretStr | None = Field(
        default=None, description="keys that sign receipts and lists: a JWK set of Ed25519 keys, the newest first"
    )
    mail_server: SecretStr | None = Field(
        default=None, description="the office's mail server: mailtos://user:secret@host:587?from=wagewatch@office.cn"
    )
    republish_after_s: float = Field(default=30.0, gt=0, description="no progress so long: the relay publishes again")

    unpacked_max_mib: int = Field(default=8192, ge=1, description="a packed file or a sheet is read up to this size")
    unpacked_max_ratio: int = Field(default=500, ge=2, description="a file that unpacks to more times its size is none")

    delivery_max_mib: int = Field(default=2048, ge=1, description="the largest file that is taken")
    delivery_runs: int = Field(
        default=2, ge=1, description="how many large files are read at once; of small ones twice as many"
    )
    delivery_runs_each: int = Field(
        default=8, ge=1, description="how many requests of one client are under way at once"
    )
    delivery_lease_s: float = Field(
        default=15.0, gt=0, description="a delivery that gave no sign of life so long was killed, and is taken up again"
    )
    delivery_rate: int = Field(default=6000, ge=1, description="how many requests a minute a client may make")

    portal_host: str = Field(default="127.0.0.1", description="the address on which the portal listens")
    portal_port: int = Field(default=8099, ge=0, le=65535, description="its port; 0 takes a free one")
    portal_url: str = Field(
        default="", description="the portal's public address, such as https://xinshao.example.gov.cn"
    )
    portal_proxies: str = Field(default="127.0.0.1", description="proxies whose X-Forwarded-* headers are believed")
    request_window_s: int = Field(
        default=300, ge=10, le=3600, description="how far a machine client's clock may differ from ours"
    )
    client_cert_header: str = Field(
        default="", description="the header in which a proxy hands on the client's certificate; empty: no mutual TLS"
    )
    client_cert_proxies: str = Field(
        default="127.0.0.1", description="addresses or networks of the proxies that are believed about it"
    )
    local_accounts: bool = Field(default=True, description="whether officers may sign in with a password kept here")
    oidc_issuer: str = Field(default="", description="the identity provider's issuer; empty: no single sign-on")
    oidc_client_id: str = Field(default="", description="this portal's name at the identity provider")
    oidc_client_secret: SecretStr | None = Field(default=None, description="its secret there, if it has one")
    oidc_claim: str = Field(default="sub", description="the claim that names the officer, such as sub or employee_no")
    oidc_scope: str = Field(default="openid profile", description="what is asked of the identity provider")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic names it)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic names it)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then what `wagewatch up` wrote."""
        given = {**env_settings(), **init_settings()}
        run_file = Path(given.get("state_dir", _STATE_DIR)) / RUN_FILE
        return init_settings, env_settings, JsonConfigSettingsSource(settings_cls, run_file)

    @field_validator("database_url")
    @classmethod
    def _names_its_driver(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        scheme, found, rest = url.get_secret_value().partition("://")
        return SecretStr(_DRIVER + rest) if found and scheme in ("postgres", "postgresql") else url

    @property
    def database(self) -> str:
        """The database's SQLAlchemy address.

        Raises:
            NotConfiguredError: nothing says where it is.
        """
        if self.database_url is None:
            raise NotConfiguredError
        return self.database_url.get_secret_value()

    @property
    def ledger_topic(self) -> str:
        """Where the relay publishes frames, keyed by project."""
        return self.topic_prefix + "ledger"

    @property
    def alerts_topic(self) -> str:
        """Where the relay publishes changes of alerts, keyed by project."""
        return self.topic_prefix + "alerts"

    @property
    def feed_topics(self) -> tuple[str, ...]:
        """Where banks, sites and registries may produce events."""
        return tuple(self.topic_prefix + topic for topic in FEEDS)

    @property
    def group(self) -> str:
        """The consumer group of the workers."""
        return self.topic_prefix + "wagewatch-watch"


def settings() -> Settings:
    """The settings of this process. Raises `pydantic.ValidationError` on a value that is none."""
    return Settings()

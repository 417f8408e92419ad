"""Fixtures of all tests, and what they try: the same examples on every machine."""

import contextlib
import warnings

from hypothesis import HealthCheck, settings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    with contextlib.suppress(ImportError):
        import imghdr  # noqa: F401 - Apprise imports it where there still is one (until Python 3.12)
    import kafka  # noqa: F401 - on Python 3.11 its import uses importlib.resources.read_text, and warnings are errors here

pytest_plugins = ["tests.engines", "tests.database_fixtures", "tests.portal_fixtures", "tests.e2e.browser"]

settings.register_profile(
    "same everywhere",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("same everywhere")

"""Fixtures of all tests."""

import contextlib
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    with contextlib.suppress(ImportError):
        import imghdr  # noqa: F401 - Apprise imports it where there still is one (until Python 3.12)
    import kafka  # noqa: F401 - on Python 3.11 its import uses importlib.resources.read_text, and warnings are errors here

pytest_plugins = ["tests.engines", "tests.database_fixtures", "tests.portal_fixtures", "tests.e2e.browser"]

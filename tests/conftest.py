"""Fixtures of all tests."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import kafka  # noqa: F401 - on Python 3.11 its import uses importlib.resources.read_text, and warnings are errors here

pytest_plugins = ["tests.engines", "tests.database_fixtures"]

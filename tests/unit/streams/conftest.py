"""A test that is a coroutine runs in an event loop of its own."""

import asyncio
import inspect

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run coroutine functions to their end."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    named = pyfuncitem.funcargs
    asyncio.run(pyfuncitem.obj(**{name: named[name] for name in inspect.signature(pyfuncitem.obj).parameters}))
    return True

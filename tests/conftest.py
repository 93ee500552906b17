"""What all tests share: how hypothesis draws, and which worker drives browsers."""

from __future__ import annotations

import os

import hypothesis
import pytest

pytest_plugins = ["tests.support.browser"]

# No deadline, and no verdict on how slowly examples are drawn: two workers on two cores make some slow now and then, and
# that says nothing about the code.
hypothesis.settings.register_profile("here", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
# The same examples every time, so that a red build is red again when somebody looks.
hypothesis.settings.register_profile("ci", hypothesis.settings.get_profile("here"), derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and give all of it to one worker: two browsers on two cores time out."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))

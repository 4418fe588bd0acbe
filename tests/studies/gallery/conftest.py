"""Responses are computed once for all tests; they are frozen."""

from collections.abc import Callable
from functools import cache

import pytest

from jevons.studies.gallery import RESPONSES, Response


@cache
def _response(name: str) -> Response:
    return RESPONSES[name]()


@pytest.fixture
def response() -> Callable[[str], Response]:
    """The response of a submodel, by its name."""
    return _response

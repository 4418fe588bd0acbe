"""`GET /healthz`: is it there, and which version is it?"""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from jevons import __version__

router = APIRouter(tags=["service"])


class Health(BaseModel):
    """A server that answers."""

    status: Literal["ok"] = Field("ok", description="It answers.")
    version: str = Field(description="Version of Jevons.")


@router.get("/healthz")
def health() -> Health:
    """Say that the server answers, and which version of Jevons it is."""
    return Health(version=__version__)

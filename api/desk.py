"""The desk: what every route of an application shares, its settings and its turns."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from jevons.api.settings import Settings
from jevons.api.turns import Turns


@dataclass(frozen=True)
class Desk:
    """Settings of an application, and the turns in which it runs."""

    settings: Settings
    turns: Turns


def desk_of(request: Request) -> Desk:
    """The desk of the application that a request reached."""
    found: Desk = request.app.state.desk
    return found


AtDesk = Annotated[Desk, Depends(desk_of)]

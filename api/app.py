"""The application: `create_app` puts the routes, the limits and the problems together."""

from fastapi import Depends, FastAPI

from jevons import __version__
from jevons.api import problems
from jevons.api.body_limit import BodyLimit
from jevons.api.description import describe, known_queries
from jevons.api.desk import Desk
from jevons.api.routes import answer, explain, health, history, parameters, runs, scenarios, schema
from jevons.api.settings import Settings
from jevons.api.turns import Turns

ROUTES = (health, runs, answer, explain, history, scenarios, parameters, schema)


def create_app(settings: Settings | None = None) -> FastAPI:
    """An application with its own limits and turns; it holds nothing else between requests.

    Args:
        settings: where results lie and how much may be asked for; the usual ones if None.

    Serve it by one process: turns are counted within it.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Jevons",
        version=__version__,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(known_queries)],
        responses=problems.responses(413, 422, 500),
    )
    app.state.desk = Desk(settings, Turns(settings.at_once, settings.waiting))
    app.add_middleware(BodyLimit, most_bytes=settings.most_bytes)
    problems.install(app)
    for route in ROUTES:
        app.include_router(route.router)
    # FastAPI documents the replacement of this method.
    app.openapi = describe(app, settings)  # type: ignore[method-assign]
    return app

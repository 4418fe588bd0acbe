"""`jevons serve`: the same questions by HTTP, on this machine only unless more is asked for."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from jevons.cli.plan import within
from jevons.cli.progress import shown
from jevons.cli.refusal import Refusal

HIGHEST_PORT = 65_535


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; others than loopback need --allow-remote.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes one that is free.")] = 8000,
    results: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Ensemble that /v1/answer tells of, as `jevons forecast` stores it.")
    ] = Path("out/baseline"),
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let other machines ask. There is no authentication.")
    ] = False,
) -> None:
    """Answer runs, stored forecasts, history and explanations by HTTP until Ctrl-C; /docs shows what there is."""
    within("--port", port, 0, HIGHEST_PORT)
    if not allow_remote and not _is_loopback(host):
        raise Refusal(
            f"--host {host}: is not loopback, and there is no authentication; allowed are 127.0.0.1, ::1 and "
            "localhost, others with --allow-remote"
        )
    if results.exists() and not results.is_dir():
        raise Refusal(f"--results {results}: is a file; name a folder as `jevons forecast` stores it")
    with _listening(host, port) as listener:
        _serve(listener, results)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens, so that a port in use is refused before anything is loaded.

    Raises:
        Refusal: the address is none of this machine, or the port is in use or not allowed.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        # The protocol must be named: asyncio sends small answers at once only on sockets that it knows to be TCP.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address[:2])
            listener.listen()
        except OSError:
            listener.close()
            raise
        return listener
    except socket.gaierror:
        raise Refusal(f"--host {host}: is no address; allowed are 127.0.0.1, ::1 and localhost") from None
    except (OSError, UnicodeError) as error:
        number = getattr(error, "errno", None)
        why = os.strerror(number).lower() if number else "no such address"
        raise Refusal(
            f"--port {port}: cannot listen on {host}: {why}; name another, or 0 for one that is free"
        ) from None


def _serve(listener: socket.socket, results: Path) -> None:
    with shown("Loading the model"):
        import uvicorn

        from jevons.api.app import create_app
        from jevons.api.settings import Settings
        from jevons.market.scenario import Scenario
        from jevons.runs.memory import Sweeper, keep_memory
        from jevons.studies.single import single_run

        keep_memory()
        app = create_app(Settings(results=results.resolve()))
        app.openapi()
        # The first run loads or compiles the kernels: better now than while somebody waits.
        single_run(Scenario(users=500), ())
        # What stands now stands for good; without it in their way, collections are short and come in time.
        Sweeper().sweep()
    # One process: turns are counted within it.
    config = uvicorn.Config(app, workers=1, log_level="warning", access_log=False, server_header=False)
    typer.echo(f"Jevons answers at {_url(listener)} (what it answers: {_url(listener)}/docs). Ctrl-C ends it.")
    if not (results / "manifest.json").exists():
        typer.echo(f"No ensemble in {results} yet: `jevons forecast --out {results}` makes one.", err=True)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        typer.echo("Ended.", err=True)


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"

"""A limit on the length of bodies, whether a request says its length or sends it in pieces.

The framework's own limit answers in plain text; this one answers with a problem, as everything else does.
"""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jevons.api.problems import answered, problem


class BodyLimit:
    """Middleware that refuses bodies longer than so many bytes, before they are read where they say so.

    Args:
        app: what is behind it.
        most_bytes: longest body.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request whose body is short enough."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "")
        if told.isascii() and told.isdigit() and (len(told) > 18 or int(told) > self.most_bytes):
            await answered(problem(413, self._detail()))(scope, receive, send)
            return
        await self.app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most_bytes:
                raise HTTPException(413, self._detail())
            return message

        return counted

    def _detail(self) -> str:
        return f"the body may have at most {self.most_bytes:,} bytes"

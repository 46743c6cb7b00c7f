"""``quizrnn --web``: the interface in a browser on this machine, through textual-serve."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any, Final

from quizrnn.errors import QuizrnnError
from quizrnn.text import both

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from quizrnn.cli.invocation import Invocation

HOST: Final = "127.0.0.1"
PORT: Final = 8000
POLICY: Final = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' ws://{host}; "
    "frame-ancestors 'none'"
)
"""What the page may load: its own files. The template names a font of another site."""


def serve(run: Invocation, port: int = PORT) -> int:
    """Serve the interface on the loopback address until interrupted.

    Raises:
        QuizrnnError: If the extra ``web`` is not installed, or the port is taken.
    """
    try:
        from textual_serve.server import Server
    except ImportError:
        raise QuizrnnError(
            both(
                "the browser needs the extra “web”: pip install 'quizrnn[web]'",
                "在浏览器中使用需要附加组件“web”：pip install 'quizrnn[web]'",
            )
        ) from None
    from aiohttp import web

    own = f"{HOST}:{port}"

    @web.middleware
    async def guard(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse what comes from another site: whoever reaches the socket runs code as the learner."""
        if request.host != own or request.headers.get("Origin", f"http://{own}") != f"http://{own}":
            raise web.HTTPForbidden(text="quizrnn: open the address that was printed\n")
        return await handler(request)

    def said(_theirs: object) -> None:
        """Say where the interface is, once it is there."""
        where = both(
            f"quizrnn is at http://{own}/ (Ctrl+C ends it)", f"请打开 http://{own}/（按 Ctrl+C 结束）"
        )
        print(run.say(where), flush=True)

    class OwnServer(Server):
        """Textual's server, which answers this machine's own pages alone."""

        async def _make_app(self) -> web.Application:
            app: web.Application = await super()._make_app()
            app.middlewares.append(guard)
            app.on_response_prepare.append(self._restrict)
            return app

        async def _restrict(self, _request: web.Request, response: web.StreamResponse) -> None:
            response.headers["Content-Security-Policy"] = POLICY.format(host=own)

        async def on_startup(self, app: Any) -> None:
            """Say nothing before the address answers."""

        def serve(self, debug: bool = False) -> None:  # noqa: ARG002
            """Serve until interrupted."""
            web.run_app(self._make_app(), host=HOST, port=port, print=said, access_log=None)

    try:
        OwnServer(_command(run), host=HOST, port=port, title="quizrnn").serve()
    except OSError as error:
        reason = error.strerror or str(error)
        raise QuizrnnError(
            both(
                f"port {port} cannot be used: {reason}; take another with --port",
                f"端口 {port} 无法使用：{reason}；请用 --port 换一个",
            )
        ) from error
    return 0


def _command(run: Invocation) -> str:
    """Return the command line that opens the interface as this run would have."""
    words = [sys.executable, "-m", "quizrnn", "--lang", run.lang]
    for path in run.banks:
        words += ["--bank", str(path.absolute())]
    return shlex.join([*words, *(["--ascii"] if run.ascii else [])])

"""One line in the log for each request, and a number in the metrics; nothing of what anybody wrote is in it.

A pure ASGI layer, the outermost of the app's own. It stops bodies that are too large, and what nobody else
caught ends here as a problem: a traceback would carry the request's words into the log.
"""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from kit.ship.metrics import Metrics
from kit.ship.problems import Problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("kit.service")
ANSWERS = ("/answer", "/answer/stream")
_LOOKS = ("/health", "/ready", "/metrics")  # asked every few seconds by machines: no line


class Told:
    """Wraps an app; counts its answers in `metrics`, and lets no body through of more than `most` bytes."""

    def __init__(self, app: ASGIApp, metrics: Metrics, most: int) -> None:
        self.app, self.metrics, self.most = app, metrics, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, path = time.monotonic(), scope["path"]
        line: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="milliseconds")}
        line |= {"path": path if path in (*ANSWERS, "/feedback") else "other", "status": 0, "outcome": "ok"}
        scope["kit.line"] = line

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                line["status"] = message["status"]
            await send(message)

        came = int(dict(scope["headers"]).get(b"content-length", 0))
        counted = 0

        async def received() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if max(came, counted) > self.most:
                raise HTTPException(413, f"A body has {self.most} bytes at most; send less.")
            return message

        try:
            await self.app(scope, received, sent)
        except Exception as error:
            line |= {"outcome": "mistake", "error": type(error).__name__, "where": _where(error)}
            if not line["status"]:
                said = f"The service itself failed ({type(error).__name__}); its log says where."
                await Problem("mistake", 500, said).response()(scope, receive, sent)
        finally:
            seconds = time.monotonic() - began
            if path in ANSWERS:
                self.metrics.told(line["outcome"], seconds)
            if path not in _LOOKS:
                log.info(json.dumps(line | {"seconds": round(seconds, 4)}))


def _where(error: BaseException) -> str:
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return "" if step is None else f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"

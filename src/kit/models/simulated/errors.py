"""Errors in each vendor's shape: the status, the headers and the JSON body that their APIs send.

Shapes: https://platform.openai.com/docs/guides/error-codes and https://docs.claude.com/en/api/errors
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import httpx2

from .write import headers

_ANTHROPIC = {
    400: "invalid_request_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


@dataclass(frozen=True)
class VendorError(Exception):
    """An error answer: status, sentence, and for openai the parameter at fault, a code and a type."""

    status: int
    message: str
    param: str | None = None
    code: str | None = None
    kind: str = "invalid_request_error"

    def __str__(self) -> str:
        """Give the sentence."""
        return self.message

    def response(self, anthropic: bool, ident: str) -> httpx2.Response:
        """Make the response, as Anthropic or as OpenAI sends it."""
        if anthropic:
            error = {"type": _ANTHROPIC[self.status], "message": self.message}
            body = {"type": "error", "error": error, "request_id": f"req_{ident}"}
        else:
            fields = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
            body = {"error": fields}
        return httpx2.Response(self.status, headers=headers(anthropic, ident), content=json.dumps(body))

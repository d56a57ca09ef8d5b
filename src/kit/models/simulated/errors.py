"""Errors in each vendor's shape: the status, the headers and the JSON body that their APIs send.

Shapes: https://platform.openai.com/docs/guides/error-codes and https://docs.claude.com/en/api/errors
"""

from __future__ import annotations

import json
from dataclasses import dataclass

_ANTHROPIC = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
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

    def body(self, sdk: str, request_id: str = "req_simulated") -> bytes:
        """Write the JSON body as `sdk` ("openai" or "anthropic") expects it."""
        if sdk == "anthropic":
            kind = _ANTHROPIC.get(self.status, "api_error")
            error = {"type": kind, "message": self.message}
            return json.dumps({"type": "error", "error": error, "request_id": request_id}).encode()
        fields = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        return json.dumps({"error": fields}, indent=2).encode()

"""Answers that are no success."""


class Refusal(Exception):
    """The service refuses: status, Azure's code, message, and perhaps details."""

    def __init__(self, status, code, message, details=None):
        super().__init__(f"{code}: {message}")
        self.status, self.code, self.message, self.details = status, code, message, details or []

    def body(self):
        error = {"code": self.code, "message": self.message}
        if self.details:
            error["details"] = self.details
        return {"error": error}


class NotModelled(Exception):
    """The stand-in does not know; it answers 501, so that nothing passes by accident."""

"""Flask, with the templates of this house; no view or hook of ours is asynchronous."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from casework.web.templates import Templates


class Application(Flask):
    """The application that the shell stands around."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is; Flask looks into each, a dozen times a request."""
        return func

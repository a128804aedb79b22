"""Flask, with the templates of this house."""

from flask import Flask

from casework.web.templates import Templates


class Application(Flask):
    """The application that the shell stands around."""

    jinja_environment = Templates

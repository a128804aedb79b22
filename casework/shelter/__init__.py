"""A bed for tonight: the union's houses, and what a house itself is told."""

from flask import Flask

from casework.shelter import host_founding_views, host_views


def install(app: Flask) -> None:
    """Register the house's answers and the founding of houses."""
    app.register_blueprint(host_views.blueprint)
    app.register_blueprint(host_founding_views.blueprint)

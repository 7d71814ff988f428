"""Views: find (one query, already scoped), do (one service call), answer. One module for each family of pages."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from qa_app.web.access import needs_of

if TYPE_CHECKING:
    from flask import Flask


def add_to(app: Flask) -> None:
    """Register the blueprint of every module here, and refuse to start with a view that anybody could use.

    :raises LookupError: when a view does not say who may use it.
    """
    for module in iter_modules(__path__):
        app.register_blueprint(import_module(f"{__name__}.{module.name}").bp)
    for endpoint in app.view_functions:
        needs_of(app, endpoint)

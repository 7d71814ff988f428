"""How is the application put together? Read this first; it should take ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from qa_app.config import instance_folder, read_config, shipped
from qa_app.db import db, engine_options, migrate
from qa_app.log import start_logging
from qa_app.production import refuse_unsafe
from qa_app.web import (
    access,
    address_parts,
    confidentiality,
    errors,
    filters,
    headers,
    looking_through,
    navigation,
    recording,
    security,
    session,
    sign_on,
    signed_in,
    stepping_up,
    views,
    watching,
)

if TYPE_CHECKING:
    from qa_app.config import Config


def create_app(config: Config) -> Flask:
    """The application for one instance. Touches no file and no database until it is asked something."""
    start_logging(kind=config.log_format)
    app = Flask(
        "qa_app",
        instance_path=str(config.instance),
        template_folder=str(shipped("templates")),
        static_folder=str(shipped("web") / "static"),
    )
    app.config.from_mapping(
        QA=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        MAX_CONTENT_LENGTH=40 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=8 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: slow typists must not lose words
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own documented way
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    db.init_app(app)
    migrate.init_app(app, db, directory=str(shipped("migrations")), render_as_batch=True, compare_type=True)
    for part in (
        watching,
        address_parts,
        session,
        security,
        signed_in,
        sign_on,
        access,
        confidentiality,
        stepping_up,
        errors,
        filters,
        headers,
        navigation,
        looking_through,
        recording,
        views,
    ):
        part.add_to(app)
    return app


def from_environment() -> Flask:
    """The application of the instance that ``QA_INSTANCE`` names, for a server that imports it.

    :raises ConfigProblem: when its settings cannot be used, or not to serve real cases.
    """
    config = read_config(instance_folder())
    refuse_unsafe(config)
    return create_app(config)

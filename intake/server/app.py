"""The application factory: settings in, a WSGI application out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from intake.server.forget import KEY_LIFE_S, Forget
from intake.server.limits import Room, limiter_for
from intake.server.routes import courier, directory, source
from intake.server.routes.answers import speak
from intake.server.routes.context import NAME, Service
from intake.server.settings import Settings
from intake.server.sharedkey import drawn_together
from intake.server.shelf import Shelf
from intake.server.store.database import Database


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """The server for one folder. Raises NotInitialisedError when the folder's database is not of this version."""
    app = Flask("intake", static_folder=None, template_folder=None)
    app.config["SETTINGS"] = settings
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # a redirect would be markup
    app.logger.disabled = True
    database = database or Database(settings)
    app.extensions[NAME] = Service(settings, database, Room(database), Shelf(database))

    speak(app)
    for blueprint in (source.source, courier.courier, directory.directory):
        app.register_blueprint(blueprint)
    limiter = limiter_for(settings)
    limiter.init_app(app)
    for endpoint, share in (source.LIMITS | courier.LIMITS).items():
        view: Callable[..., Any] = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.limit(share(settings))(view)
    shared = settings.limiter_storage if settings.limiter_storage.startswith("redis") else ""
    draw = drawn_together(shared, KEY_LIFE_S) if shared else None
    app.wsgi_app = Forget(app.wsgi_app, settings.client_header, draw)  # type: ignore[method-assign]
    return app

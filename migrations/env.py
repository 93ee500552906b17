"""Alembic's way to the database: the connection comes from ``intake init``, there is no ini file."""

from alembic import context

from intake.server.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()

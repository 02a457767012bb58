"""Alembic runs this to migrate; `kdviz.store.schema` hands it an open connection, inside a transaction."""

from alembic import context

from kdviz.store.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata)
context.run_migrations()

"""The first tables: letters, parcels, what is published, couriers' tokens, the server's few numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """To this version. There is no way back: an older server would not know what it holds."""
    for name in ("letters", "parcels"):
        op.create_table(
            name,
            sa.Column("id", sa.LargeBinary(16), primary_key=True),
            sa.Column("day", sa.Integer, nullable=False),
            sa.Column("listed", sa.Boolean, nullable=False),
            sa.Column("body", sa.LargeBinary, nullable=False),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "published",
        sa.Column("path", sa.String(300), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tokens",
        sa.Column("sha256", sa.LargeBinary(32), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "state",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        # Sealed bytes do not compress: storing them outside, as they are, saves the attempt.
        for name in ("letters", "parcels"):
            op.execute(sa.text(f"ALTER TABLE {name} ALTER COLUMN body SET STORAGE EXTERNAL"))

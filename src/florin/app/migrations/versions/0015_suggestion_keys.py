"""The keys of requests on suggestions as codes: see 0015_suggestion_keys.sql."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Runs the script as it stands, without parameters."""
    script = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().connection.cursor().execute(script)

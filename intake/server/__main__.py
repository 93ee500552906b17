"""``python -m intake.server`` is the command ``intake``."""

from intake.server.cli import intake

intake(prog_name="intake")

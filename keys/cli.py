"""The command ``keys`` as it is installed: the admins' offline tool, and ``keys verify``, which is for online machines.

All else that ``keys`` does lies in ``keys.ceremony``, which cannot open a connection (an import contract holds it). This is
the one module that knows both, and nothing imports it (docs/decisions/0202-keys-verify.md).
"""

from __future__ import annotations

from intake.source.verifying import verify_command
from keys.ceremony.cli import keys

keys.add_command(verify_command("keys"))

__all__ = ["keys"]

"""The admins' offline tool: root and targets keys, certifying, rotating, revoking, publishing (docs/admin.md)."""

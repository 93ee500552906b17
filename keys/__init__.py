"""Asterism's keys: what couriers, reporters and admins run. See docs/protocol.md."""

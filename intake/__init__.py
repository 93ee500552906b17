"""Asterism's intake: what sources and the online server run. See docs/protocol.md."""

"""Formats and sealing: pure functions, no files, no network, no clock. The specification is docs/protocol.md."""

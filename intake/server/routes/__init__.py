"""The interface of docs/protocol.md: one module for each of those who speak to the server."""

"""Evidence: a conversation as a signed folder in the BagIt form (RFC 8493), and its check by anybody (docs/evidence.md)."""

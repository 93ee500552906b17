"""What lies on the stick, both directions: cards and the signed newsroom, bundles in, outboxes out (docs/protocol.md)."""

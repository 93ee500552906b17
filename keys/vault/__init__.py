"""What keeps secrets at rest on the machines without network."""

"""The air-gapped machine: receives, reads and answers, and knows no network."""

"""The courier's online laptop: pulls bundles, pushes outboxes, signs the board."""

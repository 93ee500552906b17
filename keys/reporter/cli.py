"""The command ``reporter``: everything that is done on the air-gapped machine. It never opens a connection."""

from keys.reporter import checking, exports, keeping, proving, retiring, talks, trips, views
from keys.reporter.command import reporter

__all__ = ["checking", "exports", "keeping", "proving", "reporter", "retiring", "talks", "trips", "views"]

if __name__ == "__main__":
    reporter()

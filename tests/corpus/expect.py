"""Write each group's expected.json: for each of its files what the cleaners must give, in Python and in every browser."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

from intake.clean import BytesSource, CleanError, clean, plan_chunks
from tests.corpus.corpus import CORPUS, GROUPS, files


def outcome(data: bytes) -> dict[str, Any]:
    """What cleaning these bytes gives: an error's code, "unknown", or the cleaned file's facts."""
    source = BytesSource(data)
    try:
        cleaned = clean(source)
    except CleanError as error:
        return {"error": error.code}
    if cleaned is None:
        return {"unknown": True}
    written = b"".join(plan_chunks(source, cleaned.plan))
    return {
        "format": cleaned.format,
        "extension": cleaned.extension,
        "mediaType": cleaned.media_type,
        "size": cleaned.plan.size,
        "sha256": hashlib.sha256(written).hexdigest(),
        "findings": [[finding.kind, finding.detail] for finding in cleaned.findings],
    }


def main() -> None:
    """Clean the files of the named groups, or of all, and write the lists."""
    for group in sys.argv[1:] or GROUPS:
        expected = {name: outcome(path.read_bytes()) for name, path in files(group).items()}
        (CORPUS / group / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

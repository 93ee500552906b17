"""Write expected.json: for each file of the corpus what the cleaners must give, in Python and in every browser."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from intake.clean import BytesSource, CleanError, clean, plan_chunks

HERE = Path(__file__).parent


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
    """Clean all files and write the list."""
    expected = {path.name: outcome(path.read_bytes()) for path in sorted((HERE / "files").iterdir())}
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

"""The records inside a bag: the custody chain, and whether files, texts and hashes say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys.reporter.custody import BEGUN, CAME, DID, EXPORTED, FIRST, RECEIVED, canonical, salted
from keys.reporter.evidence import bag
from keys.reporter.evidence.export import CHAIN_HEAD, CHAIN_LENGTH
from keys.reporter.evidence.folder import Findings, Folder
from keys.reporter.evidence.proofs import Proof
from keys.reporter.evidence.talk import as_text


@dataclass(frozen=True, slots=True)
class Proved:
    """A file that somebody kept, and what it is: "original" and "sent" as in ``hashes.json``; both: it went as it was."""

    file: Path
    rows: tuple[tuple[str, str], ...]  # the name of the file in the talk, what was proved


def check_chain(
    untrusted: bytes, key: str | None, info: dict[str, str] | None, findings: Findings
) -> list[dict[str, Any]]:
    """The custody record's entries; ``key`` and ``info``: None when they were altered and say nothing. Says where the chain breaks, and which entry is another's."""
    entries, previous, lines = [], FIRST, untrusted.split(b"\n")
    if lines.pop():
        findings.add(bag.CUSTODY, "does not end with a whole line")
    for number, line in enumerate(lines, 1):
        entry = _entry(line)
        if entry is None:
            findings.add(bag.CUSTODY, f"entry {number} is no entry")
        else:
            if entry["number"] != number or entry["previous"] != previous:
                findings.add(bag.CUSTODY, f"entry {number} does not follow the one before it")
            if key is not None and entry["key"] != key:
                findings.add(bag.CUSTODY, f"entry {number} is of another key")
            entries.append(entry)
        previous = hashlib.sha256(line).hexdigest()
    last = entries[-1] if entries else {}
    ends = last.get("did") == EXPORTED and last.get("purpose") == "evidence"
    named = None if info is None else (info.get("Bagging-Date"), info.get(CHAIN_HEAD), info.get(CHAIN_LENGTH))
    if not ends or named not in (None, (last["day"], previous, str(len(lines)))):
        findings.add(bag.CUSTODY, f"does not end with the export that {bag.INFO} names: entries are missing or changed")
    return entries


def _entry(line: bytes) -> dict[str, Any] | None:
    entry = _json(line)
    texts = ("did", "day", "key", "previous")
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in texts):
        return None
    return entry if entry["did"] in DID and type(entry.get("number")) is int else None


def _json(untrusted: bytes) -> Any:
    """What it holds, if that is written in its one spelling; else None."""
    try:
        found = json.loads(untrusted)
        return found if canonical(found) == untrusted else None
    except (ValueError, RecursionError):
        return None


def check_records(folder: Folder, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Hold files and texts against their salted hashes and the record; the rows of ``hashes.json``."""
    findings = folder.findings
    vouches = not findings.about(bag.CUSTODY)  # what was altered blames no other file
    came = [entry for entry in entries if entry["did"] in (RECEIVED, CAME)] if vouches else []
    rows, turns = _json(folder.read(bag.HASHES)[:-1]), _json(folder.read(bag.TALK)[:-1])
    whole_record = vouches and not any(entry["did"] == BEGUN for entry in entries)
    received = {sent for entry in came for sent in entry.get("sent", ())}
    if findings.about(bag.HASHES):
        rows = []
    else:
        try:
            _check_files(folder, rows, received if whole_record else None)
        except (TypeError, KeyError, ValueError, AttributeError):
            rows = []
            findings.add(bag.HASHES, "does not parse")
    if not findings.about(bag.TALK):
        try:
            _check_talk(folder, turns, {entry["message"]: entry["text"] for entry in came if "text" in entry})
        except (TypeError, KeyError, ValueError, AttributeError):
            findings.add(bag.TALK, "does not parse")
    return list(rows)


def _check_files(folder: Folder, rows: list[dict[str, Any]], received: set[str] | None) -> None:
    named = {bag.TRANSCRIPT, bag.TALK, bag.HASHES, bag.CUSTODY}
    for row in rows:
        path, salt, original = row["path"], bytes.fromhex(row["salt"]), row["original"]
        if received is not None and row["sent"] not in received:
            folder.findings.add(bag.HASHES, f"names a file that the custody record has not received: {row['name']}")
        if row["untouched"]:
            named.add(row["cleaned_copy"]["path"])
        if path is None:
            continue
        named.add(path)
        if path in folder.names and not folder.findings.about(path):
            proved = _salted_file(folder.folder / path, [salt])[0]
            if proved != row["sent"] or (row["untouched"] and proved != original):
                folder.findings.add(path, f"is not the file that {bag.HASHES} says arrived")
    for path in sorted({name for name in folder.names if name.startswith("data/")} - named):
        if not folder.findings.about(path):
            folder.findings.add(path, f"{bag.HASHES} does not name it")


def _check_talk(folder: Folder, turns: list[dict[str, Any]], recorded: dict[int, str]) -> None:
    for turn in turns:
        if "salt" in turn and recorded.get(turn["message"]) not in (
            None,
            salted(bytes.fromhex(turn["salt"]), turn["text"].encode()),
        ):
            folder.findings.add(bag.TALK, f"message {turn['message']} is not the text that the custody record received")
    if folder.read(bag.TRANSCRIPT) != as_text(turns) and not folder.findings.about(bag.TRANSCRIPT):
        folder.findings.add(bag.TRANSCRIPT, f"does not say what {bag.TALK} says")


def vouched(rows: Iterable[dict[str, Any]]) -> list[tuple[str, Proof]]:
    """The proofs by others that were found when the files were exported, each with the name of its file."""
    found = []
    for row in rows:
        untrusted = row.get("proofs")
        proofs = map(Proof.read, untrusted) if isinstance(untrusted, list) else ()
        found += [(_named(row), proof) for proof in proofs if proof is not None]
    return found


def prove(originals: Iterable[Path], rows: list[dict[str, Any]]) -> list[Proved]:
    """Which rows of ``hashes.json`` each kept file is the original of, or what was sent. Raises OSError."""
    found = []
    for file in originals:
        proved = _salted_file(file, [bytes.fromhex(row["salt"]) for row in rows])
        hits = []
        for row, digest in zip(rows, proved, strict=True):
            kinds = [kind for kind in ("original", "sent") if row[kind] == digest]
            if kinds:
                hits.append((_named(row), " and ".join(kinds)))
        found.append(Proved(file, tuple(hits)))
    return found


def _named(row: dict[str, Any]) -> str:
    return f"{row['name']} in message {row['message']}"


def _salted_file(path: Path, salts: list[bytes]) -> list[str]:
    """Hex SHA-256(salt ‖ file) for each salt, read once."""
    digests = [hashlib.sha256(salt) for salt in salts]
    with path.open("rb") as file:
        while block := file.read(bag.BLOCK):
            for digest in digests:
                digest.update(block)
    return [digest.hexdigest() for digest in digests]

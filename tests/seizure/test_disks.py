"""What disks forget: the same vault on several file systems, taken as an image, with the passphrase.

Where a file system overwrites in place, nothing deleted is found. Where it does not, the same search finds it: that is the
limit which docs/threat-model.md names, and for which ``reporter doctor`` asks for another file system.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from keys.reporter import doctor
from keys.reporter.finding import MEND, WELL
from keys.vault.vault import Vault
from tests.support.diskimage import BLOCK, MOST_PAGES, DiskImage, opened, why_not
from tests.support.newsroom import CHEAP, PASSPHRASE

TEXT = "Canary-text of a letter "
SCHEMA = ("CREATE TABLE letters (id INTEGER PRIMARY KEY, text TEXT); CREATE VIRTUAL TABLE words USING fts5 (text);",)
LETTERS = 8
DAYS = 70  # their seeds take more than half a block: btrfs keeps smaller files among its own data
EXT4 = ("mkfs.ext4", "-q", "-F", "-b", str(BLOCK))
DISKS = {
    "ext4": (EXT4, "loop", 16, True),
    "ext4, data=journal": (EXT4, "loop,data=journal", 16, False),
    "btrfs": (("mkfs.btrfs", "-q", "-f"), "loop", 112, False),
}

pytestmark = pytest.mark.xdist_group("seizure")


@pytest.mark.parametrize("name", DISKS)
def test_what_a_disk_forgets_is_what_doctor_says_of_it(name: str, tmp_path: Path) -> None:
    """Letters and days written and deleted: a disk of which doctor says well gives none of them."""
    reason = why_not()
    assert not reason or os.geteuid() != 0, f"disks have to be taken as images: {reason}"
    if reason:
        pytest.skip(reason)
    mkfs, options, megabytes, forgets = DISKS[name]
    image = DiskImage(tmp_path / "disk.img", megabytes, mkfs)
    image.make()
    with image.mounted(tmp_path / "disk", options):
        folder = tmp_path / "disk" / "vault"
        with Vault.create(folder, PASSPHRASE, schema=SCHEMA, cost=CHEAP) as vault:
            vault.day_keys.ensure(range(DAYS))
            seeds = {vault.day_keys.seed_of(day) for day in range(DAYS)}
            _write(vault)
            assert (folder / "vault.db").stat().st_size < MOST_PAGES * BLOCK
            with_all = opened(image.taken(), PASSPHRASE)
            _delete(vault)
            vault.day_keys.retire_before(DAYS)
        said = {finding.what: finding.state for finding in doctor.look(folder)}
    assert TEXT.encode() in with_all.everything
    assert {seed for day in with_all.seeds.values() for seed in day} == seeds
    assert said["file-system"] == (WELL if forgets else MEND)
    thief = opened(image.taken(), PASSPHRASE)
    left = {seed for day in thief.seeds.values() for seed in day} & seeds
    assert (TEXT.encode() in thief.everything or bool(left)) != forgets


def _write(vault: Vault) -> None:
    for number in range(LETTERS):
        with vault.transaction() as database:
            database.execute("INSERT INTO letters VALUES (?, ?)", (number, f"{TEXT}{number} " * 10))
            database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, f"{TEXT}{number} " * 10))


def _delete(vault: Vault) -> None:
    with vault.transaction() as database:
        database.execute("DELETE FROM letters")
        database.execute("DELETE FROM words")

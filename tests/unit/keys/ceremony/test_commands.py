"""The commands as an admin types them: prompts, passphrase files, JSON, the real cost of a passphrase."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from intake.protocol.newsroom import Newsroom
from keys.ceremony.errors import PageError
from keys.ceremony.folder import Folder
from keys.ceremony.page import INDEX, pin_page, read_page
from keys.stick import layout
from keys.vault.alone import alone
from tests.unit.keys.ceremony.office import TODAY, Office, card_bytes, passphrase_of


def test_a_newsroom_of_one_admin_begins_signs_and_rotates_at_the_real_cost(tmp_path: Path) -> None:
    """The demonstration's way: one passphrase file for all keys, and nobody is asked anything."""
    office = Office(tmp_path)
    files = office.files(["correct horse"])
    office.ok(
        "root", "new", office.folder, "--name", "The Newsroom", "--name", "ru=Редакция", "--threshold", 1,
        "--admins", 1, "--desk", "Investigations", "--desk", "ru=Расследования", "--promise", "Ada and Ben read this",
        "--language", "en", "--language", "ru", "--every-days", 1, *files,
    )  # fmt: skip
    assert all(path.stat().st_mode & 0o077 == 0 for path in (office.folder / "keys").iterdir())
    office.certify("Ada")
    office.certify_courier()
    office.ok("targets", "sign", office.folder, office.stick, "--page", office.page, *files)
    (desk,) = office.directory().newsroom.desks
    assert desk.names == {"en": "Investigations", "ru": "Расследования"}
    assert (desk.promise, desk.languages, desk.every_days) == ({"en": "Ada and Ben read this"}, ("en", "ru"), 1)
    said = json.loads(office.ok("root", "rotate", office.folder, "--json", *files))
    assert (said["ok"], said["root_version"]) == (True, 2)
    told = office.ok("targets", "sign", office.folder, office.stick, "--page", office.page, *files)
    assert "nothing changes, only the date" in told
    assert office.directory().versions.root == 2


def test_passphrases_are_asked_for_key_by_key_and_never_shown(tmp_path: Path) -> None:
    """Two of three admins type theirs; the summary comes before the first question."""
    office = Office(tmp_path).found(2, 3)
    office.certify("Ada")
    office.certify_courier()
    names = [f"admin {number}'s {role} key" for number in (1, 2) for role in ("root", "targets")]
    said = office.ok(
        "targets", "sign", office.folder, office.stick, "--page", office.page,
        typed="".join(passphrase_of(name) + "\n" for name in names),
    )  # fmt: skip
    places = [said.index(part) for part in ("adds Ada", *(f"Passphrase of {name}" for name in names), "is signed")]
    assert places == sorted(places)
    assert passphrase_of(names[0]) not in said


def test_each_key_may_have_its_own_passphrase_file(tmp_path: Path) -> None:
    """As many files as keys serve in the order of the keys; in another order nothing opens."""
    office = Office(tmp_path).begin()
    files = office.files([passphrase_of("admin 1's root key"), passphrase_of("admin 1's targets key")])
    office.certify_courier(os.urandom(32))
    sign = ("targets", "sign", office.folder, office.stick, "--page", office.page)
    swapped = office.run(*sign, *files[2:], *files[:2])
    assert "does not open admin 1's root key" in swapped.output
    office.ok(*sign, *files)


def test_the_words_are_shown_before_the_question_and_only_a_yes_certifies(tmp_path: Path) -> None:
    """An admin sees the name and six words; Enter alone certifies nobody."""
    office = Office(tmp_path).found()
    card = office.card("Ada")
    refused = office.run("reporter", "certify", office.folder, card, typed="\n")
    assert refused.exit_code == 1
    assert not Folder(office.folder).draft().reporters
    said = office.ok("reporter", "certify", office.folder, card, typed="y\n")
    assert said.index("The card of Ada") < said.index("Did Ada read you exactly these words?")


def test_a_card_is_taken_from_the_stick_when_it_is_the_one_new_card_there(tmp_path: Path) -> None:
    """Cards certified before may stay on the stick; a courier's card is not a reporter's."""
    office = Office(tmp_path).found()
    folder = layout.stick_folder(office.stick, layout.CARDS, make=True)
    for name in ("Ada", "Ben"):
        (folder / f"{name}.reporter").write_bytes(card_bytes(name, "reporter", os.urandom(32), os.urandom(16)))
        office.ok("reporter", "certify", office.folder, office.stick, "--yes")
    (folder / "laptop.courier").write_bytes(card_bytes("Laptop", "courier", office.courier))
    office.ok("courier", "certify", office.folder, office.stick, "--yes")
    assert [entry.name for entry in Folder(office.folder).draft().reporters] == ["Ada", "Ben"]


def test_json_answers_carry_what_a_script_needs(tmp_path: Path) -> None:
    """One object a command: the pin, versions, ids, days; an error has its code."""
    office = Office(tmp_path).begin()
    status = json.loads(office.ok("status", office.folder, "--json"))
    assert status["root_sha256"] == office.pin().hex()
    assert [entry["name"] for entry in status["reporters"]] == ["Ada", "Ben"]
    assert status["unsigned"] == []
    revoked = json.loads(office.ok("reporter", "revoke", office.folder, status["reporters"][0]["id"][:8], "--json"))
    assert revoked["name"] == "Ada"
    assert json.loads(office.run("reporter", "revoke", office.folder, "Ada", "--json").output)["error"]


def test_status_says_what_runs_out_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ninety-five days later the targets are about to run out; eleven months later so are the rest."""
    office = Office(tmp_path).begin()
    assert "Next: nothing until" in office.ok("status", office.folder)
    monkeypatch.setattr("keys.ceremony.cli.this_day", lambda: TODAY + 95)
    said = office.ok("status", office.folder)
    assert "Runs out soon: targets version 1" in said
    assert 'Next: sign with "keys targets sign"; that renews it' in said
    monkeypatch.setattr("keys.ceremony.cli.this_day", lambda: TODAY + 340)
    said = office.ok("status", office.folder)
    assert "Runs out soon: root version 1" in said
    assert "extend the certificate" in said


def test_a_root_that_would_run_out_before_the_targets_is_signed_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same keys sign the next root in the same sitting, and the summary says why."""
    office = Office(tmp_path).begin()
    monkeypatch.setattr("keys.ceremony.cli.this_day", lambda: TODAY + 250)
    said = office.sign(needs_root=True)
    assert "signs root version 2, because the last one runs out on" in said
    assert office.directory().versions.root == 2


def test_what_an_admin_changes_by_hand_is_told_before_it_is_signed(tmp_path: Path) -> None:
    """newsroom.json is theirs to edit; whatever differs is in the summary."""
    office = Office(tmp_path).begin()
    folder = Folder(office.folder)
    fields = json.loads(folder.draft().pack())
    fields["desks"][0] |= {"promise": {"en": "Read by two reporters"}, "every_days": 1}
    fields["reporters"][0]["name"] = "Ada L."
    fields["retention"]["letter_days"] = 21
    folder.write_draft(Newsroom.parse(json.dumps(fields).encode()))
    (office.page / "app.js").unlink()
    (office.page / "style.css").write_text("body {}")
    told = office.sign()
    for line in (
        'changes what Investigations promises: emptied every day, in en, "Read by two reporters"',
        "renames Ada to Ada L.",
        "keeps letters 21 days",
        "page: adds style.css",
        "page: removes app.js",
    ):
        assert line in told
    assert "targets/page/app.js" not in office.signed_files()


def test_the_page_is_signed_with_the_first_root_in_it_and_nothing_else_changed(tmp_path: Path) -> None:
    """Only the one attribute differs from the built page; filling it twice gives the same bytes."""
    page = read_page(Office(tmp_path).page)
    pinned = pin_page(page, bytes(32))
    assert pinned[INDEX].replace(b'content="' + b"0" * 64, b'content="') == page[INDEX]
    assert pinned | {INDEX: b""} == page | {INDEX: b""}
    assert pin_page(pinned, bytes(32)) == pinned
    with pytest.raises(PageError):
        pin_page(pinned, bytes([1]) * 32)


def test_the_command_starts_quickly_and_loads_no_network(tmp_path: Path) -> None:
    """``keys --help`` needs neither TUF nor cryptography; no ceremony module opens a connection."""
    program = (
        "import sys\nfrom keys.ceremony.cli import keys\n"
        "heavy = {'tuf', 'cryptography', 'nacl', 'argon2', 'requests', 'flask'} & set(sys.modules)\n"
        "assert not heavy, heavy\nkeys(['--help'])"
    )
    before = os.times()
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, cwd=Path.cwd())
    after = os.times()  # of the processor: a busy machine makes others wait, and that is not meant
    assert after.children_user - before.children_user + after.children_system - before.children_system < 5


def test_two_commands_at_once_in_one_folder_are_refused_the_second_time(tmp_path: Path) -> None:
    """Each would put its own draft in the other's place: whom the first certified would not be in it."""
    office = Office(tmp_path).found()
    with alone(office.folder):
        done = office.run("reporter", "certify", office.folder, office.card("Ada"), "--yes")
        assert done.exit_code == 1
        assert "Another command is at work in this folder" in done.output
        said = json.loads(office.run("targets", "sign", office.folder, office.stick, "--json").stdout)
        assert said["error"] == "folder-in-use"
        assert office.run("backup", "paper", office.folder, "--dry-run").exit_code == 1
    office.certify("Ada")

"""Reporters and desks over the years: renewed, moved, joined, suspected, dropped; what desks promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from keys.ceremony.draft import current, without_old
from keys.ceremony.folder import Folder
from keys.ceremony.words import newsroom_changes
from tests.unit.keys.ceremony.office import TODAY, Office


def two_desks(tmp_path: Path) -> Office:
    """Signed once; Ada reads for Investigations, Ben for Sports."""
    office = Office(tmp_path).found(desks=("Investigations", "Sports"))
    office.certify("Ada", "--desk", 1)
    office.certify("Ben", "--desk", 2)
    office.certify_courier()
    office.sign(needs_root=True)
    return office


def readers(office: Office) -> dict[str, set[str]]:
    """Who reads at which published desk."""
    newsroom = office.directory().newsroom
    return {
        desk.names["en"]: {entry.name for entry in newsroom.reporters if entry.reporter in desk.reporters}
        for desk in newsroom.desks
    }


def test_renewing_needs_no_card_and_moves_the_end_alone(tmp_path: Path) -> None:
    """The key of an id never changes, so nothing has to be read aloud."""
    office = Office(tmp_path).begin()
    before = Folder(office.folder).draft().reporters
    assert "until" in office.ok("reporter", "renew", office.folder, "Ada", "--days", 500)
    after = Folder(office.folder).draft().reporters
    assert [(entry.reporter, entry.verify_key, entry.since) for entry in before] == [
        (entry.reporter, entry.verify_key, entry.since) for entry in after
    ]
    assert max(entry.until for entry in after) == TODAY + 500
    office.ok("reporter", "revoke", office.folder, "Ada")
    assert "revoked, or the certificate ran out" in office.run("reporter", "renew", office.folder, "Ada").output


def test_a_reporter_moves_between_desks_or_reads_at_both(tmp_path: Path) -> None:
    """The published desks follow; the one left without a reader is not published, and that is said."""
    office = two_desks(tmp_path)
    office.ok("reporter", "move", office.folder, "Ada", "--to", "Sports", "--stay")
    office.sign()
    assert readers(office) == {"Investigations": {"Ada"}, "Sports": {"Ada", "Ben"}}
    office.certify("Chi", "--desk", 1)
    several = office.run("reporter", "move", office.folder, "Ada", "--to", "Sports")
    assert several.exit_code == 0  # it leaves the one other desk
    assert "Nothing is to be changed" in office.run("reporter", "move", office.folder, "Ada", "--to", "2").output
    said = office.ok("reporter", "move", office.folder, "Chi", "--to", "Sports")
    assert "Investigations has no reader left" in said
    office.sign()
    assert readers(office) == {"Sports": {"Ada", "Ben", "Chi"}}


def test_a_move_is_refused_where_it_would_be_guessing(tmp_path: Path) -> None:
    """A full desk, a desk that the reporter is not at, several desks and none named."""
    office = Office(tmp_path).found(desks=("One", "Two", "Three"))
    office.certify("Ada", "--desk", 1)
    office.ok("reporter", "move", office.folder, "Ada", "--to", "Two", "--stay")
    assert "reads at One and Two" in office.run("reporter", "move", office.folder, "Ada", "--to", "Three").output
    wrong = office.run("reporter", "move", office.folder, "Ada", "--to", "One", "--from", "Three")
    assert "does not read at that desk" in wrong.output
    for name in ("Ben", "Chi", "Dan", "Eva"):
        office.certify(name, "--desk", 3)
    full = office.run("reporter", "move", office.folder, "Ada", "--to", "Three", "--from", "One")
    assert "four readers already" in full.output


def test_who_joins_in_the_middle_is_told_from_when_on(tmp_path: Path) -> None:
    """Earlier letters were sealed to others; the summary that is signed says that the desk is read by one more."""
    office = Office(tmp_path).begin()
    said = office.ok("reporter", "certify", office.folder, office.card("Chi"), "--yes")
    assert "earlier letters were sealed to others alone" in said
    assert "gives Investigations to Ada, Ben and Chi" in office.sign()


def test_a_second_machine_is_a_second_id_and_never_an_accident(tmp_path: Path) -> None:
    """A new vault under a known name is refused unless it is said to be a second machine; then both get letters."""
    office = Office(tmp_path).begin()
    again = office.card("Ada")
    refused = office.run("reporter", "certify", office.folder, again, "--yes")
    assert "certified already, with another machine" in refused.output
    assert "keys reporter suspect" in refused.output
    office.ok("reporter", "certify", office.folder, again, "--yes", "--second-machine")
    office.sign()
    newsroom = office.directory().newsroom
    machines = [entry for entry in newsroom.reporters if entry.name == "Ada"]
    assert len({entry.verify_key for entry in machines}) == 2
    assert all(entry.reporter in newsroom.desks[0].reporters for entry in machines)


def test_a_suspected_vault_is_retired_at_once_and_its_owner_gets_a_new_id(tmp_path: Path) -> None:
    """The words are those of docs/protocol.md; nothing is sealed to the old id; a new card of the same name is taken."""
    office = Office(tmp_path).begin()
    dry = office.ok("reporter", "suspect", office.folder, "Ada", "--dry-run")
    said = office.ok("reporter", "suspect", office.folder, "Ada")
    for line in ("pose as Ada's sources to Ada, and as Ada to those sources", "published and not yet retired"):
        assert line in dry
        assert line in said
    assert 'sign with "keys targets sign" now' in said
    office.certify("Ada")
    office.sign()
    newsroom = office.directory().newsroom
    old, new = sorted((entry for entry in newsroom.reporters if entry.name == "Ada"), key=lambda entry: entry.until)
    assert not old.takes_letters(TODAY)
    assert new.takes_letters(TODAY)
    assert old.reporter not in newsroom.desks[0].reporters


def test_an_id_is_dropped_when_its_last_answer_has_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For 120 days after its end it stays listed, so that sources find answers; then the summary says that it goes."""
    office = Office(tmp_path).begin()
    office.ok("reporter", "revoke", office.folder, "Ben")
    draft = Folder(office.folder).draft()
    assert without_old(draft, TODAY + 119) == draft
    assert [entry.name for entry in without_old(draft, TODAY + 120).reporters] == ["Ada"]
    office.sign()
    office.ok("reporter", "renew", office.folder, "Ada", "--days", 500)
    monkeypatch.setattr("keys.ceremony.cli.this_day", lambda: TODAY + 119)
    assert "no longer lists" not in office.sign()
    monkeypatch.setattr("keys.ceremony.cli.this_day", lambda: TODAY + 120)
    assert "no longer lists Ben" in office.sign()
    assert "Not signed yet" not in office.ok("status", office.folder)


def test_a_certificate_that_ran_out_long_ago_leaves_its_seat(tmp_path: Path) -> None:
    """Nothing was sealed to it for months, so the desk is published without it and no draft contradicts itself."""
    office = Office(tmp_path).found()
    office.certify("Ada", "--days", 1)
    office.certify("Ben")
    office.certify_courier()
    draft = Folder(office.folder).draft()
    assert [len(desk.reporters) for desk in current(draft, TODAY + 121).desks] == [2]
    assert [len(desk.reporters) for desk in current(draft, TODAY + 122).desks] == [1]


def test_desks_open_change_and_close_and_the_summary_says_so(tmp_path: Path) -> None:
    """A promise is who reads, in which languages, how often; a renamed desk is not told as closed."""
    office = Office(tmp_path).begin()
    office.ok("desk", "new", office.folder, "--name", "Sports", "--name", "ru=Спорт", "--promise", "Ben reads", "--language", "en",
              "--language", "ru", "--every-days", 1)  # fmt: skip
    assert "Sports" not in office.sign()
    office.ok("reporter", "move", office.folder, "Ben", "--to", "Sports")
    assert (
        'opens the desk Sports (en) and Спорт (ru): read by Ben, emptied every day, in en and ru, "Ben reads"'
        in office.sign()
    )
    office.ok("desk", "change", office.folder, "Sports", "--every-days", 7, "--promise", "ru=Читает Бен")
    assert "changes what Sports promises: emptied every 7 days" in office.sign()
    assert office.directory().newsroom.desks[1].promise == {"en": "Ben reads", "ru": "Читает Бен"}
    office.ok("desk", "change", office.folder, "Sports", "--name", "Culture")
    told = office.sign()
    assert "renames the desk Sports to Culture (en) and Спорт (ru)" in told
    assert "closes" not in told
    said = office.ok("desk", "remove", office.folder, "Culture")
    assert "At no desk now: Ben" in said
    assert "closes the desk Culture\n" in office.sign()


def test_desks_that_could_not_be_told_apart_are_refused(tmp_path: Path) -> None:
    """The same name in any language, a language that is none, no name, nothing to change."""
    office = Office(tmp_path).begin()
    assert "a desk of this name" in office.run("desk", "new", office.folder, "--name", "investigations").output
    assert "no language code" in office.run("desk", "new", office.folder, "--name", "X", "--language", "?").output
    assert office.run("desk", "new", office.folder).exit_code == 2
    assert "Nothing is to be changed" in office.run("desk", "change", office.folder, "1").output
    assert "longer than 300" in office.run("desk", "change", office.folder, "1", "--promise", "x" * 301).output


def test_changes_of_desks_are_told_whatever_happened_to_them(tmp_path: Path) -> None:
    """Names in other languages, readers and terms each have their own sentence."""
    office = two_desks(tmp_path)
    before = office.directory().newsroom
    office.ok("desk", "change", office.folder, "Sports", "--name", "de=Sport")
    office.ok("desk", "remove", office.folder, "1")
    lines = newsroom_changes(before, current(Folder(office.folder).draft(), TODAY), TODAY)
    assert lines == ["names the desk Sport (de) and Sports (en)", "closes the desk Investigations"]

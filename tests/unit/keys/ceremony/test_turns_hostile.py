"""Sticks that were altered, mixed up or made to deceive: what an admin sees is what is signed, or nothing is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tuf.api.metadata import Metadata, Targets

from keys.ceremony.errors import CeremonyError, NotAskedError
from keys.ceremony.folder import Folder
from keys.ceremony.reading import read_request
from keys.ceremony.request import Request, Signatures, read_part
from keys.ceremony.signing import keys_for, sign_with
from keys.signing import tuf_signer
from tests.unit.intake.protocol.spoil import altered, spoilt
from tests.unit.keys.ceremony.circle import WORDS, Circle, request_file
from tests.unit.keys.ceremony.office import TODAY


def edit_json(path: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change a JSON file by hand."""
    fields = json.loads(path.read_bytes())
    change(fields)
    path.write_bytes(json.dumps(fields).encode())


ALTERED: dict[str, Callable[[Circle], None]] = {
    "another reader in newsroom.json": lambda c: edit_json(
        request_file(c, "targets/newsroom.json"), lambda f: f.update(names={"en": "Other"})
    ),
    "another file of the page": lambda c: _write(request_file(c, "targets/page/app.js"), b"evil()"),
    "a file more": lambda c: _write(request_file(c, "targets/page/more.js"), b"evil()"),
    "a file less": lambda c: request_file(c, "targets/page/app.js").unlink(),
    "a field that is not shown": lambda c: edit_json(
        request_file(c, "targets.json"), lambda f: _signed(f).update(extra="delegations could hide here")
    ),
    "delegations": lambda c: edit_json(
        request_file(c, "targets.json"), lambda f: _signed(f).update(delegations={"keys": {}, "roles": []})
    ),
    "an hour in the end": lambda c: edit_json(
        request_file(c, "targets.json"), lambda f: _signed(f).update(expires="2099-01-01T01:00:00Z")
    ),
    "other admins beside the same root": lambda c: edit_json(
        request_file(c, "admins.json"), lambda f: f.update(threshold=1)
    ),
    "a forged history": lambda c: edit_json(
        request_file(c, "known/1.root.json"), lambda f: _signed(f).update(version=1, x=1)
    ),
    "no history": lambda c: request_file(c, "known/admins.json").unlink(),
    "a page of another newsroom": lambda c: _write(
        request_file(c, "targets/page/index.html"), b'<meta name="newsroom-root" content="' + b"0" * 64 + b'">'
    ),
    "damage": lambda c: _write(request_file(c, "targets.json"), b"{"),
}


def _write(path: Path, body: bytes) -> None:
    path.write_bytes(body)


def _signed(fields: dict[str, object]) -> dict[str, object]:
    signed = fields["signed"]
    assert isinstance(signed, dict)
    return signed


@pytest.mark.parametrize("change", ALTERED)
def test_a_request_that_says_more_than_is_shown_is_not_signed(tmp_path: Path, change: str) -> None:
    """Whoever had the stick changed it: the machine refuses, and no signature lies on the stick."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.certify("Chi")
    circle.request()
    ALTERED[change](circle)
    result = circle.signs("Nora")
    assert result.exit_code == 1
    assert "keys: kept: Nothing was signed" in result.output
    assert not request_file(circle, "signed").exists()


def test_every_field_of_a_root_is_shown_or_the_root_is_refused(tmp_path: Path) -> None:
    """A second threshold, an unlisted key, a courier who is an admin: none of them can be signed unseen."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.ok("root", "change", circle.folder, "--threshold", 3, "--yes")
    circle.request()
    path = request_file(circle, "root.json")
    honest = path.read_bytes()

    def thresholds(signed: dict[str, object]) -> None:
        roles = signed["roles"]
        assert isinstance(roles, dict)
        roles["targets"]["threshold"] = 1

    def own_courier(signed: dict[str, object]) -> None:
        roles = signed["roles"]
        assert isinstance(roles, dict)
        roles["snapshot"]["keyids"] = roles["timestamp"]["keyids"] = roles["root"]["keyids"][:1]

    for change in (thresholds, own_courier, lambda signed: signed.update(consistent_snapshot=False)):
        path.write_bytes(honest)
        edit_json(path, lambda fields, change=change: change(_signed(fields)))  # type: ignore[misc]
        assert circle.signs("Nora").exit_code == 1
    path.write_bytes(honest)
    assert circle.signs("Nora").exit_code == 0


def test_an_older_request_and_another_newsroom_are_told_apart(tmp_path: Path) -> None:
    """A stick from last month asks again for what was signed; a stranger's stick has another first root."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.request()
    shutil.copytree(circle.stick, tmp_path / "old")
    for name in ("Nora", "Olu"):
        circle.signs(name)
    circle.collect()
    assert circle.signs("Nora").exit_code == 0  # nothing to sign: it learns
    shutil.rmtree(circle.stick)
    shutil.copytree(tmp_path / "old", circle.stick)
    assert "older than what this machine knows" in circle.signs("Nora").output
    other = Circle(tmp_path / "other").begin_in_turns()
    other.request()
    circle.stick = other.stick
    assert "another newsroom" in circle.signs("Nora").output


def test_a_second_list_under_one_number_is_told_before_it_is_signed(tmp_path: Path) -> None:
    """Whoever prepares two versions 2, one for each half of the admins, is noticed by everybody who signed the other."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.request()
    assert "Attention" not in circle.signs("Nora").output
    assert "Attention" not in circle.signs("Nora").output  # the very same again is no news
    circle.certify("Eve")
    circle.request()
    assert "this machine has signed another targets version 2 before" in circle.signs("Nora").output


def test_keys_that_were_replaced_cannot_hide_a_change(tmp_path: Path) -> None:
    """A thief of the old targets keys forges "what was signed last" with Eve in it, so that adding her would not show."""
    circle = Circle(tmp_path).begin_in_turns(("Nora", "Olu"), threshold=2)
    stolen = [
        held.seed(WORDS) for name in ("Nora", "Olu") for held in circle.home(name).held() if held.role == "targets"
    ]
    for number, name in enumerate(("Nora", "Olu"), start=1):
        circle.renew(name)
        circle.ok("root", "change", circle.folder, "--replace", number, circle.card_of(name), "--yes")
    circle.round("Nora", "Olu")
    circle.signs("Nora")
    circle.signs("Olu")
    circle.certify("Eve")
    circle.request()
    metadata: Metadata[Targets] = Metadata.from_bytes(request_file(circle, "targets.json").read_bytes())
    for seed in stolen:
        metadata.sign(tuf_signer(seed), append=True)
    known = request_file(circle, "known")
    for path in known.glob("2.*"):
        if "root" not in path.name:
            path.unlink()
    forged = metadata.signed.version
    (known / f"{forged}.targets.json").write_bytes(metadata.to_bytes())
    shutil.copy(request_file(circle, "targets/newsroom.json"), known / f"{forged}.newsroom.json")
    edit_json(request_file(circle, "targets.json"), lambda fields: _signed(fields).update(version=forged + 1))
    said = circle.ok("sign", circle.stick, "--folder", circle.own("Nora"), "--dry-run")
    assert "adds Eve" in said
    assert "Attention: version 3 was signed with keys that the last root no longer names" in said
    circle.signs("Nora")
    targets = circle.home("Nora").known.last_targets()
    assert targets is not None
    assert targets.version == 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_stick_is_read_or_refused_with_our_error(recorded: dict[str, bytes], data: st.DataObject) -> None:
    """Whatever somebody did to the files of a request, nothing but a documented error leaves the reader."""
    name = data.draw(st.sampled_from(sorted(recorded)))
    change = data.draw(st.sampled_from(["bytes", "json", "gone", "other"]))
    files = dict(recorded)
    if change == "bytes":
        files[name] = data.draw(altered(recorded[name]))
    elif change == "json" and name.endswith(".json"):
        files[name] = json.dumps(data.draw(spoilt(json.loads(recorded[name])))).encode()
    elif change == "other":
        files[name] = recorded[data.draw(st.sampled_from(sorted(recorded)))]
    else:
        del files[name]
    with suppress(CeremonyError):
        read_request(Request.parse(files), Folder(Path("/nowhere")), None, TODAY)
    with suppress(CeremonyError):
        Signatures.parse(files.get(name, b""))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A request with everything in it: a new root and new targets after one of each."""
    circle = Circle(tmp_path_factory.mktemp("recorded")).begin_in_turns(("Nora",), threshold=1)
    circle.certify("Chi")
    circle.certify_courier(bytes(31) + b"\1")
    circle.request()
    return read_part(circle.stick)


def test_signatures_count_for_the_very_request_alone(tmp_path: Path) -> None:
    """A signature of an earlier request is worth nothing, damage does not push out a good one, one person is one."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.request()
    circle.signs("Nora")
    (old,) = request_file(circle, "signed").iterdir()
    kept = old.read_bytes()
    circle.certify("Chi")
    circle.request()
    request_file(circle, "signed").mkdir()
    old.write_bytes(kept)
    assert "2 more admins have to sign" in circle.collect()
    circle.signs("Nora")
    assert "1 more admin has to sign" in circle.collect()
    (request_file(circle, "signed") / "copy.json").write_bytes(old.read_bytes())
    old.write_bytes(kept)
    assert "1 more admin has to sign" in circle.collect()
    circle.signs("Olu")
    assert "Version 2 is signed" in circle.collect()
    assert "Nothing waits for signatures" in circle.run("sign", "collect", circle.folder, circle.stick).output


def test_a_machine_whose_keys_do_not_count_signs_nothing(tmp_path: Path) -> None:
    """A stranger's machine reads the summary and is told that it is not asked."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.new_admin("Eve")
    circle.request()
    request = Request.parse(read_part(circle.stick))
    reading = read_request(request, circle.home("Eve").known, None, TODAY)
    with pytest.raises(NotAskedError):
        keys_for(reading, circle.home("Eve").held())
    with pytest.raises(ValueError, match="zip"):
        sign_with(reading, circle.home("Nora").held(), [])

"""Signing in turns: what an admin sees is what is signed, whoever prepared the stick and whatever happened to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from tuf.api.metadata import Metadata, Root, Targets

from intake.protocol.code import Code
from intake.protocol.source import Identity
from keys.ceremony.admincard import AdminCard, open_admin_card
from keys.ceremony.errors import BadNameError, CeremonyError, NotAskedError
from keys.ceremony.folder import ADMINS, Folder
from keys.ceremony.own import OwnFolder
from keys.ceremony.paper import key_words
from keys.ceremony.reading import read_request
from keys.ceremony.request import PART, Request, Signatures, read_part
from keys.ceremony.signing import keys_for, sign_with
from keys.signing import tuf_signer
from keys.stick.errors import BrokenCardError
from keys.vault.errors import EmptyPassphraseError
from tests.unit.intake.protocol.spoil import altered, spoilt
from tests.unit.keys.ceremony.circle import WORDS, Circle
from tests.unit.keys.ceremony.office import NOW, TODAY
from tests.unit.keys.ceremony.plug import PulledError, pulled_after


def request_file(circle: Circle, name: str) -> Path:
    """A file of the request on the stick."""
    return circle.stick / "asterism" / PART / name


def edit_json(path: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change a JSON file by hand."""
    fields = json.loads(path.read_bytes())
    change(fields)
    path.write_bytes(json.dumps(fields).encode())


def test_what_two_of_three_signed_at_home_is_a_directory_that_every_client_takes(tmp_path: Path) -> None:
    """Also one that knew the root before: an admin leaves, one joins, one has new keys; sources' codes keep working."""
    from tests.unit.keys.ceremony.test_published import client

    circle = Circle(tmp_path).begin_in_turns()
    first = circle.signed_files()["1.root.json"]
    client(tmp_path / "client", circle.publish(), first).refresh()
    code = Code.draw()
    before = Identity.of(code, circle.directory().root_one_sha256).master

    circle.new_admin("Quy")
    circle.renew("Nora")
    circle.ok("root", "change", circle.folder, "--remove", 3, "--add", circle.card_of("Quy"), "--yes")
    circle.ok("root", "change", circle.folder, "--replace", 1, circle.card_of("Nora"), "--threshold", 3, "--yes")
    assert "1 more admin has to sign: any of Quy." in circle.round("Nora", "Olu")
    assert "Version 2 is signed" in (circle.signs("Quy"), circle.collect())[1]
    circle.version = 10
    updater = client(tmp_path / "client", circle.publish(), None)
    updater.refresh()
    assert circle.directory().versions.root == 2
    assert Identity.of(code, circle.directory().root_one_sha256).master == before


def test_a_threshold_alone_can_change(tmp_path: Path) -> None:
    """The same keys, another number: the plan is put in place only once a root says so."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.ok("root", "change", circle.folder, "--threshold", 3, "--yes")
    assert Folder.open(circle.folder).admins().threshold == 2
    assert "asks for 3 of 3 admins" in circle.request()
    for name in ("Nora", "Olu"):
        circle.signs(name)
    assert Folder.open(circle.folder).admins().threshold == 2
    circle.collect()
    circle.signs("Pia")
    circle.collect()
    assert Folder.open(circle.folder).admins().threshold == 3
    assert Folder.open(circle.folder).plan() is None
    assert circle.directory().versions.root == 2


def test_a_newsroom_of_one_folder_moves_to_machines_of_their_own(tmp_path: Path) -> None:
    """The old keys sign from the folder, the new ones at home; then the folder holds no key any more."""
    circle = Circle(tmp_path)
    circle.begin()
    for name in ("Nora", "Olu"):
        circle.new_admin(name)
    circle.ok("root", "change", circle.folder, "--replace", 1, circle.card_of("Nora"), "--threshold", 2,
              "--add", circle.card_of("Olu"), "--yes")  # fmt: skip
    circle.request()
    old = circle.files(["the words of admin 1's root key"])
    circle.ok("sign", circle.stick, "--folder", circle.folder, "--yes", *old)
    for name in ("Nora", "Olu"):
        assert circle.signs(name).exit_code == 0
    assert "Version 2 is signed" in circle.collect()
    assert not list((circle.folder / "keys").iterdir())
    assert circle.directory().versions.root == 2
    assert (
        "keys sign request" in circle.run("targets", "sign", circle.folder, circle.stick, "--page", circle.page).output
    )


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


def test_dry_runs_write_nothing_anywhere(tmp_path: Path) -> None:
    """Every command that signs or writes has one, and after it every file is what it was."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.request()
    circle.new_admin("Quy")
    circle.ok("desk", "new", circle.folder, "--name", "Sports")
    chi, spare = circle.card("Chi"), circle.card("Spare", "courier")
    words = tmp_path / "words"
    words.write_text(" ".join(key_words("root", circle.home("Nora").held()[0].seed(WORDS))))
    quy = circle.card_of("Quy")

    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    before = everything()
    for command in (
        ("admin", "new", tmp_path / "x", "--name", "X"),
        ("admin", "card", circle.own("Nora"), circle.stick),
        ("admin", "renew", circle.own("Nora")),
        ("root", "new", tmp_path / "x", "--name", "X", "--threshold", 1, "--card", quy),
        ("root", "new", tmp_path / "x", "--name", "X"),
        ("root", "change", circle.folder, "--add", quy),
        ("reporter", "certify", circle.folder, chi, "--desk", 1),
        ("reporter", "revoke", circle.folder, "Ada"),
        ("reporter", "renew", circle.folder, "Ada"),
        ("reporter", "suspect", circle.folder, "Ada"),
        ("reporter", "move", circle.folder, "Ada", "--to", "Sports"),
        ("desk", "new", circle.folder, "--name", "Culture"),
        ("desk", "change", circle.folder, "1", "--every-days", 9),
        ("desk", "remove", circle.folder, "1"),
        ("backup", "paper", circle.own("Nora"), "--to", tmp_path / "sheets"),
        ("backup", "shares", circle.own("Nora"), "--to", tmp_path / "sheets"),
        ("backup", "restore", circle.own("Nora"), "--words", words),
        ("passphrase", circle.own("Nora")),
        ("courier", "certify", circle.folder, spare),
        ("sign", "request", circle.folder, circle.stick, "--page", circle.page),
        ("sign", circle.stick, "--folder", circle.own("Nora")),
        ("sign", "collect", circle.folder, circle.stick),
    ):
        said = json.loads(circle.ok(*command, "--dry-run", "--json"))
        assert said["dry_run"] is True, command
        assert everything() == before, command


def test_the_words_are_of_the_bytes_that_are_signed(tmp_path: Path) -> None:
    """Another byte, other words; who carries the stick cannot change the one without the other."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.request()
    one = Request.parse(read_part(circle.stick))
    circle.certify("Chi")
    circle.request()
    other = Request.parse(read_part(circle.stick))
    assert one.words != other.words
    assert Request.parse(other.pack()).words == other.words


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


def test_an_admins_card_is_signed_by_both_of_its_keys() -> None:
    """Nobody passes off another's key as theirs, nor a name that deceives."""
    card, body = AdminCard.make("Nora", bytes(32), bytes([1]) * 32)
    assert open_admin_card(body) == card
    _, other = AdminCard.make("Nora", bytes(32), bytes([2]) * 32)
    for broken in (
        other[:64] + body[64:],
        body[:64] + other[64:128] + body[128:],
        body.replace(b"Nora", b"Olu!"),
        b"",
        body[:-1],
    ):
        with pytest.raises(BrokenCardError):
            open_admin_card(broken)
    with pytest.raises(BrokenCardError):
        open_admin_card(AdminCard.make("Nora", bytes(32), bytes(32))[1])
    with pytest.raises(BadNameError):
        open_admin_card(AdminCard.make("No\x1bra", bytes(32), bytes([1]) * 32)[1])
    assert SigningKey(bytes(32)).verify_key.encode() == card.root


@given(st.binary(max_size=300) | altered(AdminCard.make("Nora", bytes(32), bytes([1]) * 32)[1]))
def test_any_bytes_are_an_admins_card_or_our_error(untrusted: bytes) -> None:
    """Nothing but the documented errors leaves the parser, and an altered card is never one."""
    with suppress(BrokenCardError, BadNameError):
        assert open_admin_card(untrusted).name == "Nora"


def test_an_empty_passphrase_makes_no_key(tmp_path: Path) -> None:
    """Neither in a new folder nor beside old keys is anything written."""
    with pytest.raises(EmptyPassphraseError):
        OwnFolder.create(tmp_path / "x", "X", (bytes(32), bytes([1]) * 32), ["good", " "])
    assert not (tmp_path / "x").exists()


def _crash(circle: Circle, acts: int, command: Callable[[], object]) -> bool:
    """Run a command with the plug pulled after so many acts; whether it was pulled."""
    with pulled_after(acts) as asked:
        command()
    return len(asked) > acts


def _tree(top: Path) -> dict[str, bytes]:
    """Every file below two folders and the stick."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for part in ("admin", "nora", "stick")
        for path in (top / part).rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("verb", ["request", "sign", "collect"])
def test_a_turn_that_is_cut_at_any_write_is_just_run_again(tmp_path: Path, verb: str) -> None:
    """Whatever write the plug is pulled at, the next run ends with the very files of a run that nobody cut."""
    made = Circle(tmp_path / "made").begin_in_turns(("Nora",), threshold=1)
    made.new_admin("Quy")
    made.ok("root", "change", made.folder, "--add", made.card_of("Quy"), "--yes")
    if verb != "request":
        made.request()
    if verb == "collect":
        made.signs("Nora")
        made.signs("Quy")

    def again(number: int) -> tuple[Path, Callable[[], Result]]:
        top = tmp_path / f"{verb}-{number}"
        shutil.copytree(tmp_path / "made", top)
        command = {
            "request": ["sign", "request", top / "admin", top / "stick", "--page", top / "page"],
            "sign": ["sign", top / "stick", "--folder", top / "nora", "--yes", *made.files([WORDS])],
            "collect": ["sign", "collect", top / "admin", top / "stick"],
        }[verb]
        return top, lambda: made.run(*command)

    top, run = again(-1)
    assert run().exit_code == 0
    wanted = _tree(top)
    acts, pulled = 0, True
    while pulled:
        top, run = again(acts)
        with pulled_after(acts) as asked:
            run()
        pulled = len(asked) > acts
        ended = run()
        # What was collected to its end waits for nothing; all that it wrote is there.
        assert ended.exit_code == 0 or "Nothing waits for signatures" in ended.output, (acts, ended.output)
        assert _tree(top) == wanted, acts
        shutil.rmtree(top)
        acts += 1
    assert acts > 4


def test_making_and_renewing_keys_may_be_cut_at_any_write(tmp_path: Path) -> None:
    """A folder with a card is whole; without one nothing was handed over, and the command is just run again."""
    seeds = [bytes([number]) * 32 for number in range(4)]
    acts, pulled = 0, True
    while pulled:
        path = tmp_path / str(acts)
        circle = Circle(tmp_path / f"office-{acts}")

        def make(path: Path = path) -> None:
            with pytest.MonkeyPatch.context() as patch:
                from keys.vault import passphrase
                from tests.unit.keys.ceremony.transcript import cheapen

                cheapen(patch, passphrase.write_key_file)
                try:
                    own = OwnFolder.create(path, "Nora", seeds[:2], [WORDS, WORDS])
                    own.renew(seeds[2:], [WORDS, WORDS])
                except PulledError:
                    return

        pulled = _crash(circle, acts, make)
        if not (path / "card").is_file():
            make()
        own = OwnFolder.open(path)
        assert [held.seed(WORDS) for held in own.held()[:2]] == seeds[:2]
        if own.renewing:
            assert [held.seed(WORDS) for held in own.held()] == seeds
        acts += 1


def test_the_old_keys_go_only_when_the_new_ones_are_in_place(tmp_path: Path) -> None:
    """Pulled at any act of learning the new root, the machine opens with the new keys, and only with them."""
    circle = Circle(tmp_path / "made").begin_in_turns(threshold=1)
    circle.renew("Nora")
    circle.ok("root", "change", circle.folder, "--replace", 1, circle.card_of("Nora"), "--yes")
    wanted = circle.home("Nora").held()[2:]
    circle.round("Nora")
    learned = Request.parse(read_part(circle.stick)).known
    acts, pulled = 0, True
    while pulled:
        shutil.rmtree(tmp_path / "now", ignore_errors=True)
        shutil.copytree(circle.own("Nora"), tmp_path / "now")

        def learn() -> None:
            try:
                OwnFolder.open(tmp_path / "now").learn(learned)
            except PulledError:
                return

        pulled = _crash(circle, acts, learn)
        own = OwnFolder.open(tmp_path / "now")
        own.learn(learned)
        held = own.held()
        assert [key.public for key in held] == [key.public for key in wanted]
        assert all(key.seed(WORDS) for key in held)
        acts += 1
    assert acts > 6


def test_metadata_of_a_request_is_what_tuf_knows(tmp_path: Path) -> None:
    """What lies on the stick to be signed is plain TUF metadata without a signature, for whoever wants to look."""
    circle = Circle(tmp_path).meet("Nora", threshold=1)
    circle.request()
    root: Metadata[Root] = Metadata.from_bytes(request_file(circle, "root.json").read_bytes())
    assert not root.signatures
    circle.signs("Nora")
    circle.collect()
    circle.request()
    targets: Metadata[Targets] = Metadata.from_bytes(request_file(circle, "targets.json").read_bytes())
    assert not targets.signatures
    assert (targets.signed.expires - NOW).days >= 118
    assert ADMINS in {path.name for path in request_file(circle, "").iterdir()}

"""Admins for tests who sign in turns: a folder of their own each, one newsroom's folder without a key, one stick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from click.testing import Result

from keys.ceremony.own import OwnFolder
from keys.ceremony.request import PART
from keys.vault import passphrase
from tests.unit.keys.ceremony.office import CHEAP, Office

WORDS = "six words of this admin"


class Circle(Office):
    """An office whose admins have their keys at home: :meth:`meet`, then :meth:`round` for each signing."""

    def own(self, name: str) -> Path:
        """An admin's own folder."""
        return self.top / name.lower()

    def home(self, name: str) -> OwnFolder:
        """The same, open."""
        return OwnFolder.open(self.own(name))

    def new_admin(self, name: str) -> None:
        """Make an admin's keys; they open quickly."""
        before, passphrase.write_key_file.__kwdefaults__ = passphrase.write_key_file.__kwdefaults__, {"cost": CHEAP}
        try:
            self.ok("admin", "new", self.own(name), "--name", name, *self.files([WORDS]))
        finally:
            passphrase.write_key_file.__kwdefaults__ = before

    def renew(self, name: str) -> None:
        """Make an admin's new keys."""
        before, passphrase.write_key_file.__kwdefaults__ = passphrase.write_key_file.__kwdefaults__, {"cost": CHEAP}
        try:
            self.ok("admin", "renew", self.own(name), *self.files([WORDS]))
        finally:
            passphrase.write_key_file.__kwdefaults__ = before

    def card_of(self, name: str) -> Path:
        """An admin's card in a file: of new keys, if some wait."""
        own = self.home(name)
        path = self.top / f"{name}.admin"
        path.write_bytes(own.card_bytes("next.card" if own.renewing else "card"))
        return path

    def meet(self, *names: str, threshold: int = 2) -> Circle:
        """Everybody makes keys, and the newsroom begins with their cards, a courier, Ada and Ben."""
        for name in names:
            self.new_admin(name)
        cards = [part for name in names for part in ("--card", self.card_of(name))]
        self.ok("root", "new", self.folder, "--name", "The Newsroom", "--threshold", threshold, *cards, "--yes")
        self.certify_courier()
        for reader in ("Ada", "Ben"):
            self.certify(reader)
        return self

    def request(self) -> str:
        """``keys sign request``."""
        return self.ok("sign", "request", self.folder, self.stick, "--page", self.page)

    def signs(self, name: str, *more: object) -> Result:
        """``keys sign`` by one admin; every question is answered with yes."""
        return self.run("sign", self.stick, "--folder", self.own(name), "--yes", *more, *self.files([WORDS]))

    def collect(self) -> str:
        """``keys sign collect``."""
        return self.ok("sign", "collect", self.folder, self.stick)

    def round(self, *names: str) -> str:
        """A request, signed by these admins, collected."""
        self.request()
        for name in names:
            result = self.signs(name)
            assert result.exit_code == 0, result.output
        return self.collect()

    def begin_in_turns(self, names: Sequence[str] = ("Nora", "Olu", "Pia"), threshold: int = 2) -> Circle:
        """Founded and signed once: both rounds by the first admins."""
        self.meet(*names, threshold=threshold)
        self.round(*names[:threshold])
        self.round(*names[:threshold])
        return self


def request_file(circle: Circle, name: str) -> Path:
    """A file of the request on the stick."""
    return circle.stick / "asterism" / PART / name

"""A key that lies on this machine, sealed under its passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from keys.ceremony.errors import DamagedFolderError, NoKeyFileError, WrongKeyFileError
from keys.signing import public_tuf_key, tuf_signer
from keys.vault.errors import DamagedVaultError, NotAVaultError, WrongPassphraseError
from keys.vault.passphrase import read_key_file


@dataclass(frozen=True, slots=True)
class Held:
    """What the key is called, its role ("root" or "targets"), its public half (Ed25519, 32 bytes), its file."""

    called: str
    role: str
    public: bytes
    path: Path

    def __str__(self) -> str:
        return self.called

    def seed(self, passphrase: str) -> bytes:
        """The seed, 32 bytes. Raises WrongPassphraseError, WrongKeyFileError, NoKeyFileError, DamagedFolderError."""
        try:
            seed = read_key_file(self.path, passphrase)
        except WrongPassphraseError:
            raise WrongPassphraseError(f"This passphrase does not open {self}", kept="Nothing was signed") from None
        except NotAVaultError:
            raise NoKeyFileError(f"The file {self.path.name} with {self} is not in this folder") from None
        except DamagedVaultError:
            raise DamagedFolderError(
                f"The file {self.path.name} with {self} is damaged",
                todo="Put back the key file from its copy, or let another admin sign",
            ) from None
        if tuf_signer(seed).public_key != public_tuf_key(self.public):
            raise WrongKeyFileError(f"The file {self.path.name} holds another key than {self}")
        return seed

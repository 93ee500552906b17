"""A system-call filter for the sandbox: calls that no renderer needs and that attacks on the kernel begin with.

It is classic BPF, assembled here: a number of bwrap's manual, no library. A call of the list fails with EPERM, as does
a socket of any family but AF_UNIX; calls of a foreign architecture end the process. On a processor that has no column
here there is no filter: the other walls stand all the same.
"""

from __future__ import annotations

import platform
import struct
from typing import Final

# Name: its number on x86_64 and on aarch64 (the kernel's unistd.h), None where there is none.
DENIED: Final[dict[str, tuple[int | None, int | None]]] = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "delete_module": (176, 106),
    "fanotify_init": (300, 262),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vhangup": (153, 58),
}
_COLUMN: Final = {"x86_64": 0, "aarch64": 1}
_SOCKET: Final = (41, 198)
_AUDIT_ARCH: Final = (0xC000003E, 0xC00000B7)
_AF_UNIX: Final = 1
_X32: Final = 0x40000000  # x86_64's calls with 32-bit pointers have this bit in their numbers

# struct seccomp_data: the call's number at 0, the architecture at 4, the first argument at 16 (its low half first)
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _EPERM = 0x7FFF0000, 0x80000000, 0x00050001


def program(machine: str | None = None) -> bytes | None:
    """The filter as bwrap's ``--seccomp`` reads it, or None: this processor is not in the table."""
    column = _COLUMN.get(machine or platform.machine())
    if column is None:
        return None
    numbers = sorted(number for row in DENIED.values() if (number := row[column]) is not None)
    # The last three instructions: allow, refuse, kill. Jumps say how many instructions they leap over.
    body: list[tuple[int, int, int, int]] = [(_LOAD, 0, 0, 4), (_EQUAL, 0, -3, _AUDIT_ARCH[column]), (_LOAD, 0, 0, 0)]
    body += [(_AT_LEAST, -3, 0, _X32)]
    body += [(_EQUAL, -2, 0, number) for number in numbers]
    body += [(_EQUAL, 0, -1, _SOCKET[column]), (_LOAD, 0, 0, 16), (_EQUAL, -1, -2, _AF_UNIX)]
    ends = {-1: len(body), -2: len(body) + 1, -3: len(body) + 2}
    body += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _EPERM), (_RETURN, 0, 0, _KILL)]

    def leap(at: int, to: int) -> int:
        return ends[to] - at - 1 if to < 0 else to

    return b"".join(
        struct.pack("<HBBI", code, leap(at, yes), leap(at, no), value) for at, (code, yes, no, value) in enumerate(body)
    )

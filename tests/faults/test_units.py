"""The units of deploy/: what systemd thinks of them, and both of them started by a real systemd."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.machine import LIBRARIES, boot, machine

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = ("asterism.service", "asterism-nginx.service")
MOST_EXPOSED = 1.5
"""Of 10. What is left is the network on loopback, and the machine's own root directory."""
# Runs inside, beside the two services, as an operator's own first look would.
ATTEMPT = """
import http.client, json, os, socket, struct, subprocess, time

def ask(method, path, body=b""):
    for _ in range(600):
        try:
            line = socket.create_connection(("127.0.0.1", 8081), 60)
            break
        except OSError:
            time.sleep(0.1)
    line.sendall(b"PROXY TCP6 fc00::1 ::1 27 80\\r\\n")
    line.sendall(f"{method} {path} HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n".encode() + body)
    answer = http.client.HTTPResponse(line, method=method)
    answer.begin()
    answer.read()
    return answer.status

def until(status, *request):
    for _ in range(600):
        if (found := ask(*request)) == status:
            break
        time.sleep(0.1)
    return found

def shown(unit, name):
    return subprocess.run(["systemctl", "show", "-P", name, unit], capture_output=True, text=True).stdout.strip()

day = struct.pack(">BI", 1, int(time.time()) // 86400)
exchange = b"".join(day + os.urandom(8187) for _ in range(4))
key, parcel = os.urandom(16).hex(), os.urandom(65536)
told = {"exchange": until(201, "POST", "/letters", exchange), "parcel": ask("PUT", f"/parcels/{key}", parcel)}
pid = int(shown("asterism", "MainPID"))
status = dict(each.split(":", 1) for each in open(f"/proc/{pid}/status").read().splitlines())
told["uid"], told["caps"], told["seccomp"] = (status[name].split()[0] for name in ("Uid", "CapBnd", "Seccomp"))
told["wipes"] = b"junk:true" in open(f"/proc/{pid}/environ", "rb").read()
subprocess.run(["systemctl", "kill", "--signal=SIGKILL", "asterism"])
told["after a kill"] = until(200, "HEAD", f"/parcels/{key}")
subprocess.run(["systemctl", "restart", "asterism", "asterism-nginx"])
told["after a restart"] = until(200, "HEAD", f"/parcels/{key}")
for unit in ("asterism", "asterism-nginx"):
    told[unit] = shown(unit, "ActiveState")
told["logged"] = subprocess.run(["journalctl", "-u", "asterism*", "-o", "cat"], capture_output=True, text=True).stdout
print(json.dumps(told))
"""


@pytest.mark.parametrize("unit", UNITS)
def test_little_is_left_to_a_hijacked_service(unit: str, tmp_path: Path) -> None:
    """systemd's own judgement of the sandbox, and no word that it does not know."""
    copy = tmp_path / unit
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
    checked = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED * 10:.0f}", str(copy)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    print(judged.stdout.strip().splitlines()[-1])
    assert judged.returncode == 0, judged.stdout


@pytest.mark.long
def test_both_services_start_under_a_real_systemd_and_come_back(tmp_path: Path) -> None:
    """nginx and the server in their sandboxes take an exchange and a parcel, outlive a kill and a restart, log none."""
    with machine(tmp_path) as root:
        for user in ("asterism", "asterism-nginx"):
            subprocess.run(["chroot", str(root), "useradd", "--system", "--no-create-home", user], check=True)
        folder = root / "srv" / "asterism"
        folder.mkdir(parents=True)
        (folder / "intake.toml").write_text('client_header = "X-Circuit"\ndisk_floor_bytes = 0\n', encoding="utf-8")
        shutil.chown(folder, *_ids(root, "asterism"))
        for unit in UNITS:
            shutil.copy(DEPLOY / unit, root / "etc/systemd/system" / unit)
        (root / "etc/asterism").mkdir()
        shutil.copy(DEPLOY / "nginx.conf", root / "etc/asterism/nginx.conf")
        # As the guide says: the folder is made by the service's own user before the first start.
        first = root / "etc/systemd/system/asterism.service.d"
        first.mkdir()
        (first / "first.conf").write_text(
            f"[Service]\nExecStartPre=/opt/asterism/bin/intake init /srv/asterism\nEnvironment={LIBRARIES}\n"
        )
        told = json.loads(boot(root, ATTEMPT, after=" ".join(UNITS)).splitlines()[-1])
    print(told)
    assert (told["exchange"], told["parcel"]) == (201, 201)
    assert told["uid"] != "0"
    assert (int(told["caps"], 16), told["seccomp"], told["wipes"]) == (0, "2", True)
    assert (told["after a kill"], told["after a restart"]) == (200, 200)
    assert (told["asterism"], told["asterism-nginx"]) == ("active", "active")
    assert "fc00" not in told["logged"]
    assert "letters" not in told["logged"]


def _ids(root: Path, user: str) -> tuple[int, int]:
    for line in (root / "etc/passwd").read_text(encoding="utf-8").splitlines():
        name, _, uid, gid, *_rest = line.split(":")
        if name == user:
            return int(uid), int(gid)
    raise LookupError(user)

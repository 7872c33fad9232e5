"""Start a real Elasticsearch for tests and development: fetched with Maven, kept in ``.tools/``.

    python tools/elasticsearch_server.py [--port N] [--nodes N]

prints ``ELASTICSEARCH_URL=http://127.0.0.1:PORT`` when the server is ready, with commas between the addresses of
several nodes, and runs until it is interrupted or its standard input closes. It needs Maven (once) and a JDK of 21
or later. The data lives in temporary directories and goes with the server. Never a production server.
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "9.2.0"
TOOLS = Path(__file__).resolve().parent.parent / ".tools"
HOME = TOOLS / f"elasticsearch-{VERSION}"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
_LEAST_JAVA = 21
_START_SECONDS = 180
#: A user of the file realm of a node with security, who may do everything.
ADMINISTRATOR = ("administrator", "of-the-tests")
_HEAP = "-Xms512m -Xmx512m"
# Compiles quickly instead of well: several nodes start on few processors.
_SEVERAL = f"{_HEAP} -XX:TieredStopAtLevel=1"


class CannotStart(Exception):
    """A sentence that says why there is no server."""


def java_home() -> Path:
    """Return the directory of a JDK that is new enough, or raise CannotStart."""
    named = [os.environ[name] for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    installed = sorted(str(path) for path in Path("/usr/lib/jvm").glob("*"))
    for candidate in [*named, *installed]:
        release = Path(candidate) / "release"
        if release.is_file():
            found = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8"))
            if found and int(found[1]) >= _LEAST_JAVA:
                return Path(candidate)
    raise CannotStart(f"no JDK {_LEAST_JAVA} or later was found (set ES_JAVA_HOME)")


def install() -> Path:
    """Fetch and unpack the server unless that was done before; return its directory."""
    java_home()
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (HOME / "unpacked").exists():
            return HOME
        maven = shutil.which("mvn")
        if maven is None:
            raise CannotStart("Maven is not installed, so Elasticsearch could not be fetched")
        archive = TOOLS / f"elasticsearch-{VERSION}.zip"
        for goal in (
            ["get", f"-Dartifact={_ARTIFACT}", "-Dtransitive=false"],
            ["copy", f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={TOOLS}"],
        ):
            command = [maven, "-q", "-B", f"{_PLUGIN}:{goal[0]}", *goal[1:]]
            done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=False)
            if done.returncode:
                raise CannotStart(f"Maven could not fetch Elasticsearch: {done.stdout[-500:].strip()}")
        shutil.rmtree(HOME, ignore_errors=True)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(TOOLS)
        for program in (HOME / "bin").iterdir():
            program.chmod(0o755)
        archive.unlink()
        (HOME / "unpacked").touch()
    return HOME


@dataclass(frozen=True)
class Certificate:
    """Files in PEM that a node shows to its clients, and those of the authority that they know."""

    certificate: Path
    key: Path
    authority: Path


@dataclass(frozen=True)
class Security:
    """What makes a node know its users and speak TLS only.

    ``roles``: descriptors by name; ``users``: password and role by name. They live in the node's files: this
    distribution lacks what its index of users and API keys needs, which ``elasticsearch_keys.allow`` adds.
    """

    certificate: Certificate
    roles: Mapping[str, Any]
    users: Mapping[str, tuple[str, str]]


class Node:
    """One node with a directory of its own; it may fall and come back."""

    def __init__(
        self, settings: dict[str, Any], *, security: Security | None = None, java: str = _HEAP
    ) -> None:
        self.home = install()
        self.place = Path(tempfile.mkdtemp(prefix="elasticsearch-"))
        self.process: subprocess.Popen[bytes] | None = None
        self._security = security
        self._java = java
        self.port: int = settings["http.port"]
        self.name: str = settings.get("node.name", "")
        self.url = f"http{'s' if security else ''}://127.0.0.1:{self.port}"
        shutil.copytree(self.home / "config", self.place / "config")
        for name in ("data", "logs", "tmp"):
            (self.place / name).mkdir()
        settings = {
            "cluster.name": "tests",
            "network.host": "127.0.0.1",
            "transport.port": _free_port(),
            "path.data": str(self.place / "data"),
            "path.logs": str(self.place / "logs"),
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "xpack.security.enabled": security is not None,
            **settings,
        }
        if security:
            settings |= self._secure(security)
        lines = (f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
        (self.place / "config" / "elasticsearch.yml").write_text("".join(lines), encoding="utf-8")

    def start(self) -> None:
        """Launch it; `wait` says when it answers."""
        self.process = _launch(self.home, self.place, self._java)

    def wait(self, nodes: int = 1) -> None:
        """Return when it answers and knows of so many nodes; raises CannotStart."""
        assert self.process is not None
        # "GET /" is not answered by this distribution.
        probe = f"/_cluster/health?wait_for_status=yellow&wait_for_nodes={nodes}&timeout=10s"
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                output = (self.place / "output").read_text(encoding="utf-8", errors="replace")
                raise CannotStart(f"Elasticsearch ended at once: {output[-800:]}")
            try:
                health = self.ask("GET", probe)
                if health["status"] in ("yellow", "green") and not health["timed_out"]:
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise CannotStart(f"Elasticsearch was not ready after {_START_SECONDS} s")

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A request of whoever looks after the cluster; returns the answer's JSON."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        context = None
        if self._security:
            known = base64.b64encode(":".join(ADMINISTRATOR).encode()).decode()
            request.add_header("Authorization", f"Basic {known}")
            context = ssl.create_default_context(cafile=str(self._security.certificate.authority))
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            return json.load(answer)

    def stop(self) -> None:
        """End it as an operator does, or by force when it takes too long."""
        if self.process is not None:
            _stop(self.process)
            self._fall_silent()
        self.process = None

    def kill(self) -> None:
        """End it at once, as the kernel or a power cut does."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self._fall_silent()
        self.process = None

    def remove(self) -> None:
        """End it and remove all that it had."""
        self.stop()
        shutil.rmtree(self.place, ignore_errors=True)

    def _fall_silent(self) -> None:
        """The launcher is gone; the server that it launched may take a moment longer."""
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.1)

    def show(self, certificate: Certificate) -> None:
        """Put a certificate in its place; a node that runs notices it after some seconds."""
        for name, path in (("node.crt", certificate.certificate), ("node.key", certificate.key)):
            shutil.copyfile(path, self.place / "config" / name)

    def _secure(self, security: Security) -> dict[str, Any]:
        self.show(security.certificate)
        name, password = ADMINISTRATOR
        users = {**security.users, name: (password, "superuser")}
        files = {
            "users": [f"{name}:{_hashed(password)}" for name, (password, _) in users.items()],
            "users_roles": [f"{role}:{name}" for name, (_, role) in users.items()],
            "roles.yml": [f"{name}: {json.dumps(role)}" for name, role in security.roles.items()],
        }
        for file, lines in files.items():
            (self.place / "config" / file).write_text(
                "".join(f"{line}\n" for line in lines), encoding="utf-8"
            )
        return {
            "xpack.security.http.ssl.enabled": True,
            "xpack.security.http.ssl.certificate": "node.crt",
            "xpack.security.http.ssl.key": "node.key",
        }


@contextmanager
def running(port: int | None = None) -> Iterator[str]:
    """Run a server of one node; yield its address when it is ready, stop it at the end."""
    with running_node(port) as node:
        yield node.url


@contextmanager
def running_node(port: int | None = None, *, security: Security | None = None) -> Iterator[Node]:
    """Run a server of one node; stop it at the end."""
    settings = {"discovery.type": "single-node", "http.port": port or _free_port()}
    node = Node(settings, security=security)
    try:
        node.start()
        node.wait()
        yield node
    finally:
        node.remove()


@contextmanager
def running_cluster(size: int) -> Iterator[list[Node]]:
    """Run a cluster on this machine; yield its nodes when all have found each other."""
    names = [f"node-{number}" for number in range(1, size + 1)]
    transports = [_free_port() for _ in names]
    nodes: list[Node] = []
    try:
        for name, transport in zip(names, transports, strict=True):
            settings = {
                "node.name": name,
                "http.port": _free_port(),
                "transport.port": transport,
                "discovery.seed_hosts": [f"127.0.0.1:{each}" for each in transports],
                "cluster.initial_master_nodes": names,
            }
            nodes.append(Node(settings, java=_SEVERAL))
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait(size)
        yield nodes
    finally:
        for node in nodes:
            node.remove()


def _hashed(password: str) -> str:
    """As Elasticsearch writes a password that is hashed with PBKDF2."""
    salt = os.urandom(32)
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10_000, 32)
    coded = [base64.b64encode(part).decode() for part in (salt, derived)]
    return f"{{PBKDF2}}10000${'$'.join(coded)}"


def _launch(home: Path, place: Path, java: str) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "ES_JAVA_HOME": str(java_home()),
        "ES_JAVA_OPTS": java,
        "ES_PATH_CONF": str(place / "config"),
        "ES_TMPDIR": str(place / "tmp"),
        "LIBFFI_TMPDIR": str(place / "tmp"),
        "HOME": str(place),
    }
    user: int | None = None
    group: int | None = None
    if os.geteuid() == 0:
        # Elasticsearch refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        user, group = nobody.pw_uid, nobody.pw_gid
        for path in [place, *place.rglob("*")]:
            os.chown(path, user, group)
    with (place / "output").open("ab") as output:
        return subprocess.Popen(
            [str(home / "bin" / "elasticsearch")],
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and its launcher, which share a session of their own."""
    for sign, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, sign)
            process.wait(seconds)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    parser = argparse.ArgumentParser(description="Run Elasticsearch for tests until interrupted.")
    parser.add_argument("--port", type=int, help="HTTP port; a free one when not given")
    parser.add_argument(
        "--nodes", type=int, default=1, help="how many nodes; several take ports of their own"
    )
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with ExitStack() as stack:
            if given.nodes > 1:
                url = ",".join(node.url for node in stack.enter_context(running_cluster(given.nodes)))
            else:
                url = stack.enter_context(running(given.port))
            print(f"ELASTICSEARCH_URL={url}", flush=True)
            # Ends with whoever started it, however that process dies.
            sys.stdin.read()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())

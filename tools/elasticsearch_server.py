"""Start a real Elasticsearch for tests and development: fetched with Maven, kept in ``.tools/``.

    python tools/elasticsearch_server.py [--port N]

prints ``ELASTICSEARCH_URL=http://127.0.0.1:PORT`` when the server is ready and runs until it is interrupted
or its standard input closes. It needs Maven (once) and a JDK of 21 or later. The data lives in a temporary
directory and goes with the server. Never a production server: security is off.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "9.2.0"
TOOLS = Path(__file__).resolve().parent.parent / ".tools"
HOME = TOOLS / f"elasticsearch-{VERSION}"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
_LEAST_JAVA = 21
_START_SECONDS = 180
_SETTINGS = """\
cluster.name: tests
discovery.type: single-node
xpack.security.enabled: false
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {data}
path.logs: {logs}
cluster.routing.allocation.disk.threshold_enabled: false
"""


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


@contextmanager
def running(port: int | None = None) -> Iterator[str]:
    """Run a server of one node; yield its address when it is ready, stop it at the end."""
    home = install()
    place = Path(tempfile.mkdtemp(prefix="elasticsearch-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        port = port or _free_port()
        _configure(home, place, port)
        process = _launch(home, place)
        url = f"http://127.0.0.1:{port}"
        _wait(url, process, place)
        yield url
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(place, ignore_errors=True)


def _configure(home: Path, place: Path, port: int) -> None:
    shutil.copytree(home / "config", place / "config")
    for name in ("data", "logs", "tmp"):
        (place / name).mkdir()
    settings = _SETTINGS.format(port=port, transport=_free_port(), data=place / "data", logs=place / "logs")
    (place / "config" / "elasticsearch.yml").write_text(settings, encoding="utf-8")


def _launch(home: Path, place: Path) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "ES_JAVA_HOME": str(java_home()),
        "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
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
    with (place / "output").open("wb") as output:
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


def _wait(url: str, process: subprocess.Popen[bytes], place: Path) -> None:
    # "GET /" is not answered by this distribution.
    probe = f"{url}/_cluster/health?wait_for_status=yellow&timeout=10s"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            output = (place / "output").read_text(encoding="utf-8", errors="replace")
            raise CannotStart(f"Elasticsearch ended at once: {output[-800:]}")
        try:
            with urllib.request.urlopen(probe, timeout=15) as answer:
                if json.load(answer)["status"] in ("yellow", "green"):
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise CannotStart(f"Elasticsearch was not ready after {_START_SECONDS} s")


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
    port: int | None = parser.parse_args().port
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with running(port) as url:
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

"""Lets the Elasticsearch for tests keep API keys: a small plugin, compiled from `SecurityAnalysis.java`.

The distribution comes without the module that the index of users and API keys is analysed with.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from tools import elasticsearch_server as server

_SOURCE = Path(__file__).with_name("SecurityAnalysis.java")
_PLUGIN = server.HOME / "plugins" / "security-analysis"
_API, _CLASS = "org.elasticsearch.plugin.analysis", "kb.tools.SecurityAnalysis"
_COMPONENTS = {
    f"{_API}.TokenizerFactory": {"uax_url_email": f"{_CLASS}$Addresses"},
    f"{_API}.TokenFilterFactory": {"pattern_capture": f"{_CLASS}$Parts", "unique": f"{_CLASS}$Once"},
}
_DESCRIPTOR = {
    "name": "security-analysis",
    "description": "What the index of API keys needs",
    "version": "1",
    "elasticsearch.version": server.VERSION,
    "java.version": "21",
}


def allow() -> None:
    """Nodes that start from now on keep API keys. Raises CannotStart where there is no compiler of Java."""
    home, compiler = server.install(), server.java_home() / "bin" / "javac"
    if not compiler.exists():
        raise server.CannotStart(f"{compiler} is missing: this Java can run programs, but make none")
    with (server.TOOLS / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _PLUGIN.exists():
            _make(home, compiler)


def _make(home: Path, compiler: Path) -> None:
    with tempfile.TemporaryDirectory(dir=server.TOOLS) as folder:
        classes, beside = Path(folder) / "classes", Path(folder) / "plugin"
        beside.mkdir()
        command = [compiler, "--release", "21", "-d", classes, "-cp", home / "lib" / "*", _SOURCE]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise server.CannotStart(f"The plugin for API keys cannot be compiled: {done.stderr[-500:]}")
        with zipfile.ZipFile(beside / "security-analysis.jar", "w") as jar:
            for file in classes.rglob("*.class"):
                jar.write(file, file.relative_to(classes))
        (beside / "named_components.json").write_text(json.dumps(_COMPONENTS), encoding="utf-8")
        lines = "".join(f"{name}={value}\n" for name, value in _DESCRIPTOR.items())
        (beside / "stable-plugin-descriptor.properties").write_text(lines, encoding="utf-8")
        shutil.move(beside, _PLUGIN)

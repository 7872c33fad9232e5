"""Find damaged files of a generation before they give wrong answers.

One flipped byte can change results without an error. tantivy ends its files in a footer of JSON with the
CRC32 of what is before it, the footer's length, and a magic number, both 32-bit little-endian.
"""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

from search.engines.embedded.files import read_json

_MAGIC = 1337
_TAIL = struct.Struct("<II")
_BLOCK = 1 << 20
_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")


def find_damage(directory: Path) -> list[str]:
    """Return one sentence for every file of a generation that is missing or damaged."""
    found: list[str] = []
    for name in ("mapping.json", "index/.managed.json"):
        _parse(directory / name, found)
    meta = _parse(directory / "index" / "meta.json", found)
    if (directory / "tombstones.json").exists():
        _parse(directory / "tombstones.json", found)
    if not isinstance(meta, dict):
        return found
    for segment in meta.get("segments", ()):
        name = segment["segment_id"].replace("-", "")
        files = [f"{name}.{part}" for part in _PARTS]
        if segment.get("deletes"):
            files.append(f"{name}.{segment['deletes']['opstamp']}.del")
        for file in files:
            problem = _check(directory / "index" / file)
            if problem:
                found.append(f"{file}: {problem}")
    return found


def _parse(path: Path, found: list[str]) -> object:
    try:
        return read_json(path)
    except FileNotFoundError:
        found.append(f"{path.name}: missing")
    except (OSError, ValueError) as error:
        found.append(f"{path.name}: cannot be read ({error})")
    return None


def _check(path: Path) -> str:
    """Return what is wrong with one of tantivy's files, or an empty string."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            if size < _TAIL.size:
                return "too short"
            stream.seek(size - _TAIL.size)
            length, magic = _TAIL.unpack(stream.read(_TAIL.size))
            body = size - _TAIL.size - length
            if magic != _MAGIC or body < 0:
                return "no footer at its end"
            stream.seek(body)
            expected = json.loads(stream.read(length))["crc"]
            stream.seek(0)
            checksum, left = 0, body
            while left:
                block = stream.read(min(_BLOCK, left))
                if not block:
                    return "cut short"
                checksum = zlib.crc32(block, checksum)
                left -= len(block)
    except FileNotFoundError:
        return "missing"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"cannot be read ({error})"
    return "" if checksum == expected else "damaged (its checksum does not fit)"

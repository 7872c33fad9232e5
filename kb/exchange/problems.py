"""What is wrong with a record, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is the path in the record, `reason` a sentence in the active language.

    `waits` names the record that it points to and that may still come.
    """

    field: str
    reason: str
    waits: str = ""


class Problems(Exception):
    """Why a record cannot be imported: everything that is known of it."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.field}: {each.reason}" for each in self.problems))

    @property
    def wait(self) -> bool:
        """Whether nothing is wrong but that other records are not there."""
        return all(each.waits for each in self.problems)


class Collector:
    """Gathers problems, so that a line is reported as a whole."""

    def __init__(self, problems: Iterable[Problem] = ()):
        self.found = list(problems)

    def add(self, field: str, reason: str, *, waits: str = "") -> None:
        self.found.append(Problem(field, reason, waits))

    def take(self, problems: Problems) -> None:
        self.found.extend(problems.problems)

    def settle(self) -> None:
        """Raise `Problems` if there are any."""
        if self.found:
            raise Problems(self.found)


def problem(field: str, reason: str, *, waits: str = "") -> Problems:
    """One problem, to be raised."""
    return Problems([Problem(field, reason, waits)])


def of_validation(error: ValidationError, path: str, names: dict[str, str] | None = None) -> Problems:
    """What a model says of its values. `names` leads from the model's names to those of the file."""
    if not hasattr(error, "error_dict"):
        return problem(path, " ".join(error.messages))
    found = []
    for name, messages in error.message_dict.items():
        place = path if name == "__all__" else f"{path}.{(names or {}).get(name, name)}".lstrip(".")
        found.append(Problem(place or "record", " ".join(messages)))
    return Problems(found)

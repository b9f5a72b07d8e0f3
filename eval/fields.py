"""The fields of one record of a set, read with their types: what is missing or mistyped is said with file, line and field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from summarizer.errors import InputError

KINDS = {str: "a text", list: "a list", dict: "an object", bool: "true or false", int: "a number", float: "a number"}


@dataclass(frozen=True)
class Fields:
    """A record and where it stands (`peers.jsonl:7`). A field that is null counts as missing."""

    record: Mapping[str, Any]
    where: str

    def __contains__(self, name: str) -> bool:
        return self.record.get(name) is not None

    def wrong(self, name: str, wanted: str) -> InputError:
        if name not in self:
            return InputError(f"{self.where}: `{name}` is missing; it has to be {wanted}")
        return InputError(f"{self.where}: `{name}` has to be {wanted}, not {KINDS[type(self.record[name])]}")

    def text(self, name: str, default: str | None = None) -> str:
        """A text. Without a default it has to be there, here as below."""
        if name not in self and default is not None:
            return default
        value = self.record.get(name)
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return value

    def identity(self, name: str, default: int | None = None) -> str:
        """A text or a whole number, as a text."""
        value = self.record.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.wrong(name, "a text or a whole number")
        return str(value)

    def one_of(self, name: str, *choices: str) -> str:
        """One of the choices; the first where the field is missing."""
        value = self.text(name, choices[0])
        if value not in choices:
            raise InputError(f"{self.where}: `{name}` is {value!r}; it has to be {' or '.join(choices)}")
        return value

    def flag(self, name: str) -> bool:
        """True or false; false where the field is missing."""
        value = self.record.get(name) or False
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def texts(self, name: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; empty where the field is missing, unless it is needed."""
        value = self.record.get(name)
        if value is None and not needed:
            return ()
        if not isinstance(value, list):
            raise self.wrong(name, "a list of texts")
        for place, item in enumerate(value, 1):
            if not isinstance(item, str):
                raise InputError(f"{self.where}: `{name}` has to be a list of texts, and number {place} is none")
        return tuple(value)

    def named(self, name: str) -> dict[str, Any]:
        """An object; empty where the field is missing."""
        value = self.record.get(name, {})
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.wrong(name, "an object")
        return value

    def named_texts(self, name: str) -> dict[str, str]:
        """An object whose values are texts."""
        inside = Fields(self.named(name), f"{self.where}, `{name}`")
        return {key: inside.text(key) for key in inside.record}

    def objects(self, name: str) -> list[Fields]:
        """A list of objects, each with its place in the list; empty where the field is missing."""
        value = self.record.get(name) or []
        if not isinstance(value, list):
            raise self.wrong(name, "a list of objects")
        for place, item in enumerate(value, 1):
            if not isinstance(item, dict):
                raise InputError(f"{self.where}: `{name}` has to be a list of objects, and number {place} is none")
        return [Fields(item, f"{self.where}, `{name}` {place}") for place, item in enumerate(value, 1)]

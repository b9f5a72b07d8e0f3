"""Prompts are data: finds them in `prompts/`, fills them strictly, and names each by a fingerprint of its content."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Any

from summarizer.engines import Prompt
from summarizer.engines.control import LOOKALIKES, neutralise
from summarizer.errors import InputError

KEYS = frozenset({"system", "user", "examples", "optional", "term"})
TAG = re.compile(r"</?([a-z][\w-]*)>")


@dataclass(frozen=True)
class PromptTemplate:
    """A prompt before it is filled.

    `optional` are parts that stand for the variable of their name, wording included, and are left out when it is empty;
    `examples` are earlier turns, pairs of what a model was given and what it answered; `term` is how one entry of a
    glossary is written, with `$arabic` and `$english`.
    """

    name: str
    user: str
    system: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    optional: Mapping[str, str] = field(default_factory=dict)
    term: str = "$arabic = $english"

    @cached_property
    def fingerprint(self) -> str:
        """The name and a hash of the content: `summarize_english@3f9a1c02`."""
        content = json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True)
        return f"{self.name}@{hashlib.sha256(content.encode('utf-8')).hexdigest()[:8]}"

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables that have to be given, and those that may be (the keys of `optional`)."""
        return frozenset(Template(self.system).get_identifiers() + Template(self.user).get_identifiers())

    @cached_property
    def tags(self) -> frozenset[str]:
        """The names of the tags that tell the article from the instructions, such as `article` in `<article>`."""
        return frozenset(TAG.findall(self.system + self.user + "".join(self.optional.values())))

    def to_dict(self) -> dict[str, Any]:
        """What the fingerprint is made of."""
        return {
            "system": self.system,
            "user": self.user,
            "examples": [list(pair) for pair in self.examples],
            "optional": dict(self.optional),
            "term": self.term,
        }

    def text(self) -> str:
        """The prompt as people read it, with its variables where they stand."""
        turns = [("system", self.system)] if self.system else []
        for given, answered in self.examples:
            turns += [("user", given), ("assistant", answered)]
        turns += [("user", self.user), *((f"where {name} is given", part) for name, part in self.optional.items())]
        return as_text(turns)

    def render(self, **values: str) -> Prompt:
        """The prompt filled in, once: what the values say is never read as a variable, a tag or a control token.

        Raises `InputError` for a variable that is missing or unknown.
        """
        if unknown := sorted(set(values) - self.variables):
            raise InputError(
                f"the prompt {self.name} has no variable {', '.join(unknown)}; it has {', '.join(sorted(self.variables))}"
            )
        safe = {name: self.harmless(value) for name, value in values.items()}
        if missing := sorted(self.variables - set(safe) - set(self.optional)):
            raise InputError(f"the prompt {self.name} needs a value for {', '.join(missing)}")
        for name, part in self.optional.items():
            safe[name] = Template(part).substitute({name: safe[name]}) if safe.get(name) else ""
        return Prompt(
            user=Template(self.user).substitute(safe),
            system=Template(self.system).substitute(safe),
            examples=self.examples,
        )

    def harmless(self, value: str) -> str:
        """A value that can neither close the part of the prompt it stands in nor act as a control token."""
        if self.tags:
            names = "|".join(map(re.escape, sorted(self.tags)))
            value = re.sub(
                rf"<\s*/?\s*(?:{names})\b[^<>]*>", lambda tag: tag[0].translate(LOOKALIKES), value, flags=re.IGNORECASE
            )
        return neutralise(value)


def folder() -> Traversable:
    """The prompts: inside the package once installed, beside it in a checkout."""
    packaged = resources.files("summarizer") / "prompts"
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / "prompts"


def names() -> list[str]:
    """The names of the prompts that come with this package."""
    return sorted(entry.name.removesuffix(".toml") for entry in folder().iterdir() if entry.name.endswith(".toml"))


def find(name: str) -> PromptTemplate:
    """The prompt of that name, or the one in a `.toml` file of your own; raises `InputError` if it cannot be used."""
    place: Traversable = Path(name) if name.endswith(".toml") else folder() / f"{name}.toml"
    if not name.endswith(".toml") and name not in names():
        raise InputError(
            f"there is no prompt {name!r}; choose one of {', '.join(names())}, or a .toml file of your own"
        )
    try:
        return parse(place.name.removesuffix(".toml"), place.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the prompt {name} cannot be read: {error.strerror or error}") from error


def parse(name: str, content: str) -> PromptTemplate:
    """A prompt from the text of its TOML file. Raises `InputError` that says what is wrong with it."""
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the prompt {name} is not TOML: {error}") from error
    if unknown := sorted(set(table) - KEYS):
        raise InputError(
            f"the prompt {name} has unknown keys {', '.join(unknown)}; there are {', '.join(sorted(KEYS))}"
        )
    try:
        prompt = PromptTemplate(
            name=name,
            user=string(table["user"]).strip(),
            system=string(table.get("system", "")).strip(),
            examples=tuple(
                (string(pair["user"]).strip(), string(pair["answer"]).strip()) for pair in table.get("examples", ())
            ),
            optional={key: string(part) for key, part in table.get("optional", {}).items()},
            term=string(table.get("term", "$arabic = $english")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"the prompt {name} needs `user` (text); it may have `system`, `term`, [[examples]] with `user` and `answer`, "
            f"and [optional] ({error})"
        ) from error
    for part in (prompt.system, prompt.user, prompt.term, *prompt.optional.values()):
        if not Template(part).is_valid():
            raise InputError(f"the prompt {name} has a $ that begins no variable; write $$ for a dollar sign")
    check_optional(prompt)
    return prompt


def string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def check_optional(prompt: PromptTemplate) -> None:
    for key, part in prompt.optional.items():
        if key not in prompt.variables or Template(part).get_identifiers() != [key]:
            raise InputError(
                f"in the prompt {prompt.name}, optional.{key} must hold ${key} and no other variable, and `user` or "
                f"`system` must say ${key} where it goes"
            )


def as_text(turns: list[tuple[str, str]]) -> str:
    """Turns as people read them."""
    return "\n\n".join(f"--- {role} ---\n{content}" for role, content in turns) + "\n"

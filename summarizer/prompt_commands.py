"""`summarizer prompts`: which prompts there are, what they say, and what exactly a model is given."""

from __future__ import annotations

import argparse
import difflib
import json
from pathlib import Path

from summarizer import prompting
from summarizer.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the prompts, their fingerprints and variables")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(action=run_list)
    show = actions.add_parser("show", help="a prompt with its variables where they stand")
    show.add_argument("prompt", metavar="PROMPT", help="a name, or a .toml file of your own")
    show.set_defaults(action=run_show)
    render = actions.add_parser("render", help="a prompt filled in: the exact turns a model is given")
    render.add_argument("prompt", metavar="PROMPT", help="a name, or a .toml file of your own")
    render.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a variable; NAME=@FILE reads its value from a file",
    )
    render.add_argument("--json", action="store_true", help="print JSON")
    render.set_defaults(action=run_render)
    diff = actions.add_parser("diff", help="what differs between two prompts")
    diff.add_argument("old", metavar="OLD", help="a name, or a .toml file")
    diff.add_argument("new", metavar="NEW", help="a name, or a .toml file")
    diff.set_defaults(action=run_diff)


def run(options: argparse.Namespace) -> int:
    result: int = options.action(options)
    return result


def run_list(options: argparse.Namespace) -> int:
    found = [prompting.find(name) for name in prompting.names()]
    if options.json:
        rows = [
            {"name": p.name, "fingerprint": p.fingerprint, "needs": needed(p), "optional": sorted(p.optional)}
            for p in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for prompt in found:
        optional = f" ({', '.join(sorted(prompt.optional))})" if prompt.optional else ""
        print(f"{prompt.fingerprint:30} {', '.join(needed(prompt))}{optional}")
    return 0


def needed(prompt: prompting.PromptTemplate) -> list[str]:
    return sorted(prompt.variables - set(prompt.optional))


def run_show(options: argparse.Namespace) -> int:
    prompt = prompting.find(options.prompt)
    print(f"{prompt.fingerprint}\n\n{prompt.text()}", end="")
    return 0


def run_render(options: argparse.Namespace) -> int:
    turns = prompting.find(options.prompt).render(**dict(map(variable, options.set))).turns
    if options.json:
        print(json.dumps([{"role": role, "content": content} for role, content in turns], ensure_ascii=False, indent=2))
    else:
        print(prompting.as_text(turns), end="")
    return 0


def variable(given: str) -> tuple[str, str]:
    """A variable and its value from NAME=VALUE or NAME=@FILE."""
    name, sign, value = given.partition("=")
    if not sign or not name:
        raise InputError(f"--set wants NAME=VALUE, not {given!r}")
    if not value.startswith("@"):
        return name, value
    try:
        return name, Path(value[1:]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the value of {name} cannot be read from {value[1:]}: {error}") from error


def run_diff(options: argparse.Namespace) -> int:
    old, new = prompting.find(options.old), prompting.find(options.new)
    lines = difflib.unified_diff(
        old.text().splitlines(), new.text().splitlines(), old.fingerprint, new.fingerprint, lineterm="", n=2
    )
    print("\n".join(lines) or f"{old.fingerprint} and {new.fingerprint} say the same")
    return 0

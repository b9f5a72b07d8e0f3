"""Keeps what an article says from acting as a control token: the marks of chat models are told apart from text."""

from __future__ import annotations

import re
from collections.abc import Iterable

KNOWN = re.compile(
    r"""
    <[|\uff5c][^<>\n]{0,40}[|\uff5c]?>                    # <|im_end|>, <|turn>
  | <[\w./-]{1,40}[|\uff5c]>                              # <turn|>
  | </?(?:s|bos|eos|pad|unk|sep|cls|mask|think|start_of_turn|end_of_turn|start_of_image|end_of_image|image_soft_token
       |tool_call|tool_response|tools|bos_token|eos_token|unused\d+|extra_id_\d+|0x[0-9a-f]{2})>
  | <</?sys>>
  | \[/?(?:inst|system_prompt|available_tools|tool_calls|tool_results|multimodal)\]
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The marks of turns, roles, thoughts and tools that common chat models use."""

LOOKALIKES = str.maketrans({"<": "\u2039", ">": "\u203a", "[": "(", "]": ")", "{": "(", "}": ")"})
BRACKETED = re.compile(r"\s*[<\[{].*[>\]}]\s*", re.DOTALL)


def neutralise(text: str, marks: re.Pattern[str] = KNOWN) -> str:
    """The text with every mark made harmless and still readable: `<|im_end|>` becomes `\u2039|im_end|\u203a`."""
    while changed := marks.sub(_harmless, text):
        if changed == text:
            break
        text = changed
    return text


def _harmless(match: re.Match[str]) -> str:
    mark = match[0]
    changed = mark.translate(LOOKALIKES)
    return changed if changed != mark else f"{mark[0]} {mark[1:]}"


def marks_of(special: Iterable[str], added: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the control tokens of one tokenizer, and for those in `KNOWN`.

    Every special token counts, and of the others that were added to the vocabulary those in brackets: the rest are
    words, or runs of spaces.
    """
    found = {token for token in special if len(token.strip()) > 1}
    found |= {token for token in added if BRACKETED.fullmatch(token)}
    names = sorted((token.strip() for token in found), key=lambda token: (-len(token), token))
    return re.compile("|".join([*map(re.escape, names), f"(?:{KNOWN.pattern})"]), KNOWN.flags) if names else KNOWN

"""`summarizer models`: which presets there are, which can be used on this machine, and getting their models."""

from __future__ import annotations

import argparse
import json
from typing import Any

from summarizer import catalogue, machine, presets
from summarizer.presets import Preset


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(action=run_list)
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    pull = actions.add_parser("pull", help="download what a preset needs, with progress, and make it ready")
    pull.add_argument("preset", metavar="PRESET", help="a preset's name, or a .toml file of your own")
    pull.set_defaults(action=run_pull)
    show = actions.add_parser("show", help="a preset as it is written, to be copied and changed")
    show.add_argument("preset", metavar="PRESET", help="a preset's name")
    show.set_defaults(action=run_show)


def run(options: argparse.Namespace) -> int:
    result: int = options.action(options)
    return result


def run_list(options: argparse.Namespace) -> int:
    here = machine.examine()
    known = [described(preset, here) for preset in presets.presets().values()]
    advice = catalogue.best(here)
    if options.json:
        print(
            json.dumps({"best": advice.preset.name, "why": advice.why, "presets": known}, ensure_ascii=False, indent=2)
        )
        return 0
    for preset in known:
        marks = [
            mark
            for mark, wanted in (("default", preset["default"]), ("best here", preset["name"] == advice.preset.name))
            if wanted
        ]
        print(preset["name"] + (f" ({', '.join(marks)})" if marks else ""))
        print(f"    {preset['about']}")
        print(f"    for: {preset['good_for']}")
        print(f"    licence: {preset['licence']}{'' if preset['commercial'] else '; NOT for commercial use'}")
        models = ", ".join(f"{model['model'] or 'any model'} ({WHERE[model['place']]})" for model in preset["models"])
        print(f"    models: {models}; {catalogue.gigabytes(preset['size_mb'])} on disk")
        print(f"    here: {'' if preset['usable'] else 'NO, '}{preset['why']}")
    print(f"\nbest here: {advice.preset.name}, {advice.why}")
    return 0


WHERE = {
    "shipped": "shipped",
    "built in": "built in",
    "folder": "on this machine",
    "here": "downloaded",
    "hub": "not downloaded",
    "server": "on a server",
}


DECODING = (
    "beam_size",
    "coverage",
    "length_penalty",
    "no_repeat_ngram",
    "repetition_penalty",
    "temperature",
    "top_p",
    "top_k",
    "min_p",
)
"""The settings of an engine that say how it searches."""


def described(preset: Preset, here: machine.Machine) -> dict[str, Any]:
    """A preset in plain values, with what is known of it on this machine."""
    fitted = catalogue.fit(preset, here)
    return {
        "name": preset.name,
        "default": preset.name == presets.DEFAULT,
        "about": preset.about,
        "good_for": preset.good_for,
        "licence": preset.licence,
        "commercial": preset.commercial,
        "gated": preset.gated,
        "size_mb": preset.size_mb,
        "memory_mb": preset.memory_mb,
        "gpu_mb": preset.gpu_mb,
        "models": [
            {
                "model": part.model,
                "place": part.place,
                "input_budget": part.settings.get("input_budget"),
                "decoding": {key: part.settings[key] for key in DECODING if key in part.settings},
            }
            for part in catalogue.parts(preset)
        ],
        "usable": fitted.fine,
        "why": fitted.why,
    }


def run_pull(options: argparse.Namespace) -> int:
    catalogue.pull(presets.get(options.preset))
    return 0


def run_show(options: argparse.Namespace) -> int:
    print(presets.text_of(options.preset), end="")
    return 0

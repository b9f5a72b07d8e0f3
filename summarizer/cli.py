"""The `summarizer` command: results on stdout, everything else on stderr, and an exit code that scripts can trust."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer import __version__, model_commands, offline, presets, prompt_commands
from summarizer.errors import EngineError, InputError
from summarizer.web import settings as web

if TYPE_CHECKING:
    from summarizer.types import Article, Digest

FINE, BAD_INPUT, UNAVAILABLE, SOME_FAILED = 0, 2, 3, 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 fine, 2 bad input or usage, 3 model or server unavailable, 4 records failed."""
    options = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    if getattr(options, "offline", False):
        offline.enforce()
    return carried_out(lambda: command(options), program="summarizer")


def carried_out(action: Callable[[], int], *, program: str, interrupted: str = "interrupted") -> int:
    """The exit code of an action: its own, or that of what stopped it, said in one line on stderr."""
    try:
        return action()
    except InputError as error:
        say(f"{program}: {error}")
        return BAD_INPUT
    except EngineError as error:
        say(f"{program}: {error}")
        return UNAVAILABLE
    except KeyboardInterrupt:
        say(f"{program}: {interrupted}")
        return 130
    except BrokenPipeError:
        # the reader of our output went away (`| head`); there is nobody left to tell
        sys.stderr.close()
        return FINE


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="summarizer", description="Arabic news in; English translation, summary and fact ledger out."
    )
    top.add_argument("--version", action="version", version=f"khulasa {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(command=run)
        return added

    def source(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "source", metavar="SOURCE", help="a file (txt, html, docx, pdf), a URL, or - for standard input"
        )
        added.add_argument("--title", help="the article's title, where the text does not begin with it")
        added.add_argument(
            "--preset", default=presets.DEFAULT, help="models to use (default: %(default)s; see `summarizer models`)"
        )
        added.add_argument(
            "--glossary", type=Path, metavar="F", help="Arabic<TAB>English terms that must come out as written"
        )
        added.add_argument("--offline", action="store_true", help="download nothing and open no address")
        added.add_argument("--json", action="store_true", help="print JSON")

    digest = command("digest", run_digest, "translate and summarize an article and account for its facts")
    source(digest)
    digest.add_argument("--sentences", type=int, metavar="N", help="length of the summary (default: about 50 words)")

    translate = command("translate", run_translate, "translate an article, paragraph by paragraph")
    source(translate)

    check = command("check", run_check, "the fact ledger of an existing translation, whoever made it")
    check.add_argument("source", type=Path, metavar="SOURCE", help="the Arabic, a text file")
    check.add_argument("translation", type=Path, metavar="TRANSLATION", help="its English, paragraph by paragraph")
    check.add_argument("--json", action="store_true", help="print JSON")

    batch = command("batch", run_batch, "digest many articles, resumable at any moment")
    batch.add_argument(
        "source", type=Path, metavar="IN.jsonl", help="one JSON object per line: id, text, optionally title"
    )
    batch.add_argument(
        "out", type=Path, metavar="OUT.jsonl", help="one Digest per line, or id and error; run again to resume"
    )
    batch.add_argument(
        "--runner", choices=("local", "ray"), default="local", help="where to work (default: %(default)s)"
    )
    batch.add_argument(
        "--workers", type=int, default=1, metavar="N", help="desks to run at once on Ray (default: %(default)s)"
    )
    batch.add_argument("--preset", default=presets.DEFAULT, help="models to use (default: %(default)s)")
    batch.add_argument(
        "--glossary", type=Path, metavar="F", help="Arabic<TAB>English terms that must come out as written"
    )
    batch.add_argument("--sentences", type=int, metavar="N", help="length of each summary (default: about 50 words)")
    batch.add_argument("--offline", action="store_true", help="download nothing")

    serve = command("serve", run_serve, "the web page and its HTTP, for this machine or for others")
    web.add_arguments(serve)

    routes = command(
        "routes", run_routes, "summarize from the Arabic and from the English, and show where they disagree"
    )
    source(routes)
    routes.add_argument("--sentences", type=int, metavar="N", help="length of each summary (default: about 50 words)")

    models = command("models", model_commands.run, "the presets, what they need, and getting their models")
    model_commands.add_arguments(models)

    prompts = command("prompts", prompt_commands.run, "what instruction models are asked")
    prompt_commands.add_arguments(prompts)

    doctor = command("doctor", run_doctor, "what works on this machine, and which preset is best for it")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    doctor.add_argument("--offline", action="store_true", help="prove that a digest opens no socket")
    doctor.add_argument("--preset", default=presets.DEFAULT, help="models to try (default: %(default)s)")
    return top


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def show(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def chosen(options: argparse.Namespace) -> dict[str, Any]:
    """What the user asked of the desk, as `presets.load` takes it."""
    from summarizer.names import Glossary

    wanted: dict[str, Any] = {}
    if options.glossary is not None:
        wanted["glossary"] = Glossary.from_tsv(options.glossary)
    if getattr(options, "sentences", None) is not None:
        wanted["sentences"] = options.sentences
    return wanted


def article_for(options: argparse.Namespace) -> Article:
    from summarizer import article

    if options.offline and options.source.startswith(("http://", "https://")):
        raise InputError("an offline run opens no address; save the page and give the file")
    if options.source == "-":
        return article.from_bytes(sys.stdin.buffer.read(article.MAX_BYTES + 1), title=options.title)
    return article.from_source(options.source, title=options.title)


def digested(options: argparse.Namespace, *, summarize: bool = True) -> Digest:
    """The digest of the article asked for, with progress on stderr while it is made."""
    article = article_for(options)
    desk = presets.load(options.preset, **chosen(options))
    last: Digest | None = None
    for last in desk.stream(article, summarize=summarize):
        done = sum(1 for segment in last.translation.segments if segment.target)
        progress(done, len(last.translation.segments))
    if last is None:
        raise InputError("there is no sentence in this text")
    return last


def progress(done: int, total: int) -> None:
    """A line that redraws itself on a terminal; silence where stderr is a file."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\rtranslated {done} of {total} sentences", end=end, file=sys.stderr, flush=True)


def run_digest(options: argparse.Namespace) -> int:
    result = digested(options)
    if options.json:
        show(result.to_dict())
    else:
        print(readable(result))
    return FINE


def run_translate(options: argparse.Namespace) -> int:
    result = digested(options, summarize=False)
    if options.json:
        whole = result.to_dict()
        show({key: whole[key] for key in ("schema", "id", "title", "title_en", "paragraphs", "dropped", "translation", "segments", "flags", "made_by", "seconds")})  # fmt: skip
    else:
        heading = [result.translation.title] if result.translation.title else []
        print("\n\n".join([*heading, *result.translation.paragraphs]))
    return FINE


def readable(digest: Digest) -> str:
    """A digest as text for a terminal: headline, summary, translation, what to review, ledger."""
    from summarizer import facts

    parts = [title(digest.translation.title)] if digest.translation.title else []
    parts += ["SUMMARY\n" + wrapped(digest.summary.text)]
    parts += ["TRANSLATION\n" + "\n\n".join(wrapped(paragraph) for paragraph in digest.translation.paragraphs)]
    review = [segment for segment in digest.translation.segments if segment.flags]
    if review:
        lines = (
            f"- [{', '.join(segment.flags)}] {segment.target or '(no translation)'}\n  {segment.source}"
            for segment in review
        )
        parts += ["TO REVIEW\n" + "\n".join(lines)]
    parts += ["FACTS\n" + facts.render(digest.ledger)]
    if digest.article.dropped:
        parts += ["LEFT OUT OF THE PAGE\n" + "\n".join(f"- {line}" for line in digest.article.dropped)]
    made = digest.made_by.translate
    parts += [
        f"preset {digest.made_by.preset}: {made.engine} {made.model} {made.revision[:12]}, {digest.seconds:.1f} s"
    ]
    return "\n\n".join(parts)


def title(line: str) -> str:
    return f"{line}\n{'=' * min(len(line), 100)}"


def wrapped(paragraph: str) -> str:
    return textwrap.fill(paragraph, 100)


def run_check(options: argparse.Namespace) -> int:
    from summarizer import facts
    from summarizer.types import plain

    source, translation = (paragraphs_of(path) for path in (options.source, options.translation))
    ledger = facts.compare_texts(source, translation)
    if options.json:
        show({"schema": 1, "facts": plain(ledger.facts), "invented": list(ledger.invented)})
    else:
        print(facts.render(ledger))
    return FINE


def paragraphs_of(path: Path) -> list[str]:
    from summarizer import text

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; give a text file") from error
    lines = text.normalise(content.decode("utf-8", "replace")).splitlines()
    found = [line.strip() for line in lines if line.strip()]
    if not found:
        raise InputError(f"{path} is empty; give a text file with one paragraph per line")
    return found


def run_batch(options: argparse.Namespace) -> int:
    from summarizer import batch

    outcome = batch.run(
        options.source,
        options.out,
        preset=options.preset,
        runner=options.runner,
        workers=options.workers,
        progress=counted,
        **chosen(options),
    )
    say(f"{outcome.done} digested, {outcome.failed} failed, {outcome.skipped} already done; results in {options.out}")
    return SOME_FAILED if outcome.failed else FINE


def counted(finished: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{finished} records", end="", file=sys.stderr, flush=True)


def run_serve(options: argparse.Namespace) -> int:
    from summarizer.web import serve

    return serve.run(options)


def run_routes(options: argparse.Namespace) -> int:
    from summarizer import routes

    article = article_for(options)
    found = routes.take(presets.load(options.preset, **chosen(options)), article)
    if options.json:
        show(found.to_dict())
    else:
        print(routes.render(found))
    return FINE


def run_doctor(options: argparse.Namespace) -> int:
    from summarizer import doctor

    findings = doctor.examine(options.preset, offline_run=options.offline)
    if options.json:
        show([{"what": finding.what, "fine": finding.fine, "found": finding.found} for finding in findings])
    else:
        for finding in findings:
            print(f"{'ok  ' if finding.fine else 'BAD '} {finding.what}: {finding.found}")
    return FINE if all(finding.fine for finding in findings) else UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main())

"""Reports: `python -m eval report` makes Markdown, JUnit and an HTML page of results files; `--readme` renews the
README's tables.

A results file is the truth; nothing here computes a score. Results over the same documents of a set become one chapter,
their systems side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from eval import page, score, tables
from eval.records import ROOT
from eval.systems import LEAD_OF_OURS, lead_of
from eval.tables import Table
from summarizer.errors import InputError

COMMITTED = Path(__file__).parent / "results"
README = ROOT / "README.md"
BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
GRAVE = frozenset({"empty", "copy", "wrong_language", "commentary", "loop", "cut"})
"""Flags that make an article fail in JUnit: a reader would be misled or left with nothing."""

HOW = (
    "Made with `python -m eval run`, `score --numbers-only` and `report --readme`; brackets hold 95 % intervals. "
    "[How to read them](eval/README.md)."
)
README_TABLES = (
    (
        "translation",
        (
            "translation.bleu",
            "translation.chrf2",
            "translation.chrf++",
            "facts.all",
            "numbers.kept",
            "numbers.invented",
        ),
    ),
    ("summary", ("summary.rouge1", "summary.rouge2", "summary.rougeLsum", "summary.facts")),
)


def write_all(paths: Sequence[Path], out: Path) -> list[Path]:
    """Write report.md, junit.xml and report.html of some results files into a folder; returns their paths."""
    chapters = merged([score.load(path) for path in paths])
    out.mkdir(parents=True, exist_ok=True)
    written = {
        out / "report.html": page.html(chapters),
        out / "report.md": markdown(chapters),
        out / "junit.xml": junit(chapters),
    }
    for path, content in written.items():
        path.write_text(content, encoding="utf-8")
    return list(written)


def merged(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Results over the same documents as one, in the order given. Scores over other documents cannot be compared, so
    that they stand in a chapter of their own."""
    parts: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for result in results:
        data = result["set"]
        # results of an earlier version do not say which documents they are about, only how many
        documents = data.get("documents", (data["samples"], data["words"]))
        parts.setdefault((data["sha256"], documents), []).append(result)
    chapters = [chapter(part) for part in parts.values()]
    sets = [one["set"]["sha256"] for one in chapters]
    for one in chapters:
        if sets.count(one["set"]["sha256"]) > 1:
            one["label"] = f"{one['set']['name']} ({one['set']['samples']})"
    return chapters


def chapter(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several results over the same documents. A run that is there already under its name is told by its revision."""
    whole: dict[str, Any] = {**results[0], "systems": [], "metrics": {}, "genres": [], "documents": []}
    several = sum(system["role"] == "run" for result in results for system in result["systems"]) > 1
    for result in results:
        names = renamed(whole["systems"], result["systems"], several)
        whole["metrics"] |= result["metrics"]
        whole["systems"] += [{**system, "name": names[system["name"]]} for system in kept(result["systems"], names)]
        first = result["systems"][0]["name"]
        genres = [{**genre, "system": genre.get("system", first)} for genre in result["genres"]]
        whole["genres"] += [{**genre, "system": names[genre["system"]]} for genre in genres if names[genre["system"]]]
        join_documents(whole["documents"], result.get("documents", []), names)
    order = list(page.ROLES)
    whole["systems"].sort(key=lambda system: order.index(system["role"]))
    return whole


def kept(systems: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Mapping[str, Any]]:
    return [system for system in systems if names[system["name"]]]


def renamed(known: Sequence[Mapping[str, Any]], added: Sequence[Mapping[str, Any]], several: bool) -> dict[str, str]:
    """A name for each added system: its own, one with its revision, or none where the very same is there already.

    Where there are `several` runs, each has a lead of its own, which is called after it.
    """
    taken = {system["name"] for system in known}
    names: dict[str, str] = {}
    for system in added:
        name = system["name"]
        if system["role"] == "run" and name in taken:
            revision = str(system["made"]["revision"]).removeprefix("sha256:")[:8] or "again"
            name = f"{name} {revision}" if f"{name} {revision}" not in taken else f"{name} {revision} {len(taken)}"
        names[system["name"]] = "" if name in taken else name
    runs = {system["name"]: names[system["name"]] for system in added if system["role"] == "run"}
    for old, new in runs.items() if several else ():
        for lead in (LEAD_OF_OURS, lead_of(old)):
            if lead in names:
                names[lead] = lead_of(new)
    return names


def join_documents(known: list[dict[str, Any]], added: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
    by_id = {document["id"]: document for document in known}
    for document in added:
        outputs = [{**made, "system": names[made["system"]]} for made in document["outputs"] if names[made["system"]]]
        if document["id"] in by_id:
            by_id[document["id"]]["outputs"] += outputs
        else:
            known.append({**document, "outputs": outputs})


# --- Markdown ---


def markdown(chapters: Sequence[Mapping[str, Any]]) -> str:
    """Every table of the results, and the signatures."""
    parts = ["# Evaluation"]
    for chapter in chapters:
        parts.append(f"## {chapter['set']['name']}: {chapter['set']['samples']} documents")
        parts += [made(system) for system in chapter["systems"] if system["role"] == "run"]
        parts += [tables.as_markdown(table) for table in tables.tables(chapter)]
        parts.append(tables.as_markdown(tables.signatures(chapter)))
    return "\n\n".join(parts) + "\n"


def made(system: Mapping[str, Any]) -> str:
    about = system["made"]
    model = f"{about['engine']} `{about['model']}` {about['revision'][:19]}"
    return f"{system['name']}: {model}, code {about['code'] or 'unknown'}, {about['started']}"


# --- JUnit ---


def junit(chapters: Sequence[Mapping[str, Any]]) -> str:
    """One test case per article and run; it fails where a grave flag or an invented number stands in the English."""
    suites = ElementTree.Element("testsuites", name="evaluation")
    for chapter in chapters:
        for system in chapter["systems"]:
            if system["role"] == "run":
                add_suite(suites, chapter, system["name"])
    return to_xml(suites)


def add_suite(suites: ElementTree.Element, chapter: Mapping[str, Any], name: str) -> None:
    suite = ElementTree.SubElement(suites, "testsuite", name=f"{tables.label(chapter)}.{name}")
    failures = tests = 0
    for document in chapter.get("documents", ()):
        for output in document["outputs"]:
            if output["system"] == name:
                tests += 1
                case = ElementTree.SubElement(suite, "testcase", classname=suite.attrib["name"], name=document["id"])
                if problems := list(grave(output)):
                    failures += 1
                    failure = ElementTree.SubElement(case, "failure", message=f"{len(problems)} to review")
                    failure.text = printable("\n".join(problems))
    suite.attrib |= {"tests": str(tests), "failures": str(failures)}


def grave(output: Mapping[str, Any]) -> Iterator[str]:
    for _, source, target, flags in output.get("segments", ()):
        if GRAVE & set(flags):
            yield f"[{', '.join(flags)}] {target or '(nothing)'}\n    {source}"
    for text in output.get("invented", ()):
        yield f"[invented number] {text}"


def to_xml(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\t\n" or (ord(sign) >= 0x20 and sign not in "\ufffe\uffff"))


# --- README ---


def readme_tables(folder: Path = COMMITTED) -> str:
    """The README's tables: of every committed results file, translation and summary apart, with how to make them
    again."""
    parts = []
    for chapter in merged([score.load(path) for path in sorted(folder.glob("*.json"))]):
        data = chapter["set"]
        for group, wanted in README_TABLES:
            keys = [key for key in wanted if key in chapter["metrics"]]
            if any(key.startswith(f"{group}.") for key in keys):
                table = tables.systems_table(
                    chapter, f"{data['name']}: {group}, {data['samples']} documents", keys, data["note"]
                )
                parts.append(tables.as_markdown(clear(table), 4))
    if not parts:
        return "No results are committed yet."
    parts.append(HOW)
    return "\n\n".join(parts)


def clear(table: Table) -> Table:
    """Without the rows that say nothing."""
    rows = tuple(row for row in table.rows if any(cell != "–" for cell in row[1:]))
    return Table(table.title, table.header, rows, table.note)


def with_tables(text: str, content: str) -> str:
    """A README with the part between its markers replaced. Raises `InputError` if it has no markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise InputError(f"README.md needs the lines {BEGIN} and {END}; the tables go between them")
    return f"{before}{BEGIN}\n{content}\n{END}{after}"


def renew_readme(readme: Path = README, folder: Path = COMMITTED) -> bool:
    """Renew the README's tables from the committed results; whether that changed anything."""
    if not readme.is_file():
        raise InputError(f"there is no {readme}")
    text = readme.read_text(encoding="utf-8")
    renewed = with_tables(text, readme_tables(folder))
    if renewed != text:
        readme.write_text(renewed, encoding="utf-8")
    return renewed != text

"""Tables once, rendered three ways: aligned for a terminal, as Markdown, as HTML. And which tables a results file
holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

ARROWS = {"higher": "↑", "lower": "↓", "": ""}


@dataclass(frozen=True)
class Table:
    """A table of text; the first column is aligned left, the others right. `note` says what a reader must know."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def as_text(table: Table, width: int = 120) -> str:
    """For a terminal: columns aligned; what is wider than `width` goes on below, under the first column again."""
    blocks = [block(table, columns) for columns in column_groups(table, width)]
    return "\n".join([table.title, *blocks, *([table.note] if table.note else [])])


def column_widths(table: Table) -> list[int]:
    return [max(len(row[n]) for row in (table.header, *table.rows)) for n in range(len(table.header))]


def column_groups(table: Table, width: int) -> list[list[int]]:
    """The columns that fit beside the first one, in order; at least one in each group."""
    widths = column_widths(table)
    groups: list[list[int]] = [[]]
    for column in range(1, len(widths)):
        taken = widths[0] + sum(widths[n] + 2 for n in groups[-1])
        if groups[-1] and taken + widths[column] + 2 > width:
            groups.append([])
        groups[-1].append(column)
    return groups


def block(table: Table, columns: Sequence[int]) -> str:
    widths = column_widths(table)
    rule = "─" * (widths[0] + sum(widths[n] + 2 for n in columns))

    def line(row: Sequence[str]) -> str:
        return "  ".join([row[0].ljust(widths[0]), *(row[n].rjust(widths[n]) for n in columns)]).rstrip()

    return "\n".join([rule, line(table.header), rule, *map(line, table.rows)])


def as_markdown(table: Table, level: int = 3) -> str:
    """As a Markdown table under a heading."""

    def line(row: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"

    rule = "|" + "---|" + "---:|" * (len(table.header) - 1)
    note = ["", table.note] if table.note else []
    return "\n".join([f"{'#' * level} {table.title}", "", line(table.header), rule, *map(line, table.rows), *note])


def as_html(table: Table, style: str = "") -> str:
    """As an HTML figure; every text is escaped. `style` is a class of the page's style sheet."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{cell_html(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    note = f"<p class=note>{escape(table.note)}</p>" if table.note else ""
    inside = f'<table class="{style}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f"<figure><figcaption>{escape(table.title)}</figcaption><div class=scroll>{inside}</div>{note}</figure>"


def cell_html(cell: str) -> str:
    """A value with its interval set small."""
    value, space, interval = cell.partition(" ")
    return f"{escape(value)}<small>{escape(space + interval)}</small>" if interval else escape(cell)


# --- the tables of a results file ---


def number(value: float | None) -> str:
    """One decimal, or two below one."""
    if value is None:
        return "–"
    return f"{value:.2f}" if 0 < abs(value) < 1 else f"{value:.1f}"


def cell(score: Mapping[str, Any] | None) -> str:
    """A score with its interval: `23.4 [21.9, 25.0]`."""
    if score is None:
        return "–"
    if score["low"] is None:
        return number(score["value"])
    return f"{number(score['value'])} [{number(score['low'])}, {number(score['high'])}]"


def heading(key: str, metrics: Mapping[str, Any]) -> str:
    about = metrics[key]
    unit = f" {about['unit']}" if about["unit"] else ""
    arrow = f" {ARROWS[about['better']]}" if about["better"] else ""
    return f"{about['title']}{unit}{arrow}"


def short(heading: str) -> str:
    """A heading within the table of its own group: `Summary: facts kept` stands there as `Facts kept`."""
    _, prefix, bare = heading.rpartition("Summary: ")
    return bare[0].upper() + bare[1:] if prefix else heading


def tables(results: Mapping[str, Any]) -> Iterator[Table]:
    """Every table of a results file, those without a row left out."""
    group = by_group(results)
    for title, keys, text in (
        ("Translation", group("translation"), set_note(results)),
        (
            "Summary",
            group("summary"),
            summary_note(results),
        ),
        (
            "Facts marked by people, kept in the translation",
            group("facts"),
            "The first column counts all kinds together.",
        ),
        (
            "Facts marked by people for the summary, kept in it",
            ["summary.facts", *told] if (told := group("summary.facts")) else [],
            "The first column counts all kinds together.",
        ),
        (
            "Facts found by the ledger, kept in the translation",
            [*group("numbers"), *group("negations"), *group("names"), *group("ledger")],
            LEDGER_NOTE,
        ),
        (
            "Faults",
            [*some(results, group("faults"))],
            "Segments with a flag, per 1,000; columns without any are left out.",
        ),
        (
            "Cleaning of pages",
            group("cleaning"),
            "Lines of page furniture left in the article, and of the story cut off.",
        ),
    ):
        table = systems_table(results, title, keys, text)
        if table.rows:
            yield table
    yield from kind_tables(results)
    yield from genre_tables(results)
    yield from filter(lambda table: table.rows, [speed_table(results)])


def label(results: Mapping[str, Any]) -> str:
    """What a chapter is called: its set, with the number of documents where there are chapters on other parts of it."""
    return str(results.get("label", results["set"]["name"]))


def set_note(results: Mapping[str, Any]) -> str:
    data = results["set"]
    few = data["samples"] < 200
    width = " They are wide: differences within them mean nothing." if few else ""
    return f"{data['samples']} documents; 95 % intervals from resampling documents.{width} {data['note']}".strip()


def summary_note(results: Mapping[str, Any]) -> str:
    """What to hold a summary's scores against; and the set's own note, where no table of translation says it."""
    if "translation.bleu" in results["metrics"]:
        return "Against the reference summaries. The lead of the reference translation is the point to beat."
    return f"Against the reference summaries. The lead is the point to beat. {set_note(results)}"


GENRE_NOTE = "One or two documents a genre: read the articles, not the numbers."
BRIEF = (
    "facts.all",
    "ledger.all",
    "numbers.kept",
    "numbers.invented",
    "negations.agree",
    "names.consistent",
    "names.order",
    "faults.any",
)


def brief(results: Mapping[str, Any]) -> Iterator[Table]:
    """What a terminal shows: without the parts of a whole, which the report has."""
    group = by_group(results)
    whole = [key for key in BRIEF if key in results["metrics"]]
    for title, keys, note in (
        ("Translation", group("translation"), set_note(results)),
        ("Summary", group("summary"), summary_note(results)),
        ("Facts and faults", whole, LEDGER_NOTE),
    ):
        yield systems_table(results, title, keys, note)
    yield speed_table(results)


LEDGER_NOTE = "The row of the reference translation is the ledger's own error: what it misses in a perfect translation."


def by_group(results: Mapping[str, Any]) -> Any:
    def group(name: str) -> list[str]:
        return [key for key in results["metrics"] if key.rpartition(".")[0] == name]

    return group


def some(results: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    """The metrics that are not zero for every system."""
    return [key for key in keys if any(system["scores"].get(key, {}).get("value") for system in results["systems"])]


def systems_table(results: Mapping[str, Any], title: str, keys: Sequence[str], note: str) -> Table:
    """Systems down, metrics across."""
    rows = tuple(
        (system["name"], *(cell(system["scores"].get(key)) for key in keys))
        for system in results["systems"]
        if any(key in system["scores"] for key in keys)
    )
    return Table(title, ("System", *(short(heading(key, results["metrics"])) for key in keys)), rows, note)


def speed_table(results: Mapping[str, Any]) -> Table:
    rows = []
    for system in results["systems"]:
        speed, made = system["speed"], system["made"]
        if speed:
            machine = made["hardware"]
            rows.append(
                (
                    system["name"],
                    f"{speed['words_per_s']:,.0f}",
                    f"{speed['first_segment_s']:.2f}",
                    f"{speed['peak_mb']:,}",
                    f"{machine['cores']} × {machine['processor']}",
                )
            )
    return Table("Speed", ("System", "Arabic words/s", "First segment, s", "Peak memory, MB", "Machine"), tuple(rows))


def kind_tables(results: Mapping[str, Any]) -> Iterator[Table]:
    """For each run the facts that people marked: of every kind how many there are, and how many are kept where."""
    keys = [key for key in results["metrics"] if key.startswith("facts.")]
    for system in results["systems"]:
        scores = system["scores"]
        rows = tuple(
            (
                "All kinds" if key == "facts.all" else results["metrics"][key]["title"],
                count(scores.get(key)),
                cell(scores.get(key)),
                count(scores.get(told)),
                cell(scores.get(told)),
            )
            for key in keys
            for told in ["summary.facts" if key == "facts.all" else f"summary.{key}"]
        )
        if system["role"] == "run" and any(key in scores for key in keys):
            header = ("Kind", "Marked", "Kept in the translation %", "For the summary", "Kept in the summary %")
            yield Table(f"Kinds of facts: {system['name']}", header, rows)


def count(score: Mapping[str, Any] | None) -> str:
    """How many things a share counts, where the results say so."""
    return f"{score['of']}" if score and "of" in score else "–"


def genre_tables(results: Mapping[str, Any]) -> Iterator[Table]:
    """For each run and published system its main scores by genre."""
    metrics = results["metrics"]
    by_system: dict[str, list[Mapping[str, Any]]] = {}
    for genre in results["genres"]:
        by_system.setdefault(genre.get("system", results["systems"][0]["name"]), []).append(genre)
    for name, genres in by_system.items():
        keys = [key for key in metrics if any(key in genre["scores"] for genre in genres)]
        rows = tuple(
            (genre["genre"], str(genre["documents"]), *(number(genre["scores"].get(key)) for key in keys))
            for genre in genres
        )
        header = ("Genre", "Documents", *(heading(key, metrics) for key in keys))
        yield Table(f"Genres: {name}", header, rows, GENRE_NOTE)


def signatures(results: Mapping[str, Any]) -> Table:
    """What every score was computed with."""
    rows = tuple((key, about["signature"], about["about"]) for key, about in results["metrics"].items())
    return Table("Signatures", ("Metric", "Signature", "What it is"), rows, results["bootstrap"])

"""The data sets, read from every format that the evaluation knows into one: `Sample`.

A set is given by name or by path: `news` (committed, the project's own), a hub name (see `eval.hub`), a folder of
JSON files or a JSONL file in the format of `news`, a two-column TSV (Arabic, English), or a JSONL of published
outputs or of texts with summaries.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from eval.fields import Fields
from summarizer import text
from summarizer.errors import InputError
from summarizer.types import Article

NEWS = Path(__file__).parent / "data" / "news"

REVERSED = re.compile(r"flores|ntrex|wmt24|tico", re.IGNORECASE)
REVERSED_NOTE = (
    "English originals translated into Arabic: this is the reverse direction, and easier than real Arabic news."
)
WARNINGS = {
    "easc": "EASC's references are extracts: one person's against another's scores about 48 ROUGE-1, a 33 % lead 51.",
    "xsum": "XSum's one-sentence references punish extracts: a lead scores about 15 ROUGE-1, BART 45.",
}


@dataclass(frozen=True)
class ReferenceFact:
    """A fact that a person marked in the Arabic, and the English forms that keep it."""

    kind: str
    source: str
    forms: tuple[str, ...]
    in_summary: bool = False


@dataclass(frozen=True)
class Sample:
    """One article of a set with everything that is known about it; what a set lacks is empty.

    `published` holds what other systems made of it, by their names: translations where there is a reference
    translation, else summaries.
    """

    id: str
    paragraphs: tuple[str, ...]
    title: str = ""
    language: str = "ar"
    genre: str = ""
    raw: str = ""
    boilerplate: tuple[str, ...] = ()
    title_en: str = ""
    paragraphs_en: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    summary_language: str = "en"
    facts: tuple[ReferenceFact, ...] = ()
    traps: tuple[str, ...] = ()
    published: Mapping[str, str] = field(default_factory=dict)

    @property
    def article(self) -> Article:
        return Article(self.paragraphs, self.title, id=self.id)

    @property
    def units(self) -> tuple[str, ...]:
        """What is translated one by one: the title, if there is one, and the paragraphs."""
        return (self.title, *self.paragraphs) if self.title else self.paragraphs

    @property
    def reference(self) -> tuple[str, ...]:
        """The reference translation of `units`; empty where there is none."""
        return (self.title_en, *self.paragraphs_en) if self.title and self.paragraphs_en else self.paragraphs_en


@dataclass(frozen=True)
class DataSet:
    """A set with its fingerprint: `sha256` is that of the file, or of the listing that `sha256sum *.json` prints for
    a folder. `part` says which of its samples these are, where they are not all.
    """

    name: str
    samples: tuple[Sample, ...]
    sha256: str
    note: str = ""
    part: str = ""


def load(name: str, limit: int | None = None) -> DataSet:
    """The set of that name or path; `limit` keeps only its first samples. Raises `InputError` for what is no set."""
    from eval import hub

    if name == "news":
        loaded = from_path(NEWS, "news")
    elif name in hub.SETS:
        loaded = hub.load(name)
    else:
        loaded = from_path(Path(name))
    if not loaded.samples:
        raise InputError(f"{name} holds no samples")
    if limit is not None and limit < 1:
        raise InputError(f"--limit {limit} leaves no sample; it has to be at least 1")
    if limit is None or limit >= len(loaded.samples):
        return loaded
    return replace(loaded, samples=loaded.samples[:limit], part=f"first {limit}")


def from_path(path: Path, name: str = "") -> DataSet:
    """The set in a file or folder, its format told by its ending and its first record."""
    if path.is_dir():
        files = sorted(path.glob("*.json"))
        contents = [file.read_bytes() for file in files]
        listing = "".join(
            f"{hashlib.sha256(data).hexdigest()}  {file.name}\n" for file, data in zip(files, contents, strict=True)
        )
        samples = [
            sample_of(Fields(parsed(data, str(file)), str(file))) for file, data in zip(files, contents, strict=True)
        ]
        return made(name or path.name, samples, hashlib.sha256(listing.encode()).hexdigest())
    if not path.is_file():
        raise InputError(
            f"there is no set {str(path)!r}; give news, {', '.join(hub_names())}, a folder of JSON files, "
            "a .jsonl or a .tsv file"
        )
    data = path.read_bytes()
    if path.suffix == ".tsv":
        samples = list(from_tsv(lines(data, path), path))
    elif path.suffix == ".jsonl":
        samples = [
            sample_of(Fields(parsed(row.encode(), f"{path}:{n}"), f"{path}:{n}"), n)
            for n, row in enumerate(lines(data, path), 1)
            if row.strip()
        ]
    else:
        raise InputError(f"{path} is neither a .tsv nor a .jsonl file; those are the formats of a set")
    return made(name or path.stem, samples, hashlib.sha256(data).hexdigest())


def lines(data: bytes, path: Path) -> list[str]:
    """The lines of a file. Only a line feed ends one: a text may hold what Unicode calls a line separator."""
    try:
        rows = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        raise InputError(f"{path}:{number} is not UTF-8; save the file in that encoding") from error
    return rows if rows[-1] else rows[:-1]


def made(name: str, samples: list[Sample], sha256: str) -> DataSet:
    ids = [sample.id for sample in samples]
    twice = next((identity for identity, count in Counter(ids).items() if count > 1), None)
    if twice is not None:
        raise InputError(f"{name}: the id {twice!r} occurs twice")
    notes = [REVERSED_NOTE] if REVERSED.search(name) else []
    notes += [warning for part, warning in WARNINGS.items() if part in name.lower()]
    return DataSet(name, tuple(samples), sha256, " ".join(notes))


def hub_names() -> list[str]:
    from eval import hub

    return list(hub.SETS)


def parsed(data: bytes, where: str) -> dict[str, Any]:
    try:
        record = json.loads(data)
    except ValueError as error:
        raise InputError(f"{where} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InputError(f"{where} is not a JSON object")
    return record


def from_tsv(rows: list[str], path: Path) -> Iterator[Sample]:
    """A row is an article of one paragraph, without a title; its id is its number."""
    for number, row in enumerate(rows, 1):
        columns = row.split("\t")
        if len(columns) < 2 or not columns[0].strip() or not columns[1].strip():
            raise InputError(f"{path}:{number} needs two columns, Arabic and English, with a tab between")
        if number == 1 and not text.is_arabic(columns[0]):
            raise InputError(f"{path}: the first column has to be the Arabic, the second the English")
        yield Sample(str(number), cleaned(columns[:1]), paragraphs_en=(columns[1].strip(),))


def sample_of(record: Fields, number: int = 0) -> Sample:
    """The sample in a record of any of the JSON formats; `number` is its id where it has none of its own."""
    if "paragraphs" in record:
        return news(record)
    if "ar" in record and "en" in record:
        return Sample(
            record.identity("i" if "i" in record else "id", number),
            body(record, "ar", (record.text("ar"),)),
            paragraphs_en=(record.text("en"),),
            published=record.named_texts("systems"),
        )
    if "text" in record:
        return summarized(record, number)
    raise InputError(
        f"{record.where} has neither `paragraphs` nor `ar` and `en` nor `text`; see eval/README.md for the formats"
    )


def news(record: Fields) -> Sample:
    """The format of the committed set."""
    paragraphs = body(record, "paragraphs", record.texts("paragraphs", needed=True))
    paragraphs_en = record.texts("paragraphs_en")
    if paragraphs_en and len(paragraphs_en) != len(paragraphs):
        raise InputError(
            f"{record.where}: `paragraphs` and `paragraphs_en`: {len(paragraphs)} paragraphs, but {len(paragraphs_en)} in English"
        )
    return Sample(
        id=record.identity("id"),
        paragraphs=paragraphs,
        title=text.normalise(record.text("title", "")),
        language=record.one_of("language", "ar", "en"),
        genre=record.text("genre", ""),
        raw=record.text("raw", ""),
        boilerplate=record.texts("boilerplate"),
        title_en=record.text("title_en", ""),
        paragraphs_en=paragraphs_en,
        summaries=record.texts("summaries"),
        facts=tuple(
            ReferenceFact(fact.text("type"), text.normalise(fact.text("ar")), forms(fact), fact.flag("in_summary"))
            for fact in record.objects("facts")
        ),
        traps=record.texts("traps"),
    )


def summarized(record: Fields, number: int) -> Sample:
    """A text with summaries, and where there are any, those of published systems."""
    published = record.named_texts("system_outputs")
    people = Fields(record.named("human"), f"{record.where}, `human`")
    for name in people.record:
        person = Fields(people.named(name), f"{people.where}, `{name}`")
        published[name.removesuffix(".txt")] = person.text("summary")
    return Sample(
        id=record.identity("id", number),
        paragraphs=body(record, "text", record.text("text").splitlines()),
        title=text.normalise(record.text("title", "")),
        language=record.one_of("lang", "ar", "en"),
        genre=record.text("category", ""),
        summaries=record.texts("summaries"),
        summary_language=record.one_of("summary_lang", "en", "ar"),
        published=published,
    )


def forms(fact: Fields) -> tuple[str, ...]:
    """The English forms that keep a fact; there has to be one."""
    found = fact.texts("en", needed=True)
    if not found or not all(form.strip() for form in found):
        raise InputError(f"{fact.where}: `en` has to hold the English forms that keep the fact, none of them blank")
    return found


def body(record: Fields, name: str, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs of a record, cleaned; there has to be one."""
    found = cleaned(paragraphs)
    if not found:
        raise InputError(f"{record.where}: `{name}` is blank; a sample without text cannot be read")
    return found


def cleaned(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Paragraphs as an `Article` holds them."""
    return tuple(" ".join(text.normalise(paragraph).split()) for paragraph in paragraphs if paragraph.strip())


SOURCE: tuple[str, ...] = ("title", "paragraphs", "language", "raw")


def to_record(sample: Sample) -> tuple[dict[str, Any], dict[str, Any]]:
    """A sample as a run stores it: what was read, and what it is compared with; empty fields are left out."""
    everything = {name: value for name, value in asdict(sample).items() if value}
    everything.pop("id")
    source = {name: everything.pop(name) for name in SOURCE if name in everything}
    return source, everything


def from_record(identity: str, source: Mapping[str, Any], references: Mapping[str, Any]) -> Sample:
    """The sample that `to_record` took apart."""
    known = {entry.name for entry in fields(Sample)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in {**source, **references}.items()
        if name in known
    }
    values["facts"] = tuple(
        ReferenceFact(fact["kind"], fact["source"], tuple(fact["forms"]), fact["in_summary"])
        for fact in values.get("facts", ())
    )
    return Sample(id=identity, **values)

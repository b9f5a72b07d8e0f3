"""Every score of a system: which there are, what they are made of, and their signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval import cleaning
from eval.faithful import Findings, examine
from eval.measure import Better, Measure, Ratio
from eval.overlap import ROUGE, Row, copied, novel, overlap, rouge, rouge_signature, words
from eval.sets import Sample
from eval.systems import Output, System
from summarizer import checks

NUMERIC = ("number", "percent", "money", "date", "time")
NOTHING: Row = (0.0, 0.0)

OVERLAP = (
    ("bleu", "BLEU", "higher"),
    ("chrf2", "chrF2", "higher"),
    ("chrf++", "chrF++", "higher"),
    ("ter", "TER", "lower"),
)  # fmt: skip
ROUGE_TITLES = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeLsum": "ROUGE-Lsum"}


def examined(samples: Sequence[Sample], system: System) -> list[Findings]:
    """The findings about each output of a system."""
    return [examine(sample, output) for sample, output in zip(samples, system.outputs, strict=True)]


def measures(
    samples: Sequence[Sample], system: System, findings: Sequence[Findings], *, ter: bool = True
) -> dict[str, Measure]:
    """Every score that a system's outputs allow, by key. `ter=False` leaves out the one that takes long."""
    found = [
        *translation(samples, system, ter=ter),
        *summary(samples, system.outputs, findings),
        *reference_facts(samples, findings),
        *summary_facts(samples, findings),
        *ledger(system.outputs, findings),
        *faults(findings),
        *(furniture(samples) if system.role == "run" else ()),
    ]
    return {measure.key: measure for measure in found if measure.documents}


# --- translation ---


def translation(samples: Sequence[Sample], system: System, *, ter: bool) -> Iterator[Measure]:
    """Overlap with the reference translation, paragraph by paragraph; the reference itself has none."""
    if system.role == "human" or not any(sample.reference for sample in samples):
        return
    if not any(output.units for output in system.outputs):
        return
    references = [sample.reference for sample in samples]
    outputs = [
        padded(output.units, len(reference)) for output, reference in zip(system.outputs, references, strict=True)
    ]
    for name, title, better in OVERLAP:
        if name != "ter" or ter:
            counted = overlap(name, outputs, references)
            way: Better = "lower" if better == "lower" else "higher"
            yield Measure(f"translation.{name}", title, counted.rows, counted.combine, counted.signature, way)


def padded(units: Sequence[str], length: int) -> tuple[str, ...]:
    """Exactly as many units as the reference has: what is missing counts as empty."""
    return (*units[:length], *[""] * (length - len(units)))


# --- summary ---


def summary(samples: Sequence[Sample], outputs: Sequence[Output], findings: Sequence[Findings]) -> Iterator[Measure]:
    """Overlap with the reference summaries; what the summary keeps, invents, copies; how long it is."""
    language = samples[0].summary_language
    pairs = list(zip(samples, outputs, strict=True))
    scores = [
        rouge(output.summary, output.against or sample.summaries, language)
        if output.summary and sample.summaries
        else {}
        for sample, output in pairs
    ]
    for name in ROUGE:
        rows = tuple((score[name], 1.0) if score else NOTHING for score in scores)
        if any(score for score in scores):
            yield Measure(f"summary.{name}", ROUGE_TITLES[name], rows, Ratio(1.0), rouge_signature(name, language))
    if not any(sample.summaries for sample in samples):
        return
    yield share(
        "summary.facts",
        "Summary: facts kept",
        [
            counted(kept for fact, kept in zip(sample.facts, found.summarized, strict=False) if fact.in_summary)
            for sample, found in zip(samples, findings, strict=True)
        ],
        "facts:reference,in_summary|match:accepted-forms,whole-words,uncased|where:anywhere",
        about="share of the facts that a summary has to hold which it states",
    )
    yield Measure(
        "summary.invented",
        "Summary: numbers invented",
        tuple(
            (float(len(found.summary_invented)), float(len(words(" ".join(output.summary)))))
            if sample.language == "ar" and language == "en"
            else NOTHING
            for (sample, output), found in zip(pairs, findings, strict=True)
        ),
        Ratio(1000.0),
        "numbers:ledger|per:1000-words",
        better="lower",
        unit="‰",
        about="numbers in the summary that the Arabic lacks, per 1,000 words",
        counted=True,
    )
    # what a summary was made from, in its own language
    bodies = [" ".join(sample.units if sample.language == language else output.units) for sample, output in pairs]
    yield share(
        "summary.copied",
        "Summary: copied",
        [copied(" ".join(o.summary), body) if body else NOTHING for o, body in zip(outputs, bodies, strict=True)],
        "runs:4-words|in:own-translation",
        better="",
        about="share of the summary's four-word runs that stand in the translation",
    )
    yield share(
        "summary.novel",
        "Summary: novel words",
        [novel(" ".join(o.summary), body) if body else NOTHING for o, body in zip(outputs, bodies, strict=True)],
        "words:content,stemmed|not-in:own-translation",
        better="",
        about="share of the summary's content words that the translation lacks",
    )
    yield share(
        "summary.length",
        "Summary: length",
        [
            (float(len(words(" ".join(o.summary)))), float(len(words(body)))) if body and o.summary else NOTHING
            for o, body in zip(outputs, bodies, strict=True)
        ],
        "words:summary/translation",
        better="",
        about="words of the summary per word of the translation",
    )


# --- facts ---


def reference_facts(samples: Sequence[Sample], findings: Sequence[Findings]) -> Iterator[Measure]:
    """The facts that people marked, kept in the translation: all, and by kind."""
    kinds = sorted({fact.kind for sample in samples for fact in sample.facts})
    for kind in ["all", *kinds] if kinds else []:
        rows = [
            counted(kept for fact, kept in zip(sample.facts, found.kept, strict=False) if kind in ("all", fact.kind))
            for sample, found in zip(samples, findings, strict=True)
        ]
        yield share(
            f"facts.{kind}",
            "Facts kept" if kind == "all" else kind.capitalize(),
            rows,
            f"facts:reference,{kind}|match:accepted-forms,whole-words,uncased|where:same-paragraph",
            about="share of the facts marked in the Arabic which the English of their paragraph states",
        )


def summary_facts(samples: Sequence[Sample], findings: Sequence[Findings]) -> Iterator[Measure]:
    """The marked facts that a summary has to hold, by kind; `summary.facts` counts all of them."""
    for kind in sorted({fact.kind for sample in samples for fact in sample.facts if fact.in_summary}):
        yield share(
            f"summary.facts.{kind}",
            f"Summary: {kind}",
            [
                counted(
                    kept
                    for fact, kept in zip(sample.facts, found.summarized, strict=False)
                    if fact.in_summary and fact.kind == kind
                )
                for sample, found in zip(samples, findings, strict=True)
            ],
            f"facts:reference,in_summary,{kind}|match:accepted-forms,whole-words,uncased|where:anywhere",
            about="share of the facts of this kind that a summary has to hold which it states",
        )


def ledger(outputs: Sequence[Output], findings: Sequence[Findings]) -> Iterator[Measure]:
    """The product's own ledger: kept in the translation by kind; numbers kept and invented; summary facts changed;
    names."""
    kinds = sorted({fact.kind for found in findings for fact in found.ledger.facts})
    groups: dict[str, tuple[str, ...]] = {"ledger.all": tuple(kinds), **{f"ledger.{kind}": (kind,) for kind in kinds}}
    for key, group in (groups | {"numbers.kept": NUMERIC}).items() if kinds else []:
        rows = [counted(f.translation == "kept" for f in found.ledger.facts if f.kind in group) for found in findings]
        title = {"numbers.kept": "Numbers kept", "ledger.all": "Ledger facts kept"}.get(key, group[0].capitalize())
        about = "share of the facts found in the Arabic which the ledger finds kept in the English"
        yield share(key, title, rows, f"facts:ledger,{'+'.join(group) if len(group) > 1 else group[0]}", about=about)
    english = [sum(len(words(segment.target)) for segment in found.segments) for found in findings]
    yield Measure(
        "numbers.invented",
        "Numbers invented",
        tuple((float(len(f.invented)), float(count)) for f, count in zip(findings, english, strict=True)),
        Ratio(1000.0),
        "numbers:ledger|per:1000-words",
        better="lower",
        unit="‰",
        about="numbers in the translation that the Arabic lacks, per 1,000 words",
        counted=True,
    )
    stated = [[f.summary for f in found.ledger.facts if f.summary in ("kept", "changed")] for found in findings]
    yield share(
        "summary.changed",
        "Summary: facts changed",
        [counted(fate == "changed" for fate in fates) for fates in stated],
        "facts:ledger|of:stated-in-summary",
        better="lower",
        about="share of the facts which the summary takes up that it states differently",
    )
    yield share(
        "negations.agree",
        "Negations agree",
        [counted(found.negations_agree) for found in findings],
        "negations:ledger,english|as-many-as:reference|per:paragraph",
        about='share of the paragraphs that deny as often as the reference: a lost or an added "not" lowers it',
    )
    yield share(
        "names.consistent",
        "Names consistent",
        [counted(found.spelled_alike) for found in findings],
        "names:said-twice-or-more|one-spelling",
        about="share of the names that the English says several times which it always spells alike",
    )
    yield share(
        "names.order",
        "Names in order",
        [counted(found.in_order) for found in findings],
        "names:ledger|common-subsequence:with-reference|per:paragraph",
        about="share of the names of a paragraph that stand in the reference's order: two swapped names lower it",
    )


# --- faults ---


def faults(findings: Sequence[Findings]) -> Iterator[Measure]:
    """What the per-segment checks found, per 1,000 segments: any flag that accuses, then each by itself."""
    for name in ("any", *checks.BADNESS):
        rows = [counted(is_flagged(name, segment.flags) for segment in found.segments) for found in findings]
        yield Measure(
            f"faults.{name}",
            "Segments flagged" if name == "any" else name.replace("_", " ").capitalize(),
            tuple(rows),
            Ratio(1000.0),
            f"flags:{name}|per:1000-segments",
            better="lower",
            unit="‰",
            about="segments with this flag, per 1,000",
            counted=True,
        )


def is_flagged(name: str, flags: Sequence[str]) -> bool:
    return checks.is_faulty(flags) if name == "any" else name in flags


def furniture(samples: Sequence[Sample]) -> Iterator[Measure]:
    """How well page furniture is told from the story, on the raw pages of the set (see `eval.cleaning`)."""
    leaked, lost = [], []
    for sample in samples:
        if not sample.raw:
            leaked.append(NOTHING)
            lost.append(NOTHING)
            continue
        page = {
            "id": sample.id, "raw": sample.raw, "title": sample.title,
            "boilerplate": sample.boilerplate, "paragraphs": sample.paragraphs,
        }  # fmt: skip
        score = cleaning.score(iter([page]))
        leaked.append((float(score.furniture - score.removed), float(score.furniture)))
        lost.append((float(score.lost), float(score.body)))
    about = "lines of page furniture left in the article"
    yield share(
        "cleaning.leaked", "Furniture leaked", leaked, "lines:furniture-kept/furniture", better="lower", about=about
    )
    about = "lines of the story that were cut off or changed"
    yield share("cleaning.lost", "Body lost", lost, "lines:body-lost/body", better="lower", about=about)


# --- building ---


def counted(outcomes: Iterator[bool] | Sequence[bool]) -> Row:
    """How many are true, and how many there are."""
    known = list(outcomes)
    return float(sum(known)), float(len(known))


def share(
    key: str, title: str, rows: Sequence[Row], signature: str, *, better: Better = "higher", about: str = ""
) -> Measure:
    """A share of counted things, in percent."""
    return Measure(key, title, tuple(rows), Ratio(100.0), signature, better, "%", about, counted=True)

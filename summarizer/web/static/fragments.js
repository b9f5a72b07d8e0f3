// Arabic text with its facts marked, and flags in words: shared by the digest and the comparison.

import { el, known, t } from "./dom.js";

export function fragments(text, facts) {
  // offsets count characters as Python does, not halves of surrogate pairs
  const characters = Array.from(text);
  const parts = [];
  let at = 0;
  for (const fact of [...facts].sort((one, other) => one.start - other.start)) {
    if (fact.start < at || fact.end > characters.length || fact.end <= fact.start) continue;
    parts.push(characters.slice(at, fact.start).join(""));
    parts.push(el("mark", { "data-fate": fact.translation, title: `${kind(fact.kind)}: ${t(fact.translation)}` }, characters.slice(fact.start, fact.end).join("")));
    at = fact.end;
  }
  parts.push(characters.slice(at).join(""));
  return parts.filter((part) => part !== "");
}

// Everything that is doubtful about a digest: as a whole, in its summary, in its sentences.
export function doubts(digest) {
  // what a sentence of the summary shares with the sentence it was taken from is said there
  const own = ({ flags, segments }) => flags.filter((flag) => !segments.some((index) => digest.segments[index].flags.includes(flag)));
  const sentences = digest.summary_sentences.map((sentence) => ({ ...sentence, flags: own(sentence), summary: true }));
  const segments = digest.segments.map((segment, index) => ({ flags: segment.flags, text: segment.target, source: segment.source, segments: [index] }));
  const told = new Set([...sentences, ...segments].flatMap((part) => part.flags));
  const whole = digest.flags.filter((flag) => flag !== "incomplete" && !told.has(flag)).map((flag) => ({ flags: [flag], segments: [] }));
  return [...whole, ...sentences, ...segments].filter((part) => part.flags.length);
}

export const kind = (name) => (known("kind_" + name) ? t("kind_" + name) : name);

export const flags = (names) => names.map((name) => (known("flag_" + name) ? t("flag_" + name) : name)).join(window.khulasa.language === "ar" ? "\u060c " : ", ");

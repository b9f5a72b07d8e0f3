// Two answers to one article, paragraph by paragraph, with the words that differ marked.

import { arabic, el, english, t } from "./dom.js";
import { fate } from "./facts.js";
import { kind } from "./fragments.js";

export class Comparison {
  constructor({ place }) { this.place = place; }

  show(value) {
    if (!value?.answers) return this.empty(value?.single);
    const [first, second] = value.answers;
    const names = value.answers.map((answer) => (answer.preset === "" ? t("own_translation") : answer.preset));
    const heads = names.map((name) => el("h3", {}, el("bdi", {}, name)));
    const rows = value.paragraphs.map((source, index) =>
      el("div", { class: "k-triple" },
        arabic("p", { class: "k-source-text" }, source),
        ...marked(first?.paragraphs[index] ?? "", second?.paragraphs[index] ?? "").map((parts) => english("p", {}, ...parts))));
    const summaries = value.answers.some((answer) => answer.summary)
      ? [el("div", { class: "k-triple k-triple-summary" }, el("h4", {}, t("summary")), ...value.answers.map((answer) => english("p", {}, answer.summary)))]
      : [];
    this.place.replaceChildren(
      el("article", { class: "k-comparison" },
        el("div", { class: "k-triple k-triple-head" }, el("h3", {}, t("article")), ...heads),
        ...summaries, ...rows,
        this.ledgers(value.answers, names)));
  }

  empty(single) {
    this.place.replaceChildren(el("section", { class: "k-empty" }, el("p", {}, t(single ? "compare_single" : "compare_about")), el("p", { class: "k-dim" }, t("compare_empty"))));
  }

  ledgers(answers, names) {
    const facts = new Map();
    answers.forEach((answer, side) => {
      // the same words of the article are the same fact, wherever each answer begins its sentences: the nth mention with the nth
      const mentions = new Map();
      for (const fact of answer.facts ?? []) {
        const words = `${fact.kind}:${fact.source}`;
        mentions.set(words, (mentions.get(words) ?? 0) + 1);
        const key = `${words}:${mentions.get(words)}`;
        const both = facts.get(key) ?? { fact, fates: [null, null] };
        both.fates[side] = fact;
        facts.set(key, both);
      }
    });
    if (!facts.size) return el("p", { class: "k-dim" }, t("facts_none"));
    const cell = (fact, name) => el("td", { "data-label": name }, fact ? fate(fact.translation) : "\u2013",
      fact?.found ? el("div", { class: "k-more" }, el("bdi", {}, t("instead", { found: fact.found }))) : null);
    return el("section", { class: "k-facts" },
      el("div", { class: "k-section-head" }, el("h3", {}, t("facts"))),
      el("div", { class: "k-table" }, el("table", {},
        el("thead", {}, el("tr", {}, ...[t("fact"), t("kind"), ...names].map((name) => el("th", { scope: "col" }, name)))),
        el("tbody", {}, ...[...facts.values()].map(({ fact, fates }) =>
          el("tr", { "data-fate": worst(fates) }, el("td", {}, arabic("span", {}, fact.source)), el("td", {}, kind(fact.kind)), ...fates.map((found, side) => cell(found, names[side]))))))));
  }
}

const worst = (facts) => ["missing", "changed"].find((name) => facts.some((fact) => fact?.translation === name)) ?? "kept";

// The words of two texts, those outside their longest common subsequence marked.
export function marked(one, other) {
  const sides = [one, other].map((text) => text.split(/\s+/).filter(Boolean));
  const [a, b] = sides;
  if (a.length * b.length > 250000) return [[one], [other]];
  const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
  const common = [new Set(), new Set()];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) { common[0].add(i++); common[1].add(j++); }
    else if (longest[i + 1][j] >= longest[i][j + 1]) i++;
    else j++;
  }
  return sides.map((words, side) => words.flatMap((word, at) => [common[side].has(at) ? word : el("mark", { class: "k-differs" }, word), " "]));
}

// The fact ledger: what became of every number, date, quotation and name, in colour and in words.

import { arabic, button, el, english, icon, t } from "./dom.js";
import { kind } from "./fragments.js";

const GRAVITY = { missing: 0, changed: 1, kept: 2, absent: 2 };

const needsLook = (fact) => fact.translation !== "kept" || fact.summary === "changed" || fact.summary === "missing";

export function ledger(digest, reveal) {
  const facts = [...digest.facts].sort((one, other) => GRAVITY[one.translation] - GRAVITY[other.translation] || one.segment - other.segment);
  const problems = facts.filter(needsLook);
  const head = el("div", { class: "k-section-head" }, el("h3", {}, t("facts")), el("span", { class: "k-count" }, String(facts.length)));
  const section = el("section", { class: "k-facts", id: "k-facts" }, head);
  if (digest.invented.length) section.append(invented(digest.invented));
  if (!facts.length) return section.append(el("p", { class: "k-dim" }, t("facts_none"))), section;
  const table = el("div", { class: "k-table" });
  const show = (only) => table.replaceChildren(only && !problems.length
    ? el("p", { class: "k-dim" }, icon("kept"), " ", t("facts_fine"))
    : rows(only ? problems : facts, reveal));
  const choices = [["facts_problems", true], ["facts_all", false]].map(([key, only]) =>
    button(t(key), { class: "k-choice", onclick: (event) => choose(event.currentTarget, only) }));
  const choose = (chosen, only) => {
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === chosen));
    show(only);
  };
  head.append(el("div", { class: "k-choices", role: "group" }, ...choices));
  choose(choices[problems.length ? 0 : 1], problems.length > 0);
  section.append(table);
  return section;
}

function invented(numbers) {
  return el("div", { class: "k-invented", role: "note" },
    el("p", {}, icon("missing"), " ", t("invented"), ":"),
    english("p", {}, ...numbers.flatMap((number) => [el("code", {}, number), " "])));
}

function rows(facts, reveal) {
  const heading = (key) => el("th", { scope: "col" }, t(key));
  return el("table", {},
    el("thead", {}, el("tr", {}, heading("fact"), heading("kind"), heading("in_translation"), heading("in_summary"))),
    el("tbody", {}, ...facts.map((fact) => row(fact, reveal))));
}

function row(fact, reveal) {
  return el("tr", { "data-fate": fact.translation },
    el("td", {}, button("", { class: "k-fact", title: t("show_in_text"), onclick: () => reveal(fact.segment) }, arabic("span", {}, fact.source)), term(fact)),
    el("td", {}, kind(fact.kind)),
    el("td", { "data-label": t("in_translation") }, fate(fact.translation), details(fact)),
    el("td", { "data-label": t("in_summary") }, fate(fact.summary)));
}

function term(fact) {
  if (fact.kind !== "name") return null;
  const add = () => document.dispatchEvent(new CustomEvent("khulasa:term", { detail: { arabic: fact.source } }));
  return button("", { class: "k-quiet k-small", title: t("to_glossary"), "aria-label": t("to_glossary"), onclick: add }, icon("add"));
}

export const fate = (name) => el("span", { class: "k-fate", "data-fate": name }, icon(name), " ", t(name));

function details(fact) {
  if (fact.translation === "kept") return null;
  return el("div", { class: "k-more" },
    fact.found ? el("p", {}, el("bdi", {}, t("instead", { found: fact.found }))) : null,
    fact.expected.length ? el("p", {}, el("bdi", {}, t("expected", { expected: fact.expected.slice(0, 3).join(" / ") }))) : null,
    fact.suggestion ? el("p", {}, t("suggestion") + ": ", english("q", {}, fact.suggestion)) : null);
}

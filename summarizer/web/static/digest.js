// A digest that grows: headline and summary first, then the pairs, the ledger, what to review and what was left out.

import { arabic, button, copy, el, english, icon, save, t } from "./dom.js";
import { ledger } from "./facts.js";
import { doubts, flags, fragments } from "./fragments.js";

const TITLE = -1;

export class DigestView {
  constructor({ place, trigger }) {
    this.place = place;
    this.trigger = trigger;
    this.shown = null;
  }

  show(value) {
    if (!value || value.state === "idle") return this.empty(value?.examples ?? this.examples ?? []);
    if (value.state === "started") return this.skeleton();
    if (!this.shown || this.shown.id !== value.id || !this.cells) this.lay(value);
    this.fill(value);
  }

  // --- before anything is there ---

  empty(examples) {
    this.examples = examples;
    this.shown = this.cells = null;
    this.place.replaceChildren(
      el("section", { class: "k-empty" },
        el("h2", {}, t("empty_title")),
        el("p", {}, t("empty_about")),
        el("div", { class: "k-examples" }, ...examples.map((example, index) =>
          button("", { class: "k-example", onclick: () => this.trigger("example", { index }) },
            arabic("span", { class: "k-example-title" }, example.title),
            arabic("span", { class: "k-example-lead" }, example.lead)))),
        el("p", { class: "k-dim" }, t("shortcut"))));
  }

  skeleton() {
    this.shown = this.cells = null;
    const bars = Array.from({ length: 6 }, (_, index) => el("div", { class: "k-bone", style: `width:${92 - (index % 3) * 17}%` }));
    this.place.replaceChildren(el("section", { class: "k-skeleton", "aria-hidden": "true" }, ...bars));
  }

  // --- the frame, laid once for each article ---

  lay(digest) {
    this.cells = new Map();
    this.headline = english("h2", { class: "k-headline" });
    this.original = arabic("p", { class: "k-original" });
    this.tools = el("div", { class: "k-tools", hidden: true });
    this.summary = el("section", { class: "k-summary", id: "k-summary" });
    this.chips = el("nav", { class: "k-chips", hidden: true });
    this.pairs = el("section", { class: "k-pairs", id: "k-translation" });
    this.after = el("div", { class: "k-after" });
    this.place.replaceChildren(
      el("article", { class: "k-digest" },
        el("div", { class: "k-head" }, this.headline, this.original, this.tools),
        this.summary, this.chips, this.pairs, this.after));
    this.layPairs(digest);
  }

  layPairs(digest) {
    this.pairs.append(el("div", { class: "k-section-head" }, el("h3", {}, t("translation")), el("p", { class: "k-dim" }, t("pair_hint"))));
    let row = null;
    let paragraph = null;
    digest.segments.forEach((segment, index) => {
      if (segment.paragraph === TITLE) return;
      if (segment.paragraph !== paragraph) {
        paragraph = segment.paragraph;
        row = { target: english("p", { class: "k-target" }), source: arabic("p", { class: "k-source-text" }) };
        this.pairs.append(el("div", { class: "k-pair" }, row.target, row.source));
      }
      const target = el("span", { class: "k-segment", role: "button", tabindex: this.cells.size ? "-1" : "0", "aria-pressed": "false", "data-segment": index });
      const source = el("span", { class: "k-segment", "data-segment": index });
      this.cells.set(index, { target, source });
      row.target.append(target, " ");
      row.source.append(source, " ");
    });
    this.pairs.addEventListener("pointerover", (event) => this.point(event.target.closest("[data-segment]")));
    this.pairs.addEventListener("pointerleave", () => this.point(null));
    this.pairs.addEventListener("focusin", (event) => this.point(event.target.closest("[data-segment]")));
    this.pairs.addEventListener("click", (event) => this.press(event.target.closest("[data-segment]")));
    this.pairs.addEventListener("keydown", (event) => this.walk(event));
  }

  // --- the content, as it comes ---

  fill(digest) {
    this.shown = digest;
    const complete = digest.complete !== false;
    const over = complete || Boolean(digest.ended);
    this.headline.textContent = digest.title_en || (digest.title && !over ? "\u2026" : "");
    this.headline.hidden = !this.headline.textContent;
    this.original.textContent = digest.title;
    const facts = Map.groupBy ? Map.groupBy(digest.facts, (fact) => fact.segment) : grouped(digest.facts);
    for (const [index, cell] of this.cells) {
      const segment = digest.segments[index];
      const waits = !segment.target;
      if (cell.text !== segment.target || cell.waits !== waits || cell.over !== over) {
        cell.target.replaceChildren(segment.target || (over ? t("untranslated") : "\u2026"));
        cell.target.classList.toggle("k-waits", waits);
        cell.target.classList.toggle("k-flagged", complete && segment.flags.length > 0);
        cell.target.title = complete ? flags(segment.flags) : "";
        cell.source.replaceChildren(...fragments(segment.source, facts.get(index) ?? []));
        Object.assign(cell, { text: segment.target, waits, over });
      }
    }
    this.fillSummary(digest, complete);
    this.tools.hidden = !over;
    this.chips.hidden = !complete;
    if (over) this.fillTools(digest);
    if (complete) {
      this.fillAfter(digest);
    } else {
      this.after.replaceChildren();
    }
  }

  fillSummary(digest, complete) {
    const head = el("div", { class: "k-section-head" }, el("h3", {}, t("summary")));
    if (!digest.summary_sentences.length) {
      this.summary.replaceChildren(head, el("p", { class: "k-dim" }, t(complete ? "no_summary" : digest.ended ? "summary_unwritten" : "summary_pending")));
      return;
    }
    const sentences = digest.summary_sentences.map((sentence) => {
      const doubts = sentence.flags?.length ? flags(sentence.flags) : "";
      // a span, not a button: a sentence has to wrap like text
      const part = el("span", { class: doubts ? "k-sentence k-flagged" : "k-sentence", role: "button", tabindex: "0", "aria-pressed": "false", title: doubts || t("summary_hint") }, sentence.text);
      part.addEventListener("click", () => this.trace(part, sentence.segments));
      part.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.trace(part, sentence.segments);
      });
      return part;
    });
    const copier = button(t("copy"), { class: "k-quiet", "aria-label": t("copy_summary"), onclick: () => copy(digest.summary, copier) });
    head.append(el("p", { class: "k-dim" }, t("summary_hint")), copier);
    this.summary.replaceChildren(head, english("p", { class: "k-sentences" }, ...sentences.flatMap((part) => [part, " "])));
  }

  fillTools(digest) {
    const copier = button(t("copy_translation"), { class: "k-quiet", onclick: () => copy([digest.title_en, ...digest.translation].filter(Boolean).join("\n\n"), copier) });
    const problem = el("span", { class: "k-problem", role: "alert" });
    const saver = (kind) => button(t("save_" + kind), { class: "k-quiet", onclick: () => this.save(kind, problem) });
    this.tools.replaceChildren(copier, el("span", { class: "k-dim" }, t("save")), saver("docx"), saver("markdown"), saver("json"), problem);
  }

  async save(kind, problem) {
    problem.textContent = "";
    try {
      const answer = await fetch("api/export/" + kind, { method: "POST", body: JSON.stringify(this.shown), headers: { "content-type": "application/json" } });
      if (!answer.ok) throw new Error((await answer.json()).error);
      const name = /filename="([\w.-]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "digest." + kind;
      save(await answer.blob(), name);
    } catch (error) {
      problem.textContent = t("save_failed", { error: error.message });
    }
  }

  fillAfter(digest) {
    const count = (fate) => digest.facts.filter((fact) => fact.translation === fate).length;
    const review = doubts(digest);
    const chip = (kind, text, target) => el("a", { href: "#" + target, class: "k-chip", "data-fate": kind, onclick: (event) => { event.preventDefault(); document.getElementById(target)?.scrollIntoView({ behavior: "smooth" }); } }, icon(kind), " ", text);
    this.chips.replaceChildren(
      ...["kept", "changed", "missing"].filter((fate) => count(fate)).map((fate) => chip(fate, `${count(fate)} ${t(fate)}`, "k-facts")),
      ...(digest.invented.length ? [chip("missing", `${digest.invented.length} ${t("invented_short")}`, "k-facts")] : []),
      chip("flag", `${t("review")}: ${review.length}`, "k-review"),
      ...(digest.dropped.length ? [chip("absent", `${t("dropped")}: ${digest.dropped.length}`, "k-dropped")] : []));
    this.after.replaceChildren(
      ledger(digest, (segment) => this.reveal([segment])),
      this.review(review),
      ...this.dropped(digest.dropped),
      this.made(digest));
  }

  review(parts) {
    const items = parts.map((part) => el("li", {},
      el("p", { class: "k-why" }, icon("flag"), " ", part.summary ? t("summary") + ": " : "", flags(part.flags)),
      part.text === undefined ? null : english("p", {}, part.text || t("untranslated")),
      part.source ? arabic("p", {}, part.source) : null,
      part.segments.length ? button(t("show_in_text"), { class: "k-quiet", onclick: () => this.reveal(part.segments) }) : null));
    return el("section", { class: "k-review", id: "k-review" },
      el("div", { class: "k-section-head" }, el("h3", {}, t("review")), el("span", { class: "k-count" }, String(parts.length))),
      items.length ? el("ul", {}, ...items) : el("p", { class: "k-dim" }, icon("kept"), " ", t("review_fine")));
  }

  dropped(lines) {
    if (!lines.length) return [];
    return [el("details", { class: "k-dropped", id: "k-dropped" },
      el("summary", {}, `${t("dropped")} (${lines.length})`),
      el("p", { class: "k-dim" }, t("dropped_about")),
      el("ul", {}, ...lines.map((line) => arabic("li", {}, line))))];
  }

  made(digest) {
    const line = (key, made) => el("li", {}, el("bdi", {}, t(key, { ...made, revision: (made.revision ?? "").slice(0, 12) })));
    return el("details", { class: "k-made" },
      el("summary", {}, t("made")),
      el("ul", {}, line("made_translate", digest.made_by.translate), line("made_summarize", digest.made_by.summarize)),
      el("p", { class: "k-dim" }, t("machine")));
  }

  // --- lighting up ---

  point(segment) {
    const index = segment ? Number(segment.dataset.segment) : null;
    if (index === this.pointed) return;
    for (const at of [this.pointed, index]) {
      const cell = this.cells.get(at);
      for (const side of cell ? [cell.target, cell.source] : []) side.classList.toggle("k-paired", at === index);
    }
    this.pointed = index;
  }

  press(segment) {
    if (!segment || getSelection().toString()) return;
    this.light([Number(segment.dataset.segment)], segment.classList.contains("k-lit"));
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const segment = event.target.closest("[data-segment]");
    if (!segment) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.press(segment);
    }
    if (!step) return;
    const order = [...this.cells.keys()];
    const next = this.cells.get(order[order.indexOf(Number(segment.dataset.segment)) + step]);
    if (!next) return;
    event.preventDefault();
    segment.tabIndex = -1;
    next.target.tabIndex = 0;
    next.target.focus();
  }

  trace(part, segments) {
    const again = part.getAttribute("aria-pressed") === "true";
    for (const other of this.summary.querySelectorAll(".k-sentence")) other.setAttribute("aria-pressed", "false");
    part.setAttribute("aria-pressed", String(!again));
    if (again) this.light(segments, true);
    else this.reveal(segments);
  }

  light(segments, off = false) {
    for (const [index, cell] of this.cells) {
      const lit = !off && segments.includes(index);
      for (const side of [cell.target, cell.source]) side.classList.toggle("k-lit", lit);
      cell.target.setAttribute("aria-pressed", String(lit));
    }
  }

  reveal(segments) {
    this.light(segments);
    const first = this.cells.get(segments.find((index) => this.cells.has(index)));
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    (first?.target ?? this.headline).scrollIntoView({ block: "center", behavior: reduced ? "auto" : "smooth" });
  }
}

function grouped(facts) {
  const groups = new Map();
  for (const fact of facts) groups.set(fact.segment, [...(groups.get(fact.segment) ?? []), fact]);
  return groups;
}

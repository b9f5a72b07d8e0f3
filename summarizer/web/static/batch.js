// Many articles: a file is read here in the browser, its results are listed as they come and saved from here.

import { arabic, button, el, english, icon, save, t } from "./dom.js";
import { doubts, flags } from "./fragments.js";

const MOST_BYTES = 1500000;

export class Batch {
  constructor({ place, props }) {
    const records = document.querySelector("[data-records]")?.dataset.records ?? props.records;
    const name = el("bdi", { class: "k-dim" });
    const problem = el("p", { class: "k-problem", role: "alert" });
    const input = el("input", { type: "file", accept: ".jsonl,.ndjson,.csv", class: "k-offscreen", tabindex: "-1", "aria-hidden": "true" });
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      problem.textContent = file.size > MOST_BYTES ? t("error_too_long") + ": " + t("batch_about", { records }) : "";
      if (file.size > MOST_BYTES) return;
      name.textContent = file.name;
      props.value = { name: file.name, text: await file.text() };
    });
    place.append(
      el("p", { class: "k-dim" }, t("batch_about", { records })),
      el("div", { class: "k-attach" }, input, button(t("batch_choose"), { class: "k-quiet", id: "batch-file", onclick: () => input.click() }, icon("add"), " "), name),
      problem);
  }
}

export class BatchResults {
  constructor({ place }) { this.place = place; }

  show(value) {
    const results = value?.results ?? [];
    if (!results.length) return this.place.replaceChildren(el("section", { class: "k-empty" }, el("p", {}, t("batch_empty"))));
    const lines = () => results.map((result) => JSON.stringify(result)).join("\n") + "\n";
    this.place.replaceChildren(
      el("div", { class: "k-tools" },
        button(t("batch_save"), { class: "k-quiet", onclick: () => save(new Blob([lines()], { type: "application/x-ndjson" }), "digests.jsonl") }),
        button(t("batch_save_csv"), { class: "k-quiet", onclick: () => save(new Blob(["\ufeff" + table(results)], { type: "text/csv" }), "digests.csv") })),
      el("div", { class: "k-table" }, el("table", {},
        el("thead", {}, el("tr", {}, ...["batch_id", "batch_result", "batch_flags"].map((key) => el("th", { scope: "col" }, t(key))))),
        el("tbody", {}, ...results.map(row)))));
  }
}

function row(result) {
  if (result.error) return el("tr", { "data-fate": "missing" }, el("td", {}, el("bdi", {}, result.id ?? "")), el("td", { dir: "auto", colspan: "2" }, icon("missing"), " ", result.error));
  const review = doubts(result);
  return el("tr", { "data-fate": review.length ? "changed" : "kept" },
    el("td", {}, el("bdi", {}, result.id)),
    el("td", {}, english("strong", {}, result.title_en), arabic("p", { class: "k-dim" }, result.title), english("p", {}, result.summary)),
    el("td", {}, review.length ? `${review.length}: ${flags([...new Set(review.flatMap((part) => part.flags))])}` : el("span", { class: "k-fate", "data-fate": "kept" }, icon("kept"))));
}

// A spreadsheet would run a cell that begins like a formula; a quote in front makes it text.
export const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? "'" + text : text).replaceAll('"', '""')}"`;

function table(results) {
  const rows = results.map((result) => [result.id ?? "", result.title ?? "", result.title_en ?? "", result.summary ?? "", (result.translation ?? []).join("\n"), result.error ?? ""]);
  return [["id", "title", "title_en", "summary", "translation", "error"], ...rows].map((line) => line.map((text) => cell(String(text))).join(",")).join("\r\n");
}

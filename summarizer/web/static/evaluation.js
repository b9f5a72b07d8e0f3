// The latest report of the evaluation: its tables, as they stand in its file.

import { el, t } from "./dom.js";

export class Evaluation {
  constructor({ place }) { this.place = place; }

  show(value) {
    const about = el("p", { class: "k-dim" }, t("evaluation_about"));
    if (!value) return this.place.replaceChildren(el("section", { class: "k-empty" }, about, el("p", {}, t("evaluation_none"))));
    this.place.replaceChildren(
      el("article", { class: "k-evaluation", lang: "en", dir: "ltr" },
        about,
        el("p", { class: "k-dim" }, t("evaluation_measured", { file: value.file })),
        ...value.tables.map((table) => el("section", {}, el("h3", {}, table.title), el("div", { class: "k-table" }, grid(table))))));
  }
}

function grid({ columns, groups }) {
  const line = (tag, cells) => el("tr", {}, ...cells.map((cell) => el(tag, {}, String(cell))));
  return el("table", {},
    el("thead", {}, line("th", columns)),
    ...groups.map(({ title, rows }) => el("tbody", {},
      el("tr", {}, el("th", { scope: "rowgroup", colspan: columns.length }, title)),
      ...rows.map((row) => line("td", row)))));
}

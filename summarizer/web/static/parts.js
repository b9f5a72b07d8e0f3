// The small parts around a digest: the bar on top, the file, the glossary, the status line, the words about a preset.

import { button, el, english, icon, t } from "./dom.js";

const keep = (name, value) => {
  try { localStorage.setItem("khulasa." + name, value); } catch { /* a browser that keeps nothing: the choice lasts until the page is closed */ }
};

export class TopBar {
  constructor({ place }) {
    const language = window.khulasa.language === "ar" ? "en" : "ar";
    place.append(
      el("header", { class: "k-topbar" },
        el("div", { class: "k-brand" },
          el("span", { class: "k-mark", "aria-hidden": "true" }, "\u062e"),
          el("div", {}, el("h1", {}, t("brand")), el("p", {}, t("tagline")))),
        el("nav", {},
          button(t("other_language"), {
            lang: language, class: "k-quiet", id: "language",
            onclick: () => { keep("language", language); location.reload(); },
          }),
          button("", {
            class: "k-quiet", id: "theme", title: t("theme"), "aria-label": t("theme"),
            onclick: () => {
              const dark = !document.body.classList.contains("dark");
              keep("theme", dark ? "dark" : "light");
              document.body.classList.toggle("dark", dark);
            },
          }, icon("theme")))));
  }
}

export class Card {
  constructor({ place }) { this.place = place; }

  show(preset) {
    if (!preset) return this.place.replaceChildren();
    // from left to right, in an Arabic line too
    const apart = (text) => `\u2066${text}\u2069`;
    const size = apart(`${preset.size_mb} MB`) + (preset.shipped ? `, ${t("preset_shipped")}` : "");
    this.place.replaceChildren(
      english("p", { class: "k-card" }, preset.about),
      el("p", { class: "k-card" }, t("preset_card", { licence: apart(preset.licence), size }),
        preset.commercial ? null : el("strong", {}, " " + t("noncommercial"))));
  }
}

export class Attachment {
  constructor({ place, props }) {
    this.props = props;
    this.place = place;
    this.input = el("input", { type: "file", class: "k-offscreen", tabindex: "-1", accept: ".txt,.text,.md,.html,.htm,.docx,.pdf", "aria-hidden": "true",
      onchange: () => this.take(this.input.files[0]) });
    this.line = el("div", { class: "k-attach" });
    place.append(this.input, this.line);
    this.empty();
    const zone = document.querySelector("#desk .k-source") ?? place;
    // who types or pastes means the text, not the file of before
    zone.addEventListener("input", (event) => { if (event.target.closest("#article")) this.remove(); });
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("k-over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("k-over"));
    zone.addEventListener("drop", (event) => {
      zone.classList.remove("k-over");
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.take(event.dataTransfer.files[0]);
    });
  }

  show(value) {
    if (value) this.filled(value);
    else this.empty();
  }

  empty() {
    this.line.replaceChildren(
      button(t("attach"), { class: "k-quiet", id: "attach", onclick: () => this.input.click() }, icon("add"), " "),
      el("span", { class: "k-dim" }, t("attach_hint")));
  }

  remove() {
    this.props.value = null;
    this.empty();
  }

  filled(value) {
    this.line.replaceChildren(
      el("span", { class: "k-file" }, el("bdi", {}, value.name),
        button("", { "aria-label": t("attach_remove"), title: t("attach_remove"), onclick: () => this.remove() }, icon("remove"))),
      el("p", { class: "k-preview", lang: "ar", dir: "rtl" }, value.title || value.paragraphs[0] || ""));
  }

  async take(file) {
    this.input.value = "";
    if (!file) return;
    // marks that turn the direction of text would disguise what kind of file it is
    const name = file.name.replace(/[\u0000-\u001f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "").slice(0, 120);
    this.line.replaceChildren(el("span", { class: "k-dim" }, t("attach_reading", { name })));
    try {
      const answer = await fetch("api/read", { method: "POST", body: file, headers: { "content-type": "application/octet-stream" } });
      const found = await answer.json();
      if (!answer.ok) throw new Error(found.error);
      this.props.value = { name, ...found };
      this.filled(this.props.value);
    } catch (error) {
      this.remove();
      this.line.append(el("p", { class: "k-problem", role: "alert", dir: "auto" }, error.message));
    }
  }
}

export class Glossary {
  constructor({ place, props }) {
    this.props = props;
    this.rows = el("div", { class: "k-terms" });
    place.append(
      el("p", { class: "k-dim" }, t("glossary_about")),
      this.rows,
      button(t("glossary_add"), { class: "k-quiet", onclick: () => this.add("", "").focus() }, icon("add"), " "));
    document.addEventListener("khulasa:term", (event) => {
      place.closest("details")?.setAttribute("open", "");
      this.add(event.detail.arabic, "");
      this.changed();
      this.rows.lastElementChild.querySelectorAll("input")[1].focus();
    });
  }

  show() { /* what the editor typed is here already */ }

  add(arabicTerm, englishTerm) {
    const from = el("input", { lang: "ar", dir: "rtl", "aria-label": t("glossary_arabic"), placeholder: t("glossary_arabic"), maxlength: "200" });
    const to = el("input", { lang: "en", dir: "ltr", "aria-label": t("glossary_english"), placeholder: t("glossary_english"), maxlength: "200" });
    from.value = arabicTerm;
    to.value = englishTerm;
    const row = el("div", { class: "k-term" }, from, to,
      button("", { "aria-label": t("glossary_remove"), title: t("glossary_remove"), class: "k-quiet", onclick: () => { row.remove(); this.changed(); } }, icon("remove")));
    row.addEventListener("input", () => this.changed());
    this.rows.append(row);
    return from;
  }

  changed() {
    const pairs = [...this.rows.children].map((row) => [...row.querySelectorAll("input")].map((input) => input.value.trim()));
    this.props.value = pairs.filter(([from, to]) => from && to);
  }
}

export class Status {
  constructor({ place }) {
    this.bar = el("progress", { max: "1", value: "0" });
    this.text = el("p", { role: "status", "aria-live": "polite" });
    this.detail = english("p", { class: "k-detail" });
    this.box = el("div", { class: "k-status", hidden: true }, this.text, this.bar, this.detail);
    this.place = place;
    place.append(this.box);
  }

  show(value) {
    this.box.hidden = !value || Boolean(value.quiet);
    if (this.box.hidden) return;
    // on a narrow screen the result stands below what was just pressed
    if (value.state === "started" && matchMedia("(max-width: 1000px)").matches) this.place.closest(".k-result")?.scrollIntoView({ block: "start" });
    const failed = value.state === "error";
    this.box.dataset.state = value.state;
    this.bar.hidden = ["error", "done", "stopped"].includes(value.state);
    if (value.total) this.bar.value = value.done / value.total;
    else this.bar.removeAttribute("value");
    let text;
    if (failed) text = t("error_" + value.code);
    else if (value.state === "stopped" && !value.total) text = t("state_stopped_early");
    else if (value.state === "stopped" && value.counts) text = t("state_stopped_" + value.counts, value);
    else if (value.state === "batch" || (value.state === "done" && value.counts)) text = t("batch_progress", value);
    else text = t("state_" + value.state, { ...value, seconds: (value.seconds ?? 0).toFixed(1) });
    if (this.text.textContent !== text) this.text.textContent = text;
    this.detail.textContent = failed ? value.message : "";
    this.detail.hidden = !failed;
    if (value.elapsed && !this.bar.hidden) this.text.dataset.elapsed = `${Math.round(value.elapsed)} s`;
    else delete this.text.dataset.elapsed;
  }
}

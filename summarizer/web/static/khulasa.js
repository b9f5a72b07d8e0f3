// Fills the places that the page leaves for us; what stands in each place is in a module of its own.

import { Batch, BatchResults } from "./batch.js";
import { Comparison } from "./compare.js";
import { DigestView } from "./digest.js";
import { Evaluation } from "./evaluation.js";
import { Attachment, Card, Glossary, Status, TopBar } from "./parts.js";

const KINDS = {
  attachment: Attachment,
  batch: Batch,
  "batch-results": BatchResults,
  card: Card,
  comparison: Comparison,
  digest: DigestView,
  evaluation: Evaluation,
  glossary: Glossary,
  status: Status,
  topbar: TopBar,
};

window.khulasa.mount = (kind, { element, props, trigger, watch }) => {
  const place = element.querySelector(".k-part");
  place.dir = document.documentElement.dir;
  const part = new KINDS[kind]({ place, props, trigger });
  part.show?.(props.value || null);
  watch("value", () => part.show?.(props.value || null));
};

for (const [kind, part] of window.khulasa.waiting) window.khulasa.mount(kind, part);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const panel = event.target.closest?.("#desk, #compare");
  const run = panel?.querySelector(".k-run button, button.k-run");
  if (run && !run.disabled) {
    event.preventDefault();
    // the text box tells Gradio what it holds when it is left
    event.target.blur?.();
    setTimeout(() => run.click(), 50);
  }
});

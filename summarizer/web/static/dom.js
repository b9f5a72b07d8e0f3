// Builds the page out of elements and text nodes. No text is ever parsed as markup: that is what keeps articles and models harmless.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function t(key, values = {}) {
  const template = window.khulasa.words[key] ?? key;
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const known = (key) => key in window.khulasa.words;

export const arabic = (tag, attributes, ...children) => el(tag, { lang: "ar", dir: "rtl", ...attributes }, ...children);

export const english = (tag, attributes, ...children) => el(tag, { lang: "en", dir: "ltr", ...attributes }, ...children);

export function icon(name) {
  return el("span", { class: "k-icon", "aria-hidden": "true" }, ICONS[name] ?? "");
}

const ICONS = { kept: "\u2713", changed: "\u2260", missing: "\u2715", absent: "\u2013", flag: "\u2691", remove: "\u00d7", add: "+", theme: "\u25d0" };

export function button(label, attributes, ...children) {
  return el("button", { type: "button", ...attributes }, ...children, label);
}

export async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // no clipboard without https: the old way works everywhere
    const area = el("textarea", { class: "k-offscreen" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  source.dataset.label ??= source.textContent;
  source.textContent = t("copied");
  setTimeout(() => { source.textContent = source.dataset.label; }, 1500);
}

export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

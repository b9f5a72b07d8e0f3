// Runs before Gradio: the language and the theme that were chosen last, else those of the browser.
(() => {
  const kept = (name) => {
    try { return localStorage.getItem("khulasa." + name); } catch { return null; }
  };
  const language = kept("language") || (navigator.language.startsWith("ar") ? "ar" : "en");
  // Gradio takes its words from the language of the navigator
  Object.defineProperty(navigator, "language", { get: () => language });
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  const words = window.KHULASA_WORDS[language];
  document.title = words.brand + " · " + words.tagline;
  window.khulasa = { language, words, kept, parts: {}, waiting: [] };
  // a part that Gradio draws before our modules are there waits for them
  window.khulasa.mount = (kind, part) => window.khulasa.waiting.push([kind, part]);
  if (kept("theme")) {
    document.addEventListener("DOMContentLoaded", () => {
      const apply = () => document.body.classList.toggle("dark", kept("theme") === "dark");
      apply();
      // Gradio sets its own theme once, when it starts
      const watcher = new MutationObserver(apply);
      watcher.observe(document.body, { attributes: true, attributeFilter: ["class"] });
      setTimeout(() => watcher.disconnect(), 4000);
    });
  }
})();

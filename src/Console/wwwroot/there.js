const patienceMs = 5000;

// What a page is about to show: a call from the circuit may come before the change that it is about.
export const there = (selector) => new Promise((resolve) => {
  const found = () => document.querySelector(selector);
  if (found()) return resolve(found());
  const end = () => { watch.disconnect(); clearTimeout(limit); resolve(found()); };
  const watch = new MutationObserver(() => { if (found()) end(); });
  const limit = setTimeout(end, patienceMs);
  watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["id", "data-cited"] });
});

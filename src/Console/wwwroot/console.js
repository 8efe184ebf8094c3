// What only the browser can do. Loaded once for each circuit by Connection/Browser.cs.

import { there } from "./there.js";

export { startUpload, stopUpload, takeFiles, sendFiles, stopSending } from "./uploads.js";
export { showPages, showCited, leavePages } from "./pages.js";

export const viewer = () => ({
  theme: localStorage.getItem("onebox.theme") ?? "system",
  dark: document.documentElement.dataset.theme === "dark",
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
});

const systemDark = matchMedia("(prefers-color-scheme: dark)");
let darkListener = null;

const applyTheme = () => {
  const wish = localStorage.getItem("onebox.theme") ?? "system";
  const dark = wish === "dark" || (wish !== "light" && systemDark.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  darkListener?.invokeMethodAsync("DarkChangedAsync", dark);
  return dark;
};

export const setTheme = (wish) => {
  if (wish === "system") localStorage.removeItem("onebox.theme");
  else localStorage.setItem("onebox.theme", wish);
  return applyTheme();
};

// Ctrl+K or / opens the search; t opens the tasks; ? shows the keys. Never while somebody types.
const typing = (element) => element?.closest?.("input, textarea, select, [contenteditable]");
let keyListener = null;

export const listen = (frame) => {
  darkListener = frame;
  systemDark.addEventListener("change", applyTheme);
  removeEventListener("keydown", keyListener);
  keyListener = (event) => {
    const command = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target) && !document.querySelector("dialog[open], .mud-dialog");
    const name = command || (plain && event.key === "/") ? "search" : plain && event.key === "t" ? "tasks" : plain && event.key === "?" ? "keys" : null;
    if (!name) return;
    event.preventDefault();
    frame.invokeMethodAsync("ShortcutAsync", name);
  };
  addEventListener("keydown", keyListener);
  document.documentElement.dataset.keys = "on";
};

export const showDialog = (id) => {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  if (dialog && !dialog.dataset.wired) {
    dialog.dataset.wired = "1";
    // A click beside the box closes it, as Escape does.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
  const field = dialog?.querySelector("input");
  field?.focus();
  field?.select();
};

export const closeDialog = (id) => document.getElementById(id)?.close();

// The arrow keys move through results and must not move the caret of the field.
export const keepArrows = (id) => document.getElementById(id)?.addEventListener("keydown", (event) => {
  if (["ArrowUp", "ArrowDown", "Enter"].includes(event.key)) event.preventDefault();
});

// Enter sends, Shift+Enter begins a new line.
export const sendOnEnter = (id, target) => document.getElementById(id)?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  target.invokeMethodAsync("SendFromKeyAsync", event.target.value);
});

export const setValue = (id, text) => {
  const field = document.getElementById(id);
  if (field) field.value = text;
};

export const getValue = (id) => document.getElementById(id)?.value ?? "";

export const focusOn = (id) => document.getElementById(id)?.focus();

// The first field of a form, seen whole, once the circuit has painted.
export const focusIn = (id) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const form = document.getElementById(id);
  form?.scrollIntoView({ block: "nearest" });
  form?.querySelector("input, textarea")?.focus({ preventScroll: true });
}));

export const scrollIntoSight = (id) => document.getElementById(id)?.scrollIntoView({ block: "nearest" });

// Follows a growing answer, unless the reader has scrolled up to read.
export const follow = (id, always) => {
  const list = document.getElementById(id);
  if (list && (always || list.scrollHeight - list.scrollTop - list.clientHeight < 160)) list.scrollTop = list.scrollHeight;
};

export const copy = async (text) => {
  if (navigator.clipboard && isSecureContext) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  // Over plain HTTP browsers offer no clipboard; an old command still works.
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  (document.querySelector("dialog[open], .mud-dialog") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
};

// The button on a block of code in an answer: it came as HTML, so no circuit listens to it.
addEventListener("click", async (event) => {
  const button = event.target.closest?.(".ob-code-copy");
  if (!button || !(await copy(button.parentElement.querySelector("code").innerText))) return;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
});

export const read = (key) => localStorage.getItem(`onebox.${key}`);
export const write = (key, text) => localStorage.setItem(`onebox.${key}`, text);
export const forget = (key) => localStorage.removeItem(`onebox.${key}`);

export const signOut = async () => {
  await fetch("/api/session", { method: "DELETE" });
  location.href = "/sign-in";
};

export const showElement = async (selector) => (await there(selector))?.scrollIntoView({ block: "center" });

// In a list that scrolls by itself; the page stays where it is.
export const showWithin = async (selector) => {
  const one = await there(selector);
  const list = one?.parentElement;
  if (list && list.scrollHeight > list.clientHeight) list.scrollTop += one.getBoundingClientRect().top - list.getBoundingClientRect().top - 48;
};

// What only the browser can do. Loaded once for each circuit by Connection/Browser.cs.

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

// Uploads go straight to the API in chunks, and go on where they stopped: after a lost connection by themselves, after a reload once
// the same file is chosen again.
const chunkBytes = 8 * 1024 * 1024;
const patienceMs = [500, 1000, 2000, 4000, 8000, 15000];
let running = null;

const uploadKey = (file) => `onebox.upload.${file.name}.${file.size}.${file.lastModified}`;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const problemOf = async (response) => {
  const problem = await response.json().catch(() => ({}));
  return Object.assign(new Error(problem.detail ?? `The box answered with status ${response.status}.`), { status: response.status, remedy: problem.remedy });
};

const send = async (path, options) => {
  const response = await fetch(path, options);
  if (!response.ok) throw await problemOf(response);
  return response.json();
};

const begin = async (file, signal) => {
  const known = localStorage.getItem(uploadKey(file));
  if (known) {
    try {
      return await send(`/api/uploads/${known}`, { signal });
    } catch (error) {
      if (error.status !== 404 && error.status !== 410) throw error;
    }
  }
  const upload = await send("/api/uploads", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ fileName: file.name, sizeBytes: file.size }), signal,
  });
  localStorage.setItem(uploadKey(file), upload.id);
  return upload;
};

// Refusals end an upload; a connection that is lost, or a box that is busy or starting, is tried again.
const isPassing = (error) => error.name !== "AbortError" && (error.status === undefined || error.status === 409 || error.status === 429 || error.status >= 500);

const upload = async (input, listener) => {
  const file = input.files?.[0];
  if (!file || running) return;
  running = new AbortController();
  const { signal } = running;
  let tries = 0;
  try {
    let state = null;
    for (;;) {
      try {
        state = state ?? await begin(file, signal);
        await listener.invokeMethodAsync("ProgressAsync", file.name, state.offsetBytes, file.size, false);
        if (state.offsetBytes >= file.size) break;
        state = await send(`/api/uploads/${state.id}`, {
          method: "PATCH",
          headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": `${state.offsetBytes}` },
          body: file.slice(state.offsetBytes, state.offsetBytes + chunkBytes),
          signal,
        });
        tries = 0;
      } catch (error) {
        if (!isPassing(error) || tries >= 20) throw error;
        await listener.invokeMethodAsync("ProgressAsync", file.name, state?.offsetBytes ?? 0, file.size, true);
        await pause(patienceMs[Math.min(tries++, patienceMs.length - 1)]);
        // How much arrived is the box's to say.
        if (state) state = await send(`/api/uploads/${state.id}`, { signal }).catch(() => state);
      }
    }
    localStorage.removeItem(uploadKey(file));
    await listener.invokeMethodAsync("DoneAsync", state.id, file.name);
  } catch (error) {
    if (error.name === "AbortError") await listener.invokeMethodAsync("StoppedAsync");
    else await listener.invokeMethodAsync("FailedAsync", error.message, error.remedy ?? null);
  } finally {
    running = null;
    input.value = "";
  }
};

// Not awaited: an upload may take hours, a call from the circuit must not.
export const startUpload = (input, listener) => { upload(input, listener); };

export const stopUpload = () => running?.abort();

// Files for a knowledge base, one after the other: the bytes go from the page straight to the API.
const sendAll = async (input, base, listener) => {
  const files = [...(input.files ?? [])];
  const names = [];
  try {
    for (const [i, file] of files.entries()) {
      await listener.invokeMethodAsync("SendingAsync", file.name, i + 1, files.length);
      const response = await fetch(`/api/knowledge/${encodeURIComponent(base)}/files/${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
      if (!response.ok) throw await problemOf(response);
      names.push(file.name);
    }
    await listener.invokeMethodAsync("SentAsync", names);
  } catch (error) {
    await listener.invokeMethodAsync("SendingFailedAsync", error.message, error.remedy ?? null);
  } finally {
    input.value = "";
  }
};

export const sendFiles = (input, base, listener) => { sendAll(input, base, listener); };

export const showElement = (id) => document.getElementById(id)?.scrollIntoView({ block: "center" });

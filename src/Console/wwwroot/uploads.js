import { there } from "./there.js";

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

// Files for a knowledge base, one after the other: the bytes go from the page straight to the API. It goes on when the page that began it is left.
let sending = null;
const mostTries = 5;
const mostNamed = 5;

const isHidden = (path) => path.split("/").some((part) => part.startsWith("."));

const sendOne = async (base, { path, file }, signal) => {
  for (let tries = 0; ; tries++) {
    try {
      const response = await fetch(`/api/knowledge/${encodeURIComponent(base)}/files/${path.split("/").map(encodeURIComponent).join("/")}`, { method: "PUT", body: file, signal });
      if (!response.ok) throw await problemOf(response);
      return;
    } catch (error) {
      if (!isPassing(error) || tries >= mostTries) throw error;
      // A file that is gone, or that the browser may not read, is refused as a lost connection is.
      if (error.status === undefined) await file.slice(0, 1).arrayBuffer();
      await pause(patienceMs[Math.min(tries, patienceMs.length - 1)]);
    }
  }
};

const sendAll = async (files, base, listener) => {
  // Whoever began it may have left.
  const tell = (...told) => listener.invokeMethodAsync(...told).catch(() => null);
  if (sending) return tell("SendingFailedAsync", "Other files are still being sent.", "Wait for them, or stop them.");
  const { signal } = sending = new AbortController();
  const labels = await tell("LabelsAsync");
  const [names, failed] = [new Set(), []];
  try {
    const wanted = files.filter(({ path }) => !isHidden(path));
    for (const [i, one] of wanted.entries()) {
      await tell("SendingAsync", one.path, i + 1, wanted.length);
      try {
        await sendOne(base, one, signal);
        // A folder is one source.
        names.add(one.path.split("/")[0]);
      } catch (error) {
        if (error.name === "AbortError" || error.status === 401 || error.status === 403) throw error;
        failed.push(`${one.path}: ${error.message}`);
      }
    }
    if (names.size) await send(`/api/knowledge/${encodeURIComponent(base)}/documents`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ files: [...names], ...labels }) });
    await tell("SentAsync", wanted.length, failed.length, failed.slice(0, mostNamed));
  } catch (error) {
    if (error.name === "AbortError") await tell("SentAsync", 0, 0, []);
    else await tell("SendingFailedAsync", error.message, error.remedy ?? null);
  } finally {
    sending = null;
  }
};

const filesIn = async (entry, above = "") => {
  const path = above + entry.name;
  if (entry.isFile) return [{ path, file: await new Promise((found, lost) => entry.file(found, lost)) }];
  const [reader, files] = [entry.createReader(), []];
  // It hands them out a hundred at a time.
  for (;;) {
    const some = await new Promise((found, lost) => reader.readEntries(found, lost));
    if (some.length === 0) return files;
    for (const one of some) files.push(...await filesIn(one, `${path}/`));
  }
};

export const sendFiles = (input, base, listener) => {
  const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  // The files stay readable; the same ones can be chosen again.
  input.value = "";
  sendAll(files, base, listener);
};

export const stopSending = () => sending?.abort();

// Folders that are dropped are looked into; a field for files alone would take them for empty files.
export const takeFiles = async (id, base, listener) => {
  const zone = await there(`#${id}`);
  if (!zone || zone.dataset.takes) return;
  zone.dataset.takes = "folders";
  const over = (is) => (event) => { event.preventDefault(); zone.classList.toggle("over", is); };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", async (event) => {
    over(false)(event);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files].map((file) => ({ path: file.name, file }));
    const found = entries.length ? (await Promise.all(entries.map((entry) => filesIn(entry)))).flat() : plain;
    sendAll(found, base, listener);
  });
};

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

// Pages of a document as they look: PDFs are drawn by PDF.js, pictures by the browser itself. A page is drawn when it comes near the screen, and let go when
// it is far from it.
import { there } from "./there.js";

const home = new URL("./pdf/", import.meta.url).href;
const sharpest = 2;
const widest = 2400;
const nearby = "150% 0px";
let shown = null;

// As PDF.js tells its letters, and what was read in them before, differ in spaces, hyphens and ligatures.
const folded = (character) => character.normalize("NFKC").toLowerCase().replace(/[\s\u00ad\u2010-\u2013-]/gu, "");
const fold = (text) => [...text].map(folded).join("");

const openPdf = async (address) => {
  const pdf = await import("./pdf/pdf.min.js");
  pdf.GlobalWorkerOptions.workerSrc = `${home}pdf.worker.min.js`;
  const loading = pdf.getDocument({
    url: address, disableAutoFetch: true, isEvalSupported: false, cMapUrl: `${home}cmaps/`, standardFontDataUrl: `${home}standard_fonts/`, wasmUrl: `${home}wasm/`, iccUrl: `${home}iccs/`,
  });
  const file = await loading.promise;
  const turned = async (number, turn) => {
    const page = await file.getPage(number);
    return { page, rotation: (page.rotate + turn) % 360 };
  };
  return {
    draw: async (number, turn, canvas, width) => {
      const { page, rotation } = await turned(number, turn);
      const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1, rotation }).width, rotation });
      [canvas.width, canvas.height] = [Math.round(viewport.width), Math.round(viewport.height)];
      await page.render({ canvas, viewport }).promise;
      page.cleanup();
    },
    find: async (number, turn, quote) => {
      const { page, rotation } = await turned(number, turn);
      return findWords((await page.getTextContent()).items, page.getViewport({ scale: 1, rotation }), quote);
    },
    close: () => { loading.destroy(); },
  };
};

const openPicture = async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return {
    draw: (_, turn, canvas, width) => {
      const across = turn % 180 !== 0;
      const [wide, high] = across ? [picture.naturalHeight, picture.naturalWidth] : [picture.naturalWidth, picture.naturalHeight];
      const scale = Math.min(1, width / wide);
      [canvas.width, canvas.height] = [Math.round(wide * scale), Math.round(high * scale)];
      const pen = canvas.getContext("2d");
      pen.translate(canvas.width / 2, canvas.height / 2);
      pen.rotate(turn * Math.PI / 180);
      pen.scale(scale, scale);
      pen.drawImage(picture, -picture.naturalWidth / 2, -picture.naturalHeight / 2);
    },
    find: () => [],
    close: () => {},
  };
};

// Every place of the quote on the page: the parts of its lines, in shares of the page.
const findWords = (items, viewport, quote) => {
  const letters = [];
  items.forEach((item, index) => [...(item.str ?? "")].forEach((character, at) => { for (const letter of folded(character)) letters.push({ letter, index, at }); }));
  const text = letters.map((l) => l.letter).join("");
  const wanted = fold(quote);
  const places = [];
  for (let from = wanted ? text.indexOf(wanted) : -1; from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
    const parts = new Map();
    for (const { index, at } of letters.slice(from, from + wanted.length)) {
      const part = parts.get(index) ?? { first: at, last: at };
      part.last = at;
      parts.set(index, part);
    }
    places.push([...parts].map(([index, part]) => boxOf(items[index], part, viewport)));
  }
  return places;
};

// Letters of a piece of text are taken for equally wide.
const boxOf = (item, { first, last }, viewport) => {
  const length = [...item.str].length;
  const [a, b, c, d, x, y] = item.transform;
  const along = (share) => { const size = Math.hypot(a, b) || 1; return [a / size * item.width * share, b / size * item.width * share]; };
  const size = Math.hypot(c, d) || 1;
  const high = item.height || size;
  const corners = [first / length, (last + 1) / length].map(along).flatMap(([dx, dy]) => [-0.2, 0.9].map((up) => viewport.convertToViewportPoint(x + dx + c / size * high * up, y + dy + d / size * high * up)));
  const [xs, ys] = [corners.map((p) => p[0]), corners.map((p) => p[1])];
  const [left, top] = [Math.min(...xs) / viewport.width, Math.min(...ys) / viewport.height];
  return { left, top, width: Math.max(...xs) / viewport.width - left, height: Math.max(...ys) / viewport.height - top, text: [...item.str].slice(first, last + 1).join("") };
};

// A sentence may stand on the page more than once: the one in the cited box is meant.
const inside = (page, [box]) => [...page.querySelectorAll(".ob-page-box")].some((cited) => {
  const part = (name) => parseFloat(cited.style[name]) / 100;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  return x >= part("left") - 0.01 && x <= part("left") + part("width") + 0.01 && y >= part("top") - 0.01 && y <= part("top") + part("height") + 0.01;
});

const mark = (page, places) => {
  const place = places.find((p) => inside(page, p)) ?? places[0];
  page.querySelector(".ob-page-words").replaceChildren(...(place ?? []).map(({ left, top, width, height, text }) => {
    const word = document.createElement("mark");
    Object.assign(word.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
    word.title = text;
    return word;
  }));
  page.classList.toggle("told", !!place);
};

const draw = async (mine, page) => {
  if (page.dataset.drawn) return;
  page.dataset.drawn = "under way";
  const { number, turned } = page.dataset;
  try {
    await mine.source.draw(+number, +turned, page.querySelector("canvas"), Math.min(widest, page.clientWidth * Math.min(sharpest, devicePixelRatio || 1)));
    page.dataset.drawn = "yes";
  } catch {
    page.dataset.drawn = "failed";
  }
};

const release = (page) => {
  if (page.dataset.drawn !== "yes") return;
  const canvas = page.querySelector("canvas");
  canvas.width = canvas.height = 0;
  delete page.dataset.drawn;
};

export const leavePages = () => {
  shown?.watch?.disconnect();
  shown?.source?.close();
  shown = null;
};

export const showPages = async (id, address, isPdf, listener) => {
  leavePages();
  const mine = shown = { source: null, watch: null };
  try {
    const source = await (isPdf ? openPdf : openPicture)(address);
    if (shown !== mine) return source.close();
    mine.source = source;
  } catch {
    const answer = await fetch(address, { headers: { Range: "bytes=0-0" } }).catch(() => null);
    const problem = answer?.ok === false ? await answer.json().catch(() => null) : null;
    if (shown === mine) await listener.invokeMethodAsync("PagesFailedAsync", problem?.detail ?? "The browser cannot draw this file.");
    return;
  }
  await there(`#${id} .ob-page`);
  if (shown !== mine) return;
  mine.watch = new IntersectionObserver((seen) => { for (const { isIntersecting, target } of seen) isIntersecting ? draw(mine, target) : release(target); }, { rootMargin: nearby });
  document.querySelectorAll(`#${id} .ob-page`).forEach((page) => mine.watch.observe(page));
  await listener.invokeMethodAsync("PagesOpenedAsync");
};

// Marks the quote on the pages that are cited and brings it into sight.
export const showCited = async (id, which, quote) => {
  const mine = shown;
  await there(`#${id}[data-cited="${which}"]`);
  const cited = [...document.querySelectorAll(`#${id} .ob-page`)].filter((page) => page.querySelector(".ob-page-box"));
  document.querySelectorAll(`#${id} .ob-page-words`).forEach((words) => { if (!cited.includes(words.parentElement)) { words.replaceChildren(); words.parentElement.classList.remove("told"); } });
  cited[0]?.querySelector(".ob-page-box").scrollIntoView({ block: "center" });
  for (const page of cited) {
    const places = quote ? await Promise.resolve(mine?.source?.find(+page.dataset.number, +page.dataset.turned, quote)).catch(() => []) : [];
    if (shown !== mine) return;
    mark(page, places ?? []);
  }
  document.querySelector(`#${id} .ob-page-words mark`)?.scrollIntoView({ block: "center" });
};

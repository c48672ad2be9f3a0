// Pictures: made fit for sending, shown with the caller's credential, compared.

import { bus, send } from "./api.js";
import { t } from "./i18n.js";

const LONGEST_SIDE = 2048;
const SENT_AS_THEY_ARE = ["image/png", "image/webp"];
const SMALL = 4 * 1024 * 1024;

/**
 * Makes a picture fit: upright, no larger than the model uses, and without what a camera notes of place and time. A photograph
 * becomes a JPEG; a PNG or WebP that is small enough stays as it is.
 */
export async function prepare(file) {
  let bitmap;
  try { bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }); }
  catch { throw new Error(t("try.unreadable", { name: file.name || "?" })); }
  const longest = Math.max(bitmap.width, bitmap.height);
  const name = (file.name || "picture.png").replace(/\.[^.]*$/, "");
  if (SENT_AS_THEY_ARE.includes(file.type) && longest <= LONGEST_SIDE && file.size <= SMALL) {
    bitmap.close();
    return { blob: file, name: file.name || "picture.png", url: URL.createObjectURL(file) };
  }
  const scale = Math.min(1, LONGEST_SIDE / longest);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const type = SENT_AS_THEY_ARE.includes(file.type) || file.type === "image/gif" ? "image/png" : "image/jpeg";
  const blob = await new Promise((done) => canvas.toBlob(done, type, 0.92));
  return { blob, name: `${name}.${type === "image/png" ? "png" : "jpg"}`, url: URL.createObjectURL(blob), shrunk: scale < 1 };
}

export const base64 = (blob) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => failed(reader.error);
  reader.readAsDataURL(blob);
});

const MOST = 80;
const cache = new Map();
const release = (found) => found.then((url) => { if (url.startsWith("blob:")) URL.revokeObjectURL(url); }, () => {});
bus.addEventListener("forget", () => { cache.forEach(release); cache.clear(); });

/** The address of a picture that needs a credential: of its bytes here, or the link that the service gives. */
export function pictureUrl(path, options) {
  if (!path.startsWith("/jobs/")) return Promise.resolve(path);
  if (cache.has(path)) return cache.get(path);
  const found = send("GET", path, { ...options, headers: { Accept: "image/*, application/json" } }).then(async (response) => {
    if (response.headers.get("Content-Type")?.startsWith("application/json")) return (await response.json()).result_url;
    return URL.createObjectURL(await response.blob());
  });
  cache.set(path, found);
  found.catch(() => cache.delete(path));
  if (cache.size > MOST) {
    const oldest = cache.keys().next().value;
    release(cache.get(oldest));
    cache.delete(oldest);
  }
  return found;
}

/** What a job made, shown by an element that a subclass makes, or that it is gone. */
class JobMedia extends HTMLElement {
  connectedCallback() { this.show(); }
  attributeChangedCallback(name, before, now) { if (before !== now && this.isConnected) this.show(); }
  async show() {
    const src = this.getAttribute("src"), wanted = this.wanted(src);
    if (!src) { this.replaceChildren(); this.shown = null; return; }
    if (this.shown === wanted) { this.update(); return; }
    this.shown = wanted;
    try {
      const element = await this.make(src, { host: this.hasAttribute("host") });
      if (this.shown !== wanted) return;
      element.onerror = () => this.fail(src);
      this.replaceChildren(element);
    }
    catch { if (this.shown === wanted) this.fail(src); }
    finally { this.classList.remove("loading"); }
  }
  /** What tells this element from another: its address, unless there is more. */
  wanted(src) { return src; }
  /** Something that does not make it another one has changed. */
  update() {}
  fail(src) {
    cache.delete(src);
    this.shown = null;
    const text = document.createElement("span");
    text.className = "gone";
    text.textContent = t("picture.gone");
    this.replaceChildren(text);
  }
}

/** <job-picture src alt>: a picture of a job. */
class JobPicture extends JobMedia {
  static observedAttributes = ["src", "alt"];
  async make(src, options) {
    this.classList.add("loading");
    const url = await pictureUrl(src, options);
    const image = Object.assign(new Image(), { alt: this.alt(), decoding: "async", src: url });
    image.onload = () => this.dispatchEvent(new Event("load"));
    return image;
  }
  update() { if (this.firstElementChild) this.firstElementChild.alt = this.alt(); }
  alt() { return this.getAttribute("alt") || ""; }
}
customElements.define("job-picture", JobPicture);

/** <job-video src poster>: a video of a job, with controls. With "quiet" it begins without sound, as on a wall. */
class JobVideo extends JobMedia {
  static observedAttributes = ["src", "poster"];
  wanted(src) { return `${src} ${this.getAttribute("poster")}`; }
  async make(src, options) {
    const poster = this.getAttribute("poster");
    // A video without the picture that it begins with is a video all the same.
    const [url, picture] = await Promise.all([pictureUrl(src, options), poster ? pictureUrl(poster, options).catch(() => null) : null]);
    const video = Object.assign(document.createElement("video"), { src: url, preload: "metadata", playsInline: true, controls: true, muted: this.hasAttribute("quiet") });
    if (picture) video.poster = picture;
    video.setAttribute("aria-label", this.getAttribute("label") || t("picture.video"));
    return video;
  }
}
customElements.define("job-video", JobVideo);

/** Where the pictures and videos of a job are: {video, picture}, null where there are none. */
export function made(job) {
  const step = (n) => `${job.links.self}/items/${n}/result`, done = job.verdict === "completed";
  // The steps of the workflow: the third stores its picture, the fifth its video.
  if (job.kind === "workflow") return { picture: done || job.progress.done >= 3 ? step(3) : null, video: done ? step(5) : null };
  if (job.kind === "video") return { picture: null, video: job.links.result };
  return { picture: job.links.result, video: null };
}

/** <before-after before after label>: two pictures under one slider, for pointer and keyboard. */
class BeforeAfter extends HTMLElement {
  static observedAttributes = ["before", "after", "label", "blink"];
  connectedCallback() { this.build(); }
  attributeChangedCallback(name, before, now) { if (this.built && before !== now) this.fill(); }
  build() {
    if (this.built) return;
    this.built = true;
    this.first = document.createElement("job-picture");
    this.second = document.createElement("job-picture");
    this.first.className = "before";
    this.second.className = "after";
    this.range = document.createElement("input");
    Object.assign(this.range, { type: "range", min: 0, max: 100, value: 50 });
    this.range.addEventListener("input", () => this.style.setProperty("--at", `${this.range.value}%`));
    const line = document.createElement("span");
    line.className = "line";
    this.append(this.second, this.first, line, this.range);
    this.style.setProperty("--at", "50%");
    this.fill();
  }
  fill() {
    this.first.setAttribute("src", this.getAttribute("before") || "");
    this.second.setAttribute("src", this.getAttribute("after") || "");
    this.first.setAttribute("alt", t("picture.before"));
    this.second.setAttribute("alt", this.getAttribute("label") || t("picture.after"));
    this.range.setAttribute("aria-label", t("picture.slider"));
    this.toggleAttribute("single", !this.getAttribute("before"));
  }
}
customElements.define("before-after", BeforeAfter);

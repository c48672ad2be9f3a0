// What several views share: states in words, refusals in words, dialogs, notices, JSON that can be read.

import { html, render, nothing } from "./lib/lit-html.js";
import { icon } from "./icons.js";
import { bus } from "./api.js";
import { heard } from "./heard.js";
import { ago, bytes, duration, has, moment, ordinal, t, usd } from "./i18n.js";
import { about } from "./jobs.js";

/** Where a job stands: a word, an icon and a tone. */
export function standing(job) {
  if (job.state === "queued") return ["waiting", "clock", "quiet"];
  if (job.state === "running") return ["working", "work", "busy"];
  if (job.state === "cancelling") return ["cancelling", "work", "quiet"];
  if (job.cancelled) return ["cancelled", "stop", "quiet"];
  if (job.verdict === "failed") return ["failed", "cross", "bad"];
  if (job.verdict === "completed_with_errors") return ["partly", "warn", "fair"];
  if (job.fallback_local > 0) return ["fallback", "warn", "fair"];
  return ["done", "check", "good"];
}

export const badge = (word, sign, tone) => html`<span class="badge ${tone}">${icon(sign, tone === "busy" ? "spin" : "")}<span>${t("state." + word)}</span></span>`;
export const jobBadge = (job) => badge(...standing(job));

export function title(job) {
  return about(job.job_id)?.prompt || job.filename || job.prompt || t("kind." + job.kind);
}

/** One sentence on a job, for people. */
export function sentence(job) {
  const { done, failed, total } = job.progress;
  if (job.state === "queued" && job.phase && has("phase." + job.phase)) return t("phase." + job.phase) + attempt(job) + wait(job);
  if (job.state === "queued") {
    if (!job.queue_position) return t("say.waiting");
    return (job.queue_position === 1 ? t("say.next") : t("say.place", { place: ordinal(job.queue_position) })) + wait(job);
  }
  if (job.state === "running") {
    if (job.kind === "batch" && total) return t("say.images", { done: done + failed, total });
    return (has("phase." + job.phase) ? t("phase." + job.phase) : t("say.working")) + attempt(job);
  }
  if (job.state === "cancelling") return t("say.cancelling");
  if (job.cancelled) return t("say.cancelled");
  if (job.verdict === "failed") return heard(job.error) || t("state.failed");
  const took = job.started_at && job.finished_at ? (new Date(job.finished_at) - new Date(job.started_at)) / 1000 : null;
  const parts = [];
  if (job.kind === "batch") parts.push(t("say.batchDone", { n: done, done, failed }));
  if (took !== null) parts.push(t("say.took", { time: duration(took) }));
  if (job.cost_usd !== null && job.cost_usd !== undefined) parts.push(usd(job.cost_usd));
  if (job.fallback_local > 0) parts.push(t("fallback." + (job.fallback_reason || "other").split(",")[0]));
  return parts.join(" · ");
}

const attempt = (job) => job.kind !== "batch" && job.attempts > 1 ? ` · ${t("say.attempt", { n: job.attempts })}` : "";

function wait(job) {
  return job.estimated_wait_seconds ? t("say.about", { time: duration(job.estimated_wait_seconds) }) : "";
}

/** <count-down at>: the seconds that are left until a moment, counted down by itself. Says "over" once when it has come. */
class CountDown extends HTMLElement {
  static observedAttributes = ["at"];
  connectedCallback() { this.timer = setInterval(() => this.show(), 500); this.show(); }
  disconnectedCallback() { clearInterval(this.timer); }
  attributeChangedCallback() { this.told = false; if (this.isConnected) this.show(); }
  show() {
    const left = Math.ceil((new Date(this.getAttribute("at")) - Date.now()) / 1000);
    this.textContent = left > 0 ? t(`countdown.${this.getAttribute("what") || "try"}`, { time: duration(left) }) : t("countdown.now" + (this.getAttribute("what") === "callback" ? ".callback" : ""));
    if (left > 0 || this.told) return;
    this.told = true;
    this.dispatchEvent(new Event("over", { bubbles: true }));
  }
}
customElements.define("count-down", CountDown);
export const countdown = (at, what = "try") => at ? html`<count-down class="quiet" at=${at} what=${what}></count-down>` : nothing;

export const time = (when) => when ? html`<time datetime=${when} title=${moment(when)}>${ago(when)}</time>` : nothing;

// Refusals of which the service knows more than what they mean: which field, which value, how many.
const FACTS = new Set(["missing_configuration", "invalid_filename", "invalid_callback_url", "callback_address_refused", "invalid_field", "unsupported_field", "invalid_mask", "too_many_images",
  "broken_image", "too_many_pixels", "insufficient_credits", "invalid_parameter", "invalid_owner", "invalid_amount", "invalid_reason", "job_failed", "item_failed"]);

/** What a refusal means to a person, and what to do; beneath, what the service says of it where that is more. */
export function explain(problem) {
  if (!problem.code || !has(`problem.${problem.code}`)) return heard(problem.message) || String(problem);
  const text = t(`problem.${problem.code}`, { wait: duration(problem.retryAfter || 5) });
  return FACTS.has(problem.code) && problem.message ? html`${text}<small class="detail">${heard(problem.message)}</small>` : text;
}

export const notice = (tone, text, action = nothing) => html`<div class="notice ${tone}" role=${tone === "bad" ? "alert" : "status"}>${icon({ bad: "cross", fair: "warn", good: "check", quiet: "clock" }[tone])}<div>${text}</div>${action}</div>`;

let toasts = [];
let shelf;
export function toast(text, tone = "good") {
  const entry = { text, tone };
  toasts = [...toasts.slice(-2), entry];
  draw();
  setTimeout(() => { toasts = toasts.filter((other) => other !== entry); draw(); }, 6000);
}
function draw() {
  if (!shelf) {
    shelf = document.createElement("div");
    shelf.className = "toasts";
    shelf.setAttribute("role", "status");
    document.body.append(shelf);
  }
  // A modal dialog makes all outside of it inert, so what is said has to be inside of it.
  (document.querySelector("dialog[open]:last-of-type") || document.body).append(shelf);
  render(toasts.map(({ text, tone }) => html`<p class="toast ${tone}">${text}</p>`), shelf);
}
export const failed = (problem) => toast(explain(problem), "bad");

/** Opens a dialog; resolves with what the template's close() is called with. Focus returns to where it was. */
export function dialog(template, kind = "") {
  return new Promise((done) => {
    const before = document.activeElement;
    const box = document.createElement("dialog");
    box.className = kind;
    let result = null;
    const close = (value) => { result = value ?? null; box.close(); };
    const redraw = () => render(html`<article>${template(close, redraw)}</article>`, box);
    bus.addEventListener("heard", redraw);
    box.addEventListener("close", () => {
      bus.removeEventListener("heard", redraw);
      if (shelf && box.contains(shelf)) document.body.append(shelf);
      box.remove();
      if (before?.isConnected) before.focus();
      done(result);
    });
    box.addEventListener("click", (event) => { if (event.target === box) close(); });
    document.body.append(box);
    redraw();
    box.showModal();
  });
}

/** Asks before something that cannot be undone; the verb is on the button. */
export const confirm = ({ heading, text, verb, tone = "bad" }) => dialog((close) => html`
  <h2>${heading}</h2><p>${text}</p>
  <footer class="row end"><button class="plain" @click=${() => close(false)}>${t("cancel.keep")}</button>
  <button class=${tone} @click=${() => close(true)}>${verb}</button></footer>`, "small");

/** Copies, where the browser lets one; else shows what is to be copied. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied", { what }));
  }
  catch {
    await dialog((close) => html`<h2>${what}</h2><textarea readonly rows="8" aria-label=${what} .value=${text} @focus=${(event) => event.target.select()}></textarea>
      <footer class="row end"><button @click=${() => close()}>${t("close")}</button></footer>`);
  }
}

const LONG = 240;
const media = (text) => /^(?:iVBORw0KGgo)/.test(text) ? "image/png" : /^\/9j\//.test(text) ? "image/jpeg" : /^UklGR/.test(text) ? "image/webp" : null;

function openData(text, type) {
  const raw = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([raw], { type })), target: "_blank", rel: "noopener" });
  link.click();
}

/** JSON as a tree; what is long is folded, pictures in base64 most of all. */
export function json(value, name = null, depth = 0) {
  const label = name === null ? nothing : html`<span class="name">${name}</span>`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value), array = Array.isArray(value);
    if (!entries.length) return html`<div class="leaf">${label}${array ? "[]" : "{}"}</div>`;
    const body = entries.map(([key, inner]) => json(inner, key, depth + 1));
    return depth === 0 ? html`<div class="json">${body}</div>`
      : html`<details class="branch" ?open=${entries.length < 12}><summary>${label}<span class="count">${array ? `[${entries.length}]` : `{${entries.length}}`}</span></summary>${body}</details>`;
  }
  if (typeof value === "string" && value.length > LONG) {
    const type = media(value);
    return html`<div class="leaf">${label}${type
      ? html`<span class="folded">${t("json.image", { size: bytes(value.length * 0.75) })}</span> <button class="link" @click=${() => openData(value, type)}>${t("open")}</button>`
      : html`<details class="long"><summary>${value.slice(0, 60)}… <span class="count">${t("json.characters", { n: value.length })}</span></summary><span class="value">${value}</span></details>`}</div>`;
  }
  const link = typeof value === "string" && /^https?:\/\/[^\s]+$/.test(value);
  return html`<div class="leaf">${label}${link ? html`<a class="value" href=${value} target="_blank" rel="noopener noreferrer">${value}</a>` : html`<span class="value ${typeof value}">${JSON.stringify(value)}</span>`}</div>`;
}

export const field = (label, control, hint = nothing) => html`<label class="field"><span>${label}</span>${control}${hint === nothing ? nothing : html`<small>${hint}</small>`}</label>`;
export const empty = (sign, heading, text, action = nothing) => html`<div class="empty">${icon(sign)}<h2>${heading}</h2><p>${text}</p>${action}</div>`;
export const quoted = (text) => `'${String(text).replaceAll("'", "'\\''")}'`;
export const skeleton = (n) => Array.from({ length: n }, () => html`<div class="skeleton" aria-hidden="true"></div>`);

// Try it: a picture and a sentence go in, a picture comes out, and one sees everything in between.

import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { live } from "../lib/directives/live.js";
import { bus, post, recall, remember, send, tell, uuid } from "../api.js";
import { bytes, t, usd } from "../i18n.js";
import { icon } from "../icons.js";
import { base64, pictureUrl, prepare } from "../pictures.js";
import * as store from "../jobs.js";
import * as door from "../door.js";
import { confirm, copy, dialog, empty, explain, failed, field, jobBadge, json, notice, quoted, sentence, time, toast } from "../parts.js";
import { address } from "../route.js";

const FIELDS = ["quality", "size", "background", "output_format"];
const SIZES = ["1024x1024", "1536x1024", "1024x1536"];
let picked = [], prompt = recall("prompt", ""), chosen = recall("options", {}), callback = recall("callback", "");
let sending = 0, waiting = false, problem = null, over = false, blinking = new Set();
const thumbs = new Map(); // what was sent from this tab, so that it is there at once

export const inboxName = () => {
  let name = recall("inbox");
  if (!name) remember("inbox", name = "page-" + uuid().slice(0, 8));
  return name;
};

const draw = () => tell("draw");

bus.addEventListener("forget", () => {
  [...thumbs.values(), ...picked.map((picture) => picture.url)].forEach((url) => URL.revokeObjectURL(url));
  thumbs.clear();
  blinking.clear();
  told.clear();
  [picked, prompt, chosen, callback, problem] = [[], "", {}, "", null];
});

export function enter() {
  for (const { id } of store.mine()) if (!store.job(id)) store.load(id).then((found) => { if (!found) store.dropMine(id); }).catch(() => {}).finally(draw);
}

let preparing = Promise.resolve();

/** One after the other; what is sent waits until all that was chosen is there. */
function pick(files) { return preparing = preparing.then(() => add([...files])); }

async function add(files) {
  problem = null;
  for (const file of files) {
    if (picked.length >= 20) break;
    try {
      // Meanwhile others may have been sent or taken away.
      const ready = await prepare(file);
      picked = [...picked, ready];
    }
    catch (failure) { problem = failure; }
    draw();
  }
}

async function sample() {
  try {
    const response = await fetch(new URL("../sample.jpg", import.meta.url));
    await pick([new File([await response.blob()], "coffee.jpg", { type: "image/jpeg" })]);
    if (!prompt.trim()) prompt = t("example.1");
  }
  catch (failure) { problem = failure; }
  draw();
}

function dropped(event) {
  event.preventDefault();
  over = false;
  pick([...event.dataTransfer.files].filter((file) => file.type.startsWith("image/") || !file.type));
}

addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files || [])].filter((file) => file.type.startsWith("image/"));
  if (files.length && location.hash.replace(/^#\/?/, "").startsWith("try") || files.length && !location.hash) pick(files);
});

const callbackUrl = () => door.options?.inbox ? `${location.origin}/inbox/${inboxName()}` : callback.trim();

async function submit(event) {
  event.preventDefault();
  if (sending || waiting) return;
  problem = null;
  waiting = true;
  draw();
  try { await preparing; }
  finally { waiting = false; draw(); }
  // One of the pictures could not be made ready: whoever sends the others shall know it.
  if (problem) return;
  const words = prompt.trim();
  if (!picked.length) { problem = new Error(t("try.needPicture")); draw(); document.getElementById("choose")?.focus(); return; }
  if (!words) { problem = new Error(t("try.needPrompt")); draw(); document.getElementById("prompt")?.focus(); return; }
  remember("prompt", words);
  remember("options", chosen);
  if (!door.options?.inbox) remember("callback", callback);
  sending = picked.length;
  draw();
  for (const picture of [...picked]) {
    try {
      const settings = Object.fromEntries(Object.entries(chosen).filter(([name, value]) => value && door.options?.takes?.[name]));
      const to = callbackUrl();
      // The same request again is the same job, should only its answer have been lost; another request is another job.
      const request = JSON.stringify([words, settings, to]);
      if (picture.request !== request) Object.assign(picture, { request, key: uuid() });
      const answer = await post("/process-image-async-b64",
        { prompt: words, filename: picture.name, image_base64: await base64(picture.blob), ...settings },
        { headers: { "Idempotency-Key": picture.key, ...(to ? { callbackUrl: to } : {}) } });
      thumbs.set(answer.job_id, picture.url);
      store.noteMine({ id: answer.job_id, prompt: words, filename: picture.name, options: settings, at: new Date().toISOString() });
      picked = picked.filter((other) => other !== picture);
      await store.load(answer.job_id);
    }
    catch (failure) { problem = failure; break; }
    sending -= 1;
    draw();
  }
  sending = 0;
  draw();
  if (!problem) document.getElementById("results")?.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function price() {
  const costs = door.options?.cost_usd;
  const each = costs?.[chosen.quality || "default"] ?? costs?.default;
  if (each === null || each === undefined) return "";
  if (each === 0) return t("try.free");
  return t("try.price", { n: picked.length || 1, price: usd(each * (picked.length || 1)) });
}

function values(name) {
  const all = door.options?.takes?.[name] || [];
  return (name === "size" ? [...all.filter((value) => value !== "WIDTHxHEIGHT"), ...(all.includes("WIDTHxHEIGHT") ? SIZES : [])] : all);
}

function composer() {
  const shown = FIELDS.filter((name) => values(name).length > 1);
  const changed = shown.filter((name) => chosen[name]).length;
  return html`<form class="card composer" @submit=${submit} novalidate>
    <div class="drop ${over ? "over" : ""} ${picked.length ? "full" : ""}" @dragover=${(event) => { event.preventDefault(); if (!over) { over = true; draw(); } }} @dragleave=${() => { over = false; draw(); }} @drop=${dropped}>
      ${picked.length ? html`<ul class="picked">${repeat(picked, (picture) => picture.url, (picture) => html`<li><img src=${picture.url} alt=${picture.name}><button type="button" class="round" aria-label=${t("try.remove", { name: picture.name })} @click=${() => { picked = picked.filter((other) => other !== picture); draw(); }}>${icon("cross")}</button><small>${bytes(picture.blob.size)}</small></li>`)}</ul>`
        : html`<p class="big desk">${t("try.drop")}</p><p class="big phone">${t("try.dropPhone")}</p><p class="quiet">${t("try.types")}</p>`}
      <div class="row center">
        <button type="button" id="choose" class="outline" @click=${() => document.getElementById("files").click()}>${icon("image")}${t(picked.length ? "try.more" : "try.choose")}</button>
        <button type="button" class="outline phone" @click=${() => document.getElementById("camera").click()}>${icon("camera")}${t("try.photograph")}</button>
        ${picked.length ? nothing : html`<button type="button" class="link" @click=${sample}>${t("try.sample")}</button>`}
      </div>
      <input id="files" type="file" accept="image/*" multiple hidden @change=${(event) => { pick([...event.target.files]); event.target.value = ""; }}>
      <input id="camera" type="file" accept="image/*" capture="environment" hidden @change=${(event) => { pick([...event.target.files]); event.target.value = ""; }}>
    </div>
    <label class="field" for="prompt"><span>${t("try.prompt")}</span></label>
    <textarea id="prompt" rows="2" maxlength="4000" placeholder=${t("try.placeholder")} .value=${live(prompt)} @input=${(event) => { prompt = event.target.value; }} @keydown=${(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event); }}></textarea>
    <p class="hidden">${t("try.examples")}</p><div class="chips">${[1, 2, 3, 4, 5].map((n) => html`<button type="button" class="chip" @click=${() => { prompt = t("example." + n); draw(); document.getElementById("prompt").focus(); }}>${t("example." + n)}</button>`)}</div>
    ${shown.length || door.options?.callback_needed ? html`<details class="options"><summary>${t("try.options")}${changed ? html` <span class="count">${changed}</span>` : nothing}</summary><div class="grid">
      ${shown.map((name) => field(t("option." + name), html`<select @change=${(event) => { chosen = { ...chosen, [name]: event.target.value }; draw(); }}><option value="">${t("option.usual")}</option>${values(name).map((value) => html`<option value=${value} ?selected=${chosen[name] === value}>${t("value." + value) === "value." + value ? value : t("value." + value)}</option>`)}</select>`))}
      ${door.options?.inbox ? nothing : field(t("option.callback"), html`<input type="url" placeholder="https://" .value=${callback} @input=${(event) => { callback = event.target.value; }}>`)}
      </div></details>` : nothing}
    <div class="dock">${problem && problem.code !== "offline" ? notice("bad", explain(problem)) : nothing}
    <div class="row submit"><button ?disabled=${waiting || sending > 0} aria-busy=${waiting || sending > 0 ? "true" : nothing}>${icon("wand")}${waiting ? t("try.preparing") : sending ? t("try.sending", { n: sending }) : t("try.go", { n: picked.length || 1 })}</button><span class="quiet">${price()}</span></div></div>
  </form>`;
}

const before = (id) => thumbs.get(id) || `/jobs/${id}/input`;

function card({ id, prompt: words, filename, at, options }) {
  const job = store.job(id);
  if (!job) return html`<article class="card job"><div class="skeleton"></div></article>`;
  const picture = job.links.result;
  return html`<article class="card job" aria-label=${words}>
    <div class="stage">${picture ? html`<before-after before=${before(id)} after=${picture} label=${words} class=${blinking.has(id) ? "blinking" : ""}></before-after>`
      : store.preview(id) && job.state === "running" ? html`<job-picture src=${store.preview(id)} alt=${t("picture.preview")} class="shimmer"></job-picture>`
      : html`<job-picture src=${before(id)} alt=${filename} class="dim ${job.state === "running" ? "shimmer" : ""}"></job-picture>`}</div>
    <div class="about">
      <div class="row between">${jobBadge(job)}<span class="quiet">${time(at)}</span></div>
      <h3>${words}</h3>
      <p class="sentence" aria-live="polite">${sentence(job)}</p>
      ${store.isOpen(job) && job.state !== "queued" ? html`<progress aria-label=${t("progress")}></progress>` : nothing}
      ${job.callback.state === "dead_letter" ? notice("fair", t("callback.lost")) : nothing}
      <div class="row actions">${picture ? html`
        <button class="outline" @click=${() => download(id, picture, filename)}>${icon("down")}${t("download")}</button>
        ${navigator.canShare ? html`<button class="outline" @click=${() => share(picture, filename)}>${icon("share")}${t("share")}</button>` : nothing}
        <button class="outline" aria-pressed=${blinking.has(id) ? "true" : "false"} @click=${() => { blinking.has(id) ? blinking.delete(id) : blinking.add(id); draw(); }}>${icon("eye")}${t("blink")}</button>` : nothing}
        ${store.isOpen(job) ? html`<button class="outline" @click=${() => cancel(job)}>${icon("stop")}${t("cancel")}</button>` : html`<button class="outline" @click=${() => againWith(id, words, filename, options)}>${icon("again")}${t("again")}</button>`}
        <button class="outline" @click=${() => more({ id, words, filename, options })}>${icon("code")}${t("forDevelopers")}</button>
      </div>
    </div></article>`;
}

async function download(id, path, filename) {
  try {
    const url = await pictureUrl(path);
    const name = `${(filename || id).replace(/\.[^.]*$/, "")}_modified`;
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    if (!url.startsWith("blob:")) Object.assign(link, { target: "_blank", rel: "noopener" });
    link.click();
  }
  catch (failure) { failed(failure); }
}

async function share(path, filename) {
  try {
    const blob = await (await fetch(await pictureUrl(path))).blob();
    const file = new File([blob], `${(filename || "picture").replace(/\.[^.]*$/, "")}_modified.${blob.type.split("/")[1] || "png"}`, { type: blob.type });
    if (navigator.canShare({ files: [file] })) await navigator.share({ files: [file] });
    else toast(t("share.not"), "fair");
  }
  catch (failure) { if (failure.name !== "AbortError") failed(failure); }
}

export async function cancel(job) {
  if (!await confirm({ heading: t("cancel.heading"), text: t(job.state === "queued" && !job.attempts ? "cancel.free" : "cancel.paid"), verb: t("cancel.verb") })) return;
  try {
    const answer = await post(`/jobs/${job.job_id}/cancel`, {});
    toast(t("cancel.done." + answer.provider_call_paid));
    await store.load(job.job_id);
  }
  catch (failure) { failed(failure); }
}

async function againWith(id, words, filename, options) {
  try {
    const blob = await (await fetch(thumbs.get(id) || await pictureUrl(`/jobs/${id}/input`))).blob();
    picked = [{ blob, name: filename, url: URL.createObjectURL(blob) }];
    chosen = options || {};
  }
  catch { toast(t("again.gone"), "fair"); }
  prompt = words;
  draw();
  document.getElementById("prompt")?.focus();
  document.getElementById("prompt")?.select();
}

const curl = ({ words, filename, options }) => `printf '%s' ${quoted(JSON.stringify({ prompt: words, filename, ...options }).slice(0, -1) + ',"image_base64":"')} > body.json
base64 < ${quoted(filename)} | tr -d '\\n' >> body.json
printf '"}' >> body.json
curl -sS ${quoted(location.origin + "/process-image-async-b64")} -H 'Content-Type: application/json' \\
  -H ${quoted("callbackUrl: " + (callbackUrl() || "https://…"))} -H 'x-api-key: YOUR_KEY' --data-binary @body.json`;

/** The body of the callback, as its receiver gets it. */
async function callbackBody(job) {
  const named = { job_id: job.job_id, filename: job.filename };
  if (job.verdict === "failed") return { status: "failed", ...named, error: job.error };
  const response = await send("GET", `/jobs/${job.job_id}/result`);
  const blob = await response.blob();
  return { status: "completed", ...named, result_image_base64: await base64(blob), result_mime_type: blob.type, ...(job.fallback_local ? { fallback_local: 1 } : {}) };
}

async function more(entry) {
  const job = store.job(entry.id);
  let body = null, trouble = null;
  const text = curl(entry);
  await dialog((close, redraw) => {
    if (!store.isOpen(job) && job.kind === "image_b64" && !body && !trouble) callbackBody(job).then((found) => { body = found; redraw(); }, (failure) => { trouble = failure; redraw(); });
    return html`<div class="row between"><h2>${t("forDevelopers")}</h2><button class="round" aria-label=${t("close")} @click=${() => close()}>${icon("cross")}</button></div>
      <p class="row"><code>${entry.id}</code><button class="link" @click=${() => copy(entry.id, t("jobId"))}>${icon("copy")}${t("copy.id")}</button><a href=${address("jobs", { job: entry.id })} @click=${() => close()}>${t("open.job")}</a></p>
      <h3>curl</h3><pre tabindex="0"><code>${text}</code></pre><p><button class="outline" @click=${() => copy(text, "curl")}>${icon("copy")}${t("copy.curl")}</button></p>
      <h3>${t("callback.body")}</h3>
      ${body ? html`${json(body)}<p><button class="outline" @click=${() => copy(JSON.stringify(body), t("callback.body"))}>${icon("copy")}${t("copy.json")}</button></p>` : html`<p class="quiet">${trouble ? explain(trouble) : store.isOpen(job) ? t("callback.later") : t("loading")}</p>`}`;
  }, "wide");
}

// Told when the page is behind others, if the person allowed it.
const told = new Map();
store.onChange((job) => {
  const before = told.get(job.job_id);
  told.set(job.job_id, job.state);
  if (before && before !== "finished" && job.state === "finished" && document.hidden && globalThis.Notification?.permission === "granted" && store.about(job.job_id)) {
    new Notification(t(job.verdict === "failed" ? "notify.failed" : "notify.done"), { body: store.about(job.job_id).prompt });
  }
});

function bell() {
  if (!globalThis.Notification || Notification.permission !== "default" || !isSecureContext) return nothing;
  return html`<button class="link" @click=${() => Notification.requestPermission().then(draw)}>${icon("bell")}${t("notify.ask")}</button>`;
}

export function template() {
  const own = store.mine();
  return html`<div class="split">
    <div class="left"><h1 tabindex="-1">${t("try.heading")}</h1><p class="lead">${t("try.lead")}</p>
      ${door.options?.missing_settings?.length ? notice("fair", t("try.missing", { names: door.options.missing_settings.join(", ") })) : nothing}
      ${composer()}</div>
    <section id="results" aria-labelledby="yours"><div class="row between"><h2 id="yours">${t("try.yours")}</h2>${own.length ? bell() : nothing}</div>
      ${own.length ? repeat(own, (entry) => entry.id, card)
        : empty("image", t("try.empty"), t("try.emptyText"), html`<button type="button" class="outline" @click=${sample}>${t("try.sample")}</button>`)}
    </section></div>`;
}

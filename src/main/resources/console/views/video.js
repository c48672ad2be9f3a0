// Video: two sentences become a picture and then a video, step by step; and the gallery of what was made.

import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { live } from "../lib/directives/live.js";
import { bus, events, get, keys, post, Problem, recall, remember, tell } from "../api.js";
import { duration, number, t, usd } from "../i18n.js";
import { icon } from "../icons.js";
import { heard } from "../heard.js";
import { listen } from "../live.js";
import * as door from "../door.js";
import { badge, confirm, copy, countdown, empty, explain, failed, field, json, notice, skeleton, time, toast } from "../parts.js";
import { address } from "../route.js";
import { inboxName } from "./try.js";

const usual = { imagePrompt: "", videoPrompt: "", style: "vivid", quality: "hd", size: "1024x1792", resolution: "1080p", generateAudio: true, count: 1 };
let form = { ...usual, ...recall("video", {}) };
let runs = null, gallery = null, estimate = null, problem = null, sending = false, shown = false, typing = null, total = 0;
// A browser has six connections to one host, and pictures, jobs and other tabs want some, too.
const MOST_FOLLOWED = 2;
const following = new Map();
const logs = new Map();
const draw = () => tell("draw");
const OPEN = ["QUEUED", "GENERATING_IMAGE", "IMAGE_READY", "GENERATING_VIDEO"];
const isOpen = (run) => OPEN.includes(run.status);

export function enter(first) {
  shown = true;
  if (first || runs === null) read();
  if (!estimate) quote();
}

export function leave() {
  shown = false;
  letGo();
}

function letGo() {
  following.forEach((stop) => stop.abort());
  following.clear();
}

bus.addEventListener("forget", () => {
  letGo();
  [runs, gallery, estimate, problem, total, form] = [null, null, null, null, 0, { ...usual }];
  logs.clear();
  links.clear();
  dirty.clear();
});

async function read() {
  try {
    const page = await get("/api/workflow?limit=12");
    total = page.total;
    const known = new Map((runs || []).map((run) => [run.id, run]));
    runs = page.workflows.map((run) => ({ ...known.get(run.id), ...run }));
    runs.forEach((run) => { if (!run.steps || isOpen(run)) refresh(run.id); });
    problem = null;
  }
  catch (failure) { if (failure.status !== 401) problem = failure; }
  get("/api/videos/user?limit=24").then((page) => { gallery = page.videos; draw(); }, () => { gallery = []; });
  draw();
}

// Links are signed anew each time, and a player would begin again with each: the first one stays until it fails.
const links = new Map();
function link(asset) {
  if (!asset?.publicUrl) return null;
  if (!links.has(asset.id)) links.set(asset.id, asset.publicUrl);
  return links.get(asset.id);
}
function renew(run, asset) {
  if (!asset || links.get(asset.id) === asset.publicUrl) return;
  links.delete(asset.id);
  refresh(run.id);
}

// Those that are not followed are read anew when the events of all jobs name them.
const dirty = new Set();
let soon = null;
listen((event) => {
  if (!shown) return;
  runs?.filter((run) => isOpen(run) && (event === null || event.job_id === run.id && !following.has(run.id))).forEach((run) => dirty.add(run.id));
  if (dirty.size) soon ??= setTimeout(() => { soon = null; dirty.forEach((id) => refresh(id)); dirty.clear(); }, event === null ? 0 : 500);
});

async function refresh(id, followed = true) {
  const whose = keys.for();
  try {
    const run = await get(`/api/workflow/${id}/status`);
    if (whose !== keys.for()) return;
    runs = (runs || []).some((other) => other.id === id) ? runs.map((other) => other.id === id ? { ...other, ...run } : other) : [run, ...(runs || [])];
    if (followed && isOpen(run)) follow(id);
  }
  catch (failure) { if (failure.status === 404) runs = (runs || []).filter((run) => run.id !== id); }
  draw();
}

// A wait that goes on as before is no event: what it waits for next is asked for.
const again = (id) => setTimeout(() => { if (shown) refresh(id); }, 1500);

/** Follows a run; the browser's own messages have no event names here, so all that counts is their type. */
async function follow(id) {
  if (!shown || following.has(id) || following.size >= MOST_FOLLOWED) return;
  const stop = new AbortController();
  following.set(id, stop);
  let after, refused = false;
  while (!stop.signal.aborted) {
    try {
      const end = await events(`/api/workflow/${id}/stream`, { after, signal: stop.signal, onEvent: (event) => {
        after = event.id;
        const message = JSON.parse(event.data);
        if (message.type === "workflow:update") {
          logs.set(id, [...(logs.get(id) || []), { at: message.timestamp, name: message.step.id, status: message.step.status, error: message.step.error }].slice(-60));
          runs = runs.map((run) => run.id === id ? { ...run, steps: message.allSteps } : run);
          // What was just stored has a link now, and the whole has another figure.
          refresh(id);
        }
        if (message.type === "workflow:complete") refresh(id);
        draw();
      } });
      const run = runs?.find((other) => other.id === id);
      if (end.over || !run || !isOpen(run)) break;
    }
    catch (failure) {
      // How the connection is stands above; the polling of all covers the rest. What is gone or refused does not come back.
      refused = [401, 404].includes(failure.status);
      if (refused) break;
    }
    if (!stop.signal.aborted) await new Promise((done) => setTimeout(done, 2000));
  }
  if (following.get(id) === stop) following.delete(id);
  if (stop.signal.aborted) return;
  await refresh(id, false);
  if (!refused) runs?.filter((run) => isOpen(run) && run.id !== id).forEach((run) => follow(run.id));
}

const body = () => ({
  imagePrompt: form.imagePrompt.trim(), videoPrompt: form.videoPrompt.trim(), count: Number(form.count),
  imageConfig: { style: form.style, quality: form.quality, size: form.size }, videoConfig: { duration: "8s", resolution: form.resolution, generateAudio: form.generateAudio },
});

function quote() {
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const asked = body();
    // What it costs does not depend on the words, so one may know before there are any.
    if (asked.imagePrompt.length < 10) asked.imagePrompt = t("video.example.1.image");
    if (asked.videoPrompt.length < 10) asked.videoPrompt = t("video.example.1.video");
    try { estimate = await post("/api/workflow/estimate", asked); }
    catch (failure) { estimate = failure instanceof Problem && failure.status === 404 ? null : estimate; }
    draw();
  }, 300);
}

function set(changes) { form = { ...form, ...changes }; quote(); draw(); }

async function start(event) {
  event.preventDefault();
  problem = null;
  remember("video", form);
  for (const name of ["imagePrompt", "videoPrompt"]) {
    if (form[name].trim().length < 10) { problem = new Error(t("video.tooShort")); draw(); document.getElementById(name)?.focus(); return; }
  }
  sending = true;
  draw();
  try {
    const to = door.options?.inbox ? { callbackUrl: `${location.origin}/inbox/${inboxName()}` } : {};
    const answer = await post("/api/workflow/start", body(), { headers: to });
    for (const id of answer.workflowIds || [answer.workflowId]) await refresh(id);
    quote();
  }
  catch (failure) {
    problem = failure.body?.error === "Insufficient credits" ? new Error(t("video.credits", { required: failure.body.required, available: failure.body.available }))
      : failure.body?.details?.length ? new Error(failure.body.details.map((detail) => `${[detail.path].flat().join(".")}: ${heard(detail.message)}`).join(" ")) : failure;
  }
  sending = false;
  draw();
}

async function cancel(run) {
  if (!await confirm({ heading: t("video.cancelHeading"), text: t("video.cancelText"), verb: t("video.cancelVerb") })) return;
  try {
    const answer = await post(`/api/workflow/${run.id}/cancel`, {});
    toast(t("video.cancelled", { n: answer.refundAmount }));
    await refresh(run.id);
    quote();
  }
  catch (failure) { failed(failure); }
}

async function retry(run) {
  try {
    const answer = await post(`/jobs/${run.id}/retry`, {});
    toast(t("retry.done"));
    await refresh(answer.job_id);
  }
  catch (failure) { failed(failure); }
}

const select = (name, all) => html`<select @change=${(event) => set({ [name]: event.target.value })}>${all.map((value) => html`<option value=${value} ?selected=${String(form[name]) === String(value)}>${t(`video.${name}.${value}`) === `video.${name}.${value}` ? value : t(`video.${name}.${value}`)}</option>`)}</select>`;

const area = (name, rows, longest) => html`<label class="field" for=${name}><span>${t("video." + name)}</span></label><textarea id=${name} rows=${rows} maxlength=${longest} placeholder=${t(`video.${name}Hint`)} .value=${live(form[name])} @input=${(event) => { form[name] = event.target.value; }}></textarea>`;

function composer() {
  const enough = !estimate || estimate.available >= estimate.credits;
  return html`<form class="card composer" @submit=${start} novalidate>
    ${area("imagePrompt", 3, 2000)}${area("videoPrompt", 2, 1000)}
    <p class="hidden">${t("try.examples")}</p><div class="chips">${[1, 2, 3].map((n) => html`<button type="button" class="chip" @click=${() => set({ imagePrompt: t(`video.example.${n}.image`), videoPrompt: t(`video.example.${n}.video`) })}>${t(`video.example.${n}`)}</button>`)}</div>
    <details class="options"><summary>${t("try.options")}</summary><div class="grid">
      ${field(t("video.size"), select("size", ["1024x1792", "1792x1024", "1024x1024"]))}${field(t("video.style"), select("style", ["vivid", "natural"]))}${field(t("option.quality"), select("quality", ["hd", "standard"]))}${field(t("video.resolution"), select("resolution", ["1080p", "720p"]))}${field(t("video.count"), select("count", [1, 2, 3, 4]))}
      <label class="switch"><input type="checkbox" role="switch" .checked=${live(form.generateAudio)} @change=${(event) => set({ generateAudio: event.target.checked })}>${t("video.audio")}</label></div></details>
    <div class="dock">${problem && problem.code !== "offline" ? notice("bad", explain(problem)) : nothing}
    ${enough ? nothing : notice("fair", t("video.credits", { required: estimate.credits, available: estimate.available }))}
    <div class="row submit"><button ?disabled=${sending} aria-busy=${sending ? "true" : nothing}>${icon("film")}${t("video.start", { n: Number(form.count) })}</button>
      ${estimate ? html`<span class="quiet">${t("video.price", { n: estimate.credits, credits: estimate.credits, available: estimate.available })}${estimate.costUsd === null ? "" : ` · ${usd(estimate.costUsd)}`}</span>` : html`<span class="quiet"></span>`}</div></div></form>`;
}

const marks = { completed: "check", failed: "cross", processing: "work" };
function step(one, index, run) {
  const took = one.startedAt && one.completedAt ? (new Date(one.completedAt) - new Date(one.startedAt)) / 1000 : null;
  const attempts = one.result?.attempts;
  // What was cancelled did not fail: each step that was left says so in its sign, and the run once in words.
  const stopped = one.status === "failed" && isCancelled(run), why = one.error !== run.errorMessage && one.error;
  return html`<li class=${stopped ? "stopped" : one.status}><span class="mark">${stopped ? icon("stop") : marks[one.status] ? icon(marks[one.status], one.status === "processing" ? "spin" : "") : index + 1}</span>
    <div>${t("step." + one.id) === "step." + one.id ? one.name : t("step." + one.id)}<span class="hidden"> ${stopped ? t("state.cancelled") : t("step.status." + one.status)}</span>${one.error ? html`${why ? html`<p>${heard(why)}</p>` : nothing}${run.status === "FAILED" && one.status === "failed" && !stopped ? html`<p><button class="outline small" @click=${() => retry(run)}>${icon("again")}${t("step.retry")}</button></p>` : nothing}` : attempts > 1 ? html`<p>${t("step.attempts", { n: attempts })}</p>` : nothing}
      ${one.status === "processing" && one.progress > 0 ? html`<progress max="100" value=${one.progress} aria-label=${t("progress")}></progress>` : nothing}
      ${isOpen(run) && one.nextAttemptAt ? html`<p @over=${() => again(run.id)}>${countdown(one.nextAttemptAt, one.id === "video_generation" && one.result?.requestId ? "look" : "try")}</p>` : nothing}</div>
    <span class="quiet">${took !== null ? duration(took) : one.status === "processing" && one.startedAt ? time(one.startedAt) : ""}</span></li>`;
}

const isCancelled = (run) => /cancel/i.test(run.errorMessage || "");
const runBadge = (run) => run.status === "VIDEO_READY" ? badge("done", "check", "good") : run.status === "FAILED" ? isCancelled(run) ? badge("cancelled", "stop", "quiet") : badge("failed", "cross", "bad") : run.status === "QUEUED" ? badge("waiting", "clock", "quiet") : badge("working", "work", "busy");

function card(run) {
  const log = logs.get(run.id) || [];
  return html`<article class="card job run" aria-label=${run.imagePrompt}>
    <div class="stage">${link(run.videoAsset) ? html`<video controls playsinline preload="metadata" src=${link(run.videoAsset)} poster=${link(run.imageAsset) || nothing} aria-label=${run.videoPrompt} @error=${() => renew(run, run.videoAsset)}></video>`
      : link(run.imageAsset) ? html`<img src=${link(run.imageAsset)} alt=${run.imagePrompt} @error=${() => renew(run, run.imageAsset)}>` : html`<span class="quiet">${icon("film")}</span>`}</div>
    <div class="about"><div class="row between">${runBadge(run)}<span class="quiet">${time(run.createdAt)}</span></div>
      <h3>${run.imagePrompt}</h3><p class="sentence">${run.videoPrompt}</p>
      ${isOpen(run) ? html`<progress max="100" value=${run.progress} aria-label=${t("progress")}></progress>${run.estimatedTimeRemaining ? html`<p class="quiet">${t("video.remaining", { time: duration(run.estimatedTimeRemaining / 1000) })}</p>` : nothing}` : nothing}
      ${run.errorMessage ? isCancelled(run) ? html`<p class="sentence">${t("say.cancelled")}</p>` : notice("bad", heard(run.errorMessage)) : nothing}
      ${run.steps ? html`<ol class="rail" aria-label=${t("video.steps")}>${run.steps.map((one, index) => step(one, index, run))}</ol>` : nothing}
      <div class="row actions">${isOpen(run) ? html`<button class="outline" @click=${() => cancel(run)}>${icon("stop")}${t("cancel")}</button>` : nothing}
        ${run.status === "FAILED" ? html`<button @click=${() => retry(run)}>${icon("again")}${t("retry")}</button>` : nothing}
        ${run.videoAsset?.publicUrl ? html`<a role="button" class="outline" href=${run.videoAsset.publicUrl} download=${run.videoAsset.filename}>${icon("down")}${t("download")}</a>` : nothing}
        <button class="outline" @click=${() => { set({ imagePrompt: run.imagePrompt, videoPrompt: run.videoPrompt }); document.getElementById("imagePrompt").focus(); }}>${icon("again")}${t("again")}</button>
        <a role="button" class="outline" href=${address("jobs", { job: run.id })}>${t("open.job")}</a></div>
      ${log.length ? html`<details><summary>${t("log")}</summary><ol class="log">${log.map((entry) => html`<li>${time(entry.at)}<span>${t("step." + entry.name)} · ${t("step.status." + entry.status)}${entry.error ? ` (${heard(entry.error)})` : ""}</span></li>`)}</ol></details>` : nothing}
      <details><summary>JSON</summary>${json(run)}<p><button class="link" @click=${() => copy(JSON.stringify(run, null, 1), "JSON")}>${t("copy.json")}</button></p></details>
    </div></article>`;
}

function exhibit(video) {
  const files = video.files?.length ? video.files : video.video_file ? [video.video_file] : [];
  return files.map((file) => html`<li class="card"><video controls playsinline preload="metadata" src=${file.file_url} poster=${file.poster_url || nothing} aria-label=${video.prompt}></video><p>${video.prompt}</p><p class="quiet">${time(video.completed_at)}${file.duration_seconds ? ` · ${duration(file.duration_seconds)}` : ""}</p></li>`);
}

export function template() {
  return html`<div class="split">
    <div class="left"><h1 tabindex="-1">${t("video.heading")}</h1><p class="lead">${t("video.lead")}</p>${composer()}</div>
    <section aria-labelledby="runs"><div class="row between spaced"><h2 id="runs">${t("video.runs")}</h2>${total > 12 ? html`<span class="quiet">${t("video.latest", { total: number(total) })}</span>` : nothing}</div>
      ${runs === null ? (problem ? notice("bad", explain(problem)) : skeleton(2)) : runs.length ? repeat(runs, (run) => run.id, card) : empty("film", t("video.none"), t("video.noneText"), html`<button type="button" class="outline" @click=${() => set({ imagePrompt: t("video.example.1.image"), videoPrompt: t("video.example.1.video") })}>${t("video.sample")}</button>`)}
      ${gallery?.length ? html`<h2>${t("video.gallery")}</h2><ul class="gallery">${gallery.map(exhibit)}</ul>` : nothing}</section></div>`;
}

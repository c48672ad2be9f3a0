// Jobs: a list that keeps still under the pointer, filters that are in the address, and each job with all that is known of it.

import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { live } from "../lib/directives/live.js";
import { bus, events, get, post, send, tell } from "../api.js";
import { duration, moment, number, t, usd } from "../i18n.js";
import { icon } from "../icons.js";
import { heard } from "../heard.js";
import { listen } from "../live.js";
import * as store from "../jobs.js";
import { badge, confirm, copy, countdown, dialog, empty, explain, failed, jobBadge, json, notice, sentence, skeleton, time, title, toast } from "../parts.js";
import { made } from "../pictures.js";
import { address, refine, route } from "../route.js";
import { cancel } from "./try.js";

const STATES = ["", "queued", "running", "finished"];
const KINDS = ["", "image_b64", "image_cos", "batch", "workflow", "video"];
const SINCE = { "": 0, quarter: 900, hour: 3600, day: 86400 };
const PAGE = 25, MOST = 1000;
let ids = null, next = null, problem = null, fresh = new Set(), asked = "", shown = false, opened = null, bulk = null, typing;

const draw = () => tell("draw");
bus.addEventListener("forget", () => { ids = next = problem = null; fresh = new Set(); });
// Newest come first, so a time is where the list ends.
const begin = () => { const seconds = SINCE[route.params.get("since")] || 0; return seconds ? Date.now() - seconds * 1000 : 0; };
const recent = (found) => found.filter((job) => new Date(job.created_at) >= begin());
const filter = () => Object.fromEntries(["state", "kind", "q", "owner"].map((name) => [name, route.params.get(name) || ""]).filter(([, value]) => value));
const query = (more) => new URLSearchParams({ ...filter(), limit: PAGE, ...more });

export function enter(first) {
  shown = true;
  const now = JSON.stringify([filter(), route.params.get("since")]);
  if (first || now !== asked) { asked = now; reload(); }
  const wanted = route.params.get("job");
  if (opened && wanted !== opened) document.querySelector("dialog.side[open]")?.close();
  if (wanted && wanted !== opened) show(wanted);
}

export function leave() { shown = false; }

async function reload() {
  fresh = new Set();
  try {
    const page = await get("/jobs?" + query({}));
    page.jobs.forEach(store.keep);
    ids = recent(page.jobs).map((job) => job.job_id);
    // What came while it was read is in it, or comes when it is asked for.
    fresh = new Set([...fresh].filter((id) => !ids.includes(id)));
    next = ids.length === page.jobs.length ? page.next_cursor : null;
    problem = null;
  }
  catch (failure) { problem = failure; }
  draw();
}

async function older() {
  try {
    const page = await get("/jobs?" + query({ cursor: next }));
    page.jobs.forEach(store.keep);
    const shown = recent(page.jobs);
    ids = [...ids, ...shown.map((job) => job.job_id).filter((id) => !ids.includes(id))];
    next = shown.length === page.jobs.length ? page.next_cursor : null;
  }
  catch (failure) { failed(failure); }
  draw();
}

// New jobs are counted and come in when they are asked for; those that are shown change where they are.
listen((event) => {
  if (!shown || !ids) return;
  if (event?.type === "state" && event.kind && !ids.includes(event.job_id)) { fresh.add(event.job_id); draw(); }
  if (event === null) get("/jobs?" + query({})).then((page) => {
    page.jobs.filter((job) => !ids.includes(job.job_id)).forEach((job) => fresh.add(job.job_id));
    draw();
  }, () => {});
});

const say = (event) => {
  clearTimeout(typing);
  const q = event.target.value.trim();
  typing = setTimeout(() => { refine({ q }); enter(); }, 350);
};

function choice(name, all, label) {
  const now = route.params.get(name) || "";
  return html`<label class="inline"><span class="hidden">${label}</span><select @change=${(event) => { refine({ [name]: event.target.value }); enter(); }}>${all.map((value) => html`<option value=${value} ?selected=${value === now}>${t(`${name === "state" ? "filter" : "kind"}.${value || "all"}`)}</option>`)}</select></label>`;
}

function row(id) {
  const job = store.job(id);
  if (!job) return html`<li class="row job-row gone"><span class="quiet">${t("jobs.removed")}</span></li>`;
  return html`<li class="job-row" data-job=${id}>
    <div class="state">${jobBadge(job)}</div>
    <div class="what"><a href=${address("jobs", { ...Object.fromEntries(route.params), job: id })}>${title(job)}</a>
      <p class="quiet">${sentence(job)}${retrying(job)}</p>
      ${job.kind === "batch" && store.isOpen(job) && job.progress.total ? html`<progress max=${job.progress.total} value=${job.progress.done + job.progress.failed} aria-label=${t("progress")}></progress>` : nothing}</div>
    <div class="meta quiet">${job.seat ? html`<span>${t("who.seat", { n: job.seat })}</span>` : nothing}<span>${t("kind." + job.kind)}</span>${time(job.created_at)}${job.callback.state === "dead_letter" ? badge("lost", "mail", "bad") : nothing}</div>
    <div class="acts">${job.links.cancel ? html`<button class="outline small" @click=${() => cancel(job)}>${t("cancel")}</button>` : nothing}${canRetry(job) ? html`<button class="outline small" @click=${() => retry(job)}>${t("retry")}</button>` : nothing}</div>
  </li>`;
}

const retrying = (job) => job.callback.state === "pending" && job.callback.attempts > 0 && job.state === "finished" ? html` · ${countdown(job.callback.next_attempt_at, "callback")}` : nothing;

// By keyboard: up and down the list, into a job, to the filter.
function step(by) {
  const links = [...document.querySelectorAll(".job-row .what a")];
  const at = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  links[Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
}

const help = () => dialog((close) => html`<h2>${t("keys")}</h2><dl class="keys">${["j", "k", "Enter", "/", "?", "Esc"].map((key) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t("keys." + ({ "/": "filter", "?": "help" }[key] || key))}</dd></div>`)}</dl>
  <footer class="row end"><button @click=${() => close()}>${t("close")}</button></footer>`, "small");

const KEYS = { j: () => step(1), k: () => step(-1), "/": () => document.getElementById("filter")?.focus(), "?": help };
addEventListener("keydown", (event) => {
  if (!shown || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || event.target.closest?.("input, textarea, select")) return;
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

const canRetry = (job) => job.state === "finished" && (job.verdict === "failed" || job.verdict === "completed_with_errors");

async function retry(job) {
  try {
    const answer = await post(`/jobs/${job.job_id}/retry`, {});
    const earlier = store.about(job.job_id);
    if (earlier) store.noteMine({ ...earlier, id: answer.job_id, at: new Date().toISOString() });
    await store.load(answer.job_id);
    ids = [answer.job_id, ...(ids || [])];
    toast(t("retry.done"));
    draw();
    return answer.job_id;
  }
  catch (failure) { failed(failure); return null; }
}

// All that match, by the filter that is set: counted before, told while it goes on.
const BULK = {
  cancel: { fits: (job) => Boolean(job.links.cancel), act: (job) => post(`/jobs/${job.job_id}/cancel`, {}) },
  retry: { fits: canRetry, act: (job) => post(`/jobs/${job.job_id}/retry`, {}) },
  redeliver: { fits: (job) => job.callback.state === "dead_letter", act: (job) => post(`/jobs/${job.job_id}/redeliver`, {}) },
};

async function all(name) {
  const { fits, act } = BULK[name];
  try {
    const found = [];
    let cursor = null;
    do {
      const page = await get("/jobs?" + query({ limit: 100, ...(cursor ? { cursor } : {}) }));
      const inTime = recent(page.jobs);
      found.push(...inTime.filter(fits));
      cursor = inTime.length === page.jobs.length ? page.next_cursor : null;
    } while (cursor && found.length < MOST);
    if (!found.length) { toast(t("bulk.none"), "fair"); return; }
    if (!await confirm({ heading: t(`bulk.${name}.heading`, { n: found.length }), text: t(`bulk.${name}.text`), verb: t(`bulk.${name}.verb`, { n: found.length }), tone: name === "cancel" ? "bad" : "" })) return;
    bulk = { name, done: 0, refused: 0, total: found.length };
    draw();
    const rest = [...found];
    await Promise.all([1, 2, 3].map(async () => {
      for (let job = rest.shift(); job; job = rest.shift()) {
        try { await act(job); bulk.done += 1; } catch { bulk.refused += 1; }
        draw();
      }
    }));
    toast(t("bulk.done", { n: bulk.done, done: bulk.done, refused: bulk.refused }), bulk.refused ? "fair" : "good");
    bulk = null;
    reload();
  }
  catch (failure) { bulk = null; failed(failure); draw(); }
}

export function template() {
  const filtered = Object.keys(filter()).length > 0 || begin() > 0;
  return html`<h1 tabindex="-1">${t("nav.jobs")}</h1>
    <div class="toolbar card">
      <label class="inline search"><span class="hidden">${t("search")}</span>${icon("search")}<input id="filter" type="search" placeholder=${t("search")} .value=${live(route.params.get("q") || "")} @input=${say}></label>
      ${choice("state", STATES, t("filter.state"))}${choice("kind", KINDS, t("filter.kind"))}
      <label class="inline"><span class="hidden">${t("filter.since")}</span><select @change=${(event) => { refine({ since: event.target.value }); enter(); }}>${Object.keys(SINCE).map((value) => html`<option value=${value} ?selected=${value === (route.params.get("since") || "")}>${t("since." + (value || "all"))}</option>`)}</select></label>
      ${filtered ? html`<button class="link" @click=${() => { refine({ q: "", state: "", kind: "", owner: "", since: "" }); enter(); }}>${t("filter.clear")}</button>` : nothing}
      <details class="menu"><summary class="outline small">${t("bulk.all")}</summary><div class="sheet">${Object.keys(BULK).map((name) => html`<button class="plain" @click=${(event) => { event.target.closest("details").open = false; all(name); }}>${t(`bulk.${name}`)}</button>`)}</div></details>
      <button class="round desk" aria-label=${t("keys")} title=${t("keys")} @click=${help}>?</button>
    </div>
    ${bulk ? html`<div class="notice quiet" role="status"><progress max=${bulk.total} value=${bulk.done + bulk.refused} aria-label=${t("progress")}></progress><div>${t("bulk.progress", bulk)}</div></div>` : nothing}
    <div aria-live="polite">${fresh.size ? html`<button class="fresh" @click=${reload}>${icon("plus")}${t("jobs.new", { n: fresh.size })}</button>` : nothing}</div>
    ${problem ? notice("bad", explain(problem), html`<button class="outline small" @click=${reload}>${t("tryAgain")}</button>`) : nothing}
    ${ids === null ? (problem ? nothing : skeleton(4)) : ids.length ? html`<ul class="card rows">${repeat(ids, (id) => id, row)}</ul>${next ? html`<p class="center"><button class="outline" @click=${older}>${t("older")}</button></p>` : nothing}`
      : filtered ? empty("search", t("jobs.noneFound"), t("jobs.noneFoundText")) : empty("list", t("jobs.none"), t("jobs.noneText"), html`<a role="button" class="outline" href="#/try">${t("try.heading")}</a>`)}`;
}

/** Opens a job beside the list. */
async function show(id) {
  opened = id;
  let job = store.job(id), deliveries = null, log = [], trouble = null;
  const stop = new AbortController();
  const watching = { redraw: () => {} };
  const unwatch = store.onChange((changed) => { if (changed.job_id === id) { job = store.job(id); watching.redraw(); } });
  const read = async (moved) => {
    try {
      job = await store.load(id);
      if (!job) throw new Error(t("jobs.removed"));
      if (job.links.deliveries) deliveries = await get(job.links.deliveries);
      if (moved || store.isOpen(job) || job.callback.state === "pending") follow();
    }
    catch (failure) { trouble = failure; }
    watching.redraw();
  };
  let after, following = false;
  const follow = async () => {
    if (following) return;
    following = true;
    while (!stop.signal.aborted) {
      try {
        const end = await events(`/jobs/${id}/events`, { after, signal: stop.signal, onEvent: (event) => {
          after = event.id;
          const data = JSON.parse(event.data);
          log = [...log.filter((other) => other.seq !== data.seq), data].slice(-200);
          if (data.type === "done" || data.type === "delivery") read(false);
          watching.redraw();
        } });
        if (end.over || !store.isOpen(store.job(id))) break;
      }
      catch { /* The list's own stream says how the connection is. */ }
      await new Promise((done) => setTimeout(done, 3000));
    }
    following = false;
  };
  read();
  follow();
  await dialog((close, redraw) => {
    watching.redraw = redraw;
    return trouble && !job ? html`<h2>${t("jobs.one")}</h2>${notice("bad", explain(trouble))}<footer class="row end"><button @click=${() => close()}>${t("close")}</button></footer>`
      : job ? detail(job, deliveries, log, close, read) : html`<p aria-busy="true">${t("loading")}</p>`;
  }, "side");
  stop.abort();
  unwatch();
  if (opened === id) opened = null;
  if (route.params.get("job") === id) refine({ job: "" });
}

function fact(label, value) {
  return value === null || value === undefined || value === "" ? nothing : html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function detail(job, deliveries, log, close, read) {
  const id = job.job_id, shown = made(job);
  return html`<div class="row between"><div class="row">${jobBadge(job)}<h2>${title(job)}</h2></div><button class="round" aria-label=${t("close")} @click=${() => close()}>${icon("cross")}</button></div>
    <p class="sentence">${sentence(job)}</p>
    ${shown.video ? html`<job-video class="stage" src=${shown.video} poster=${shown.picture || nothing} label=${title(job)}></job-video>` : job.kind === "workflow" && shown.picture ? html`<div class="stage"><job-picture src=${shown.picture} alt=${title(job)}></job-picture></div>` : nothing}
    ${job.links.result && job.kind !== "video" ? html`<before-after before=${`/jobs/${id}/input`} after=${job.links.result} label=${title(job)}></before-after>` : nothing}
    ${job.items?.length && job.kind === "batch" ? html`<ul class="wall">${job.items.slice(0, 60).map((item) => html`<li class=${item.state}>${item.result_url ? html`<a href=${item.result_url} target="_blank" rel="noopener"><job-picture src=${item.result_url} alt=${item.key}></job-picture></a>` : html`<span class="blank">${icon(item.state === "failed" ? "cross" : "clock")}</span>`}<small title=${heard(item.error) || item.key}>${heard(item.error) || item.key.split("/").pop()}</small></li>`)}</ul>` : nothing}
    <div class="row actions">
      ${job.links.cancel ? html`<button class="bad" @click=${() => cancel(job)}>${t("cancel")}</button>` : nothing}
      ${canRetry(job) ? html`<button @click=${() => retry(job).then((now) => { if (now) close(); })}>${icon("again")}${t("retry")}</button>` : job.state === "finished" ? nothing : html`<span class="quiet">${t("retry.notYet")}</span>`}
      ${job.links.deliveries && job.state === "finished" ? job.callback.state === "pending" ? html`<span class="quiet">${t("redeliver.pending")}</span>` : html`<button class="outline" @click=${() => redeliver(job, read)}>${icon("mail")}${t("redeliver")}</button>` : nothing}
      ${job.state === "finished" ? html`<button class="outline" @click=${() => remove(job, close)}>${icon("bin")}${t("delete")}</button>` : nothing}
    </div>
    <dl class="facts">${fact(t("jobId"), html`<code>${id}</code> <button class="link" @click=${() => copy(id, t("jobId"))}>${t("copy")}</button>`)}
      ${fact(t("fact.filename"), job.filename)}${job.prompt && job.prompt !== title(job) ? html`<div class="wide"><dt>${t("try.prompt")}</dt><dd>${job.prompt}</dd></div>` : nothing}${fact(t("fact.kind"), t("kind." + job.kind))}${fact(t("fact.model"), job.model)}
      ${fact(t("fact.created"), moment(job.created_at))}${fact(t("fact.started"), job.started_at && moment(job.started_at))}${fact(t("fact.finished"), job.finished_at && moment(job.finished_at))}
      ${fact(t("fact.attempts"), number(job.attempts))}${fact(t("fact.cost"), usd(job.cost_usd))}${fact(t("fact.seat"), job.seat)}${fact(t("fact.expires"), job.expires_at && moment(job.expires_at))}</dl>
    ${job.error ? notice("bad", heard(job.error)) : nothing}
    <h3>${t("deliveries")}</h3>
    ${!job.links.deliveries ? html`<p class="quiet">${t("deliveries.none")}</p>` : deliveries ? html`<p class="quiet"><code>${deliveries.url}</code></p>
      ${deliveries.deliveries.length ? html`<ol class="attempts">${deliveries.deliveries.map((attempt) => html`<li>${badge(attempt.error ? "failed" : "delivered", attempt.error ? "cross" : "check", attempt.error ? "bad" : "good")}<div><strong>${attempt.status ? `HTTP ${attempt.status}` : heard(attempt.error)}</strong> · ${duration(attempt.duration_ms / 1000)} · ${time(attempt.at)}
        ${attempt.advice ? html`<p>${heard(attempt.advice)}</p>` : nothing}${attempt.response_excerpt ? html`<details><summary>${t("deliveries.answer")}</summary><pre tabindex="0">${attempt.response_excerpt}</pre></details>` : nothing}</div></li>`)}</ol>` : html`<p class="quiet">${t("deliveries.soon")}</p>`}${job.callback.state === "pending" && deliveries.deliveries.length ? html`<p>${countdown(job.callback.next_attempt_at, "callback")}</p>` : nothing}` : html`<p aria-busy="true">${t("loading")}</p>`}
    <h3>${t("log")}</h3><ol class="log">${log.filter((entry) => entry.type !== "item").map((entry) => html`<li>${time(entry.at)}<span>${said(entry)}</span></li>`)}</ol>
    <details><summary>JSON</summary>${json(job)}</details>`;
}

const said = (entry) => {
  if (entry.type === "done") return t("event.done", { verdict: t("verdict." + (entry.cancelled ? "cancelled" : entry.verdict)) });
  if (entry.type === "delivery") return t("event.delivery", { state: t("state." + ({ dead_letter: "lost", pending: "waiting" }[entry.state] || entry.state)), n: entry.attempt || 0 }) + (entry.error ? ` (${heard(entry.error)})` : "");
  const phase = entry.phase && t("phase." + entry.phase) !== "phase." + entry.phase ? t("phase." + entry.phase) : entry.phase || "";
  if (entry.type === "state") return [t("job." + entry.state), phase].filter(Boolean).join(" · ");
  return [phase, entry.total ? t("say.images", { done: entry.done + (entry.failed || 0), total: entry.total }) : "", entry.model || ""].filter(Boolean).join(" · ") || t("progress");
};

async function redeliver(job, read) {
  try { await post(`/jobs/${job.job_id}/redeliver`, {}); toast(t("redeliver.done")); await read(true); }
  catch (failure) { failed(failure); }
}

async function remove(job, close) {
  if (!await confirm({ heading: t("delete.heading"), text: t("delete.text"), verb: t("delete") })) return;
  try {
    await send("DELETE", `/jobs/${job.job_id}`);
    store.forget(job.job_id);
    store.dropMine(job.job_id);
    ids = (ids || []).filter((id) => id !== job.job_id);
    close();
    toast(t("delete.done"));
  }
  catch (failure) { failed(failure); }
}

// Host: the room, the money, callbacks and the service, for whoever holds the administrator's key.

import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { bus, get, keys, post, Problem, send, tell } from "../api.js";
import { clock, duration, number, t, usd } from "../i18n.js";
import { icon } from "../icons.js";
import { listen, restart } from "../live.js";
import * as door from "../door.js";
import { badge, confirm, copy, dialog, empty, explain, failed, field, notice, skeleton, time, title, toast } from "../parts.js";
import { made } from "../pictures.js";
import { address, go, refine, route } from "../route.js";
import * as service from "./host-service.js";

const HOST = { host: true };
let sessions = null, session = null, problem = null, jobs = [], shown = false, timer = null, rehearsal = null, busy = false, wide = false;
let given = "", walked = 0;
const OFTEN = 30000, PAGES = 5;
bus.addEventListener("forget", () => { sessions = session = problem = rehearsal = null; jobs = []; walked = 0; });

const draw = () => tell("draw");
const tab = () => route.params.get("tab") || "room";
const chosen = () => route.params.get("session");
export const allowed = () => Boolean(keys.admin) || Boolean(door.me?.admin);

export function enter() {
  shown = true;
  if (route.params.get("ticket")) { redeem(route.params.get("ticket")); return; }
  if (!allowed()) { draw(); return; }
  if (tab() === "room") read(); else service.enter(tab());
  clearInterval(timer);
  timer = setInterval(() => { if (shown && !document.hidden && tab() === "room") read(); }, 4000);
}

export function leave() { shown = false; clearInterval(timer); }

async function read() {
  try {
    sessions = (await get("/sessions", HOST)).sessions;
    if (chosen()) {
      const found = await get(`/sessions/${chosen()}`, HOST);
      if (session?.session_id !== found.session_id) { jobs = []; walked = 0; }
      session = found;
      await readJobs(found);
    }
    else session = null;
    problem = null;
  }
  catch (failure) {
    if (failure.status === 404 && chosen()) refine({ session: "" });
    problem = failure;
  }
  draw();
}

/**
 * The list is of everybody, so the session's jobs may be far behind its first page: now and then it is followed back to the
 * session's begin, as far as is sensible; in between what is new comes on top.
 */
async function readJobs({ session_id: id, starts_at: begin }) {
  const all = Date.now() - walked > OFTEN, read = [];
  let page = null, pages = 0;
  do {
    page = await get(`/jobs?limit=100${page ? "&cursor=" + encodeURIComponent(page.next_cursor) : ""}`, HOST);
    read.push(...page.jobs);
    pages += 1;
  } while (all && page.next_cursor && pages < PAGES && new Date(read.at(-1)?.created_at) >= new Date(begin));
  if (session?.session_id !== id) return;
  const known = new Set(read.map((job) => job.job_id));
  jobs = [...read.filter((job) => job.session === id), ...(all ? [] : jobs.filter((job) => !known.has(job.job_id)))];
  if (all) walked = Date.now();
}

let soon = null;
listen((event) => {
  if (shown && tab() === "room" && session && (event === null || event.type === "done" || event.type === "state")) soon ??= setTimeout(() => { soon = null; if (shown) read(); }, 700);
});

async function unlock(event) {
  event.preventDefault();
  busy = true;
  draw();
  try {
    const found = await get("/me", { key: given.trim() });
    if (!found.admin) throw Object.assign(new Error(t("problem.admin_only")), { code: "" });
    keys.admin = given.trim();
    given = "";
    problem = null;
    await door.enter();
    restart();
    enter();
  }
  catch (failure) { problem = failure.status === 401 ? new Error(t("problem.wrong_key")) : failure; }
  busy = false;
  draw();
}

/** The demo prints a link to its host's view that works once. */
async function redeem(ticket) {
  refine({ ticket: "" });
  try { given = (await post("/console/host", { ticket }, { key: "" })).key; problem = null; await unlock({ preventDefault() {} }); }
  catch (failure) { problem = failure.status === 410 ? new Problem(410, "link_used", "") : failure; draw(); }
}

const locked = () => html`<section class="door card">${icon("key")}<h1 tabindex="-1">${t("host.locked")}</h1><p>${t("host.lockedText")}</p>
  <form @submit=${unlock}>${field(t("host.key"), html`<input type="password" required autocomplete="current-password" .value=${given} @input=${(event) => { given = event.target.value; }}>`, t("host.keyHint"))}
  ${problem ? notice("bad", explain(problem)) : nothing}<button ?disabled=${busy}>${t("door.enter")}</button></form></section>`;

// Opening a session, and trying one out.

const wanted = (form, names) => Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim()]).filter(([, value]) => value !== "").map(([name, value]) => [name, name === "name" || name === "model" || name === "quality" ? value : Number(value)]));

async function open(event) {
  event.preventDefault();
  try {
    const opened = await post("/sessions", wanted(event.target, ["name", "seats", "duration_minutes", "budget_usd", "seat_budget_usd", "images_per_seat"]), HOST);
    toast(t("session.opened"));
    go("host", { session: opened.session_id });
  }
  catch (failure) { failed(failure); }
}

async function rehearse(event) {
  event.preventDefault();
  busy = true;
  draw();
  const plan = wanted(event.target, ["seats", "images_per_seat", "images_per_minute"]);
  try { rehearsal = { plan, ...await post("/sessions/rehearsal", plan, HOST) }; }
  catch (failure) { rehearsal = null; failed(failure); }
  busy = false;
  draw();
}

const input = (name, value, extra = {}) => html`<input name=${name} type="number" inputmode="decimal" min=${extra.min ?? 1} max=${extra.max ?? nothing} step=${extra.step ?? 1} .value=${value} placeholder=${extra.required ? nothing : t("session.unlimited")} ?required=${extra.required}>`;

function lobby() {
  return html`<div class="split even">
    <form class="card" @submit=${open}><h2>${t("session.open")}</h2><p class="quiet">${t("session.openText")}</p>
      ${field(t("session.name"), html`<input name="name" required maxlength="100" .value=${t("session.nameUsual")}>`)}
      <div class="grid">${field(t("session.seats"), input("seats", 30, { max: 500, required: true }))}${field(t("session.minutes"), input("duration_minutes", 120, { required: true }))}
      ${field(t("session.budget"), input("budget_usd", "", { min: 0.01, step: 0.01 }))}${field(t("session.seatBudget"), input("seat_budget_usd", "", { min: 0.01, step: 0.01 }))}${field(t("session.images"), input("images_per_seat", ""))}</div>
      <p class="row submit"><button>${icon("plus")}${t("session.openVerb")}</button></p></form>
    <form class="card" @submit=${rehearse}><h2>${t("rehearsal")}</h2><p class="quiet">${t("rehearsal.text")}</p>
      <div class="grid">${field(t("session.seats"), input("seats", 30, { max: 500, required: true }))}${field(t("session.images"), input("images_per_seat", 5, { required: true }))}${field(t("rehearsal.pace"), input("images_per_minute", 5, { required: true }))}</div>
      <p class="row submit"><button class="outline" ?disabled=${busy}>${icon("play")}${t("rehearsal.verb")}</button></p>
      ${rehearsal ? html`<div class="figures" role="status">${figure(t("rehearsal.last"), duration(rehearsal.last_finished_after_seconds))}${figure(t("rehearsal.wait"), duration(rehearsal.median_wait_seconds))}${figure(t("rehearsal.cost"), usd(rehearsal.cost_usd))}${figure(t("rehearsal.refused"), number(rehearsal.refused))}</div>` : nothing}</form></div>
    <h2>${t("sessions")}</h2>
    ${sessions === null ? (problem ? nothing : skeleton(2)) : sessions.length ? html`<ul class="card rows">${repeat(sessions, (one) => one.session_id, (one) => html`<li class="job-row"><div class="state">${stateBadge(one)}</div><div class="what"><a href=${address("host", { session: one.session_id })}>${one.name}</a><p class="quiet">${t("session.taken", { n: one.seats_taken, seats: one.seats })}</p></div><div class="meta quiet">${time(one.starts_at)}</div><div class="acts"><code>${one.join_code}</code></div></li>`)}</ul>` : empty("people", t("sessions.none"), t("sessions.noneText"))}`;
}

const stateBadge = (one) => badge(`session.${one.state}`, { open: "check", paused: "pause", ended: "stop" }[one.state], { open: "good", paused: "fair", ended: "quiet" }[one.state]);
export const figure = (label, value, tone = "") => html`<div class="figure ${tone}"><span>${value}</span><small>${label}</small></div>`;

// One session.

async function change(changes, said) {
  try { session = { ...session, ...await send("PATCH", `/sessions/${session.session_id}`, { ...HOST, body: changes }).then((answer) => answer.json()) }; if (said) toast(said); await read(); }
  catch (failure) { failed(failure); }
}

async function mute(person) {
  try { await send("PATCH", `/sessions/${session.session_id}/seats/${person.seat}`, { ...HOST, body: { muted: !person.muted } }); await read(); }
  catch (failure) { failed(failure); }
}

async function end() {
  if (!await confirm({ heading: t("session.endHeading"), text: t("session.endText"), verb: t("session.end") })) return;
  try { await post(`/sessions/${session.session_id}/end`, {}, HOST); toast(t("session.ended")); await read(); } catch (failure) { failed(failure); }
}

async function removeSession() {
  if (!await confirm({ heading: t("session.deleteHeading"), text: t("session.deleteText"), verb: t("delete") })) return;
  try { await send("DELETE", `/sessions/${session.session_id}`, HOST); toast(t("delete.done")); go("host"); } catch (failure) { failed(failure); }
}

async function report(format) {
  try {
    const response = await send("GET", `/sessions/${session.session_id}/report${format === "csv" ? "?format=csv" : ""}`, { ...HOST, headers: { "Accept-Language": document.documentElement.lang } });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await response.blob()), download: `${session.name.replace(/[^\p{L}\p{N}]+/gu, "-")}.${format}` });
    link.click();
  }
  catch (failure) { failed(failure); }
}

const qr = () => `/qr.svg?text=${encodeURIComponent(session.join_url)}`;

/** What goes on the projector: code, address, and the pictures as they come. */
const project = () => {
  wide = true;
  return dialog((close, redraw) => {
    projector = redraw;
    return html`<div class="row between"><h2>${session.name}</h2><button class="round" aria-label=${t("close")} @click=${() => close()}>${icon("cross")}</button></div>
      <div class="board"><div class="invite"><img src=${qr()} alt=${t("session.qr", { url: session.join_url })}><p class="code">${session.join_code}</p><p class="quiet">${t("session.how")}</p><p>${session.join_url.replace(/^https?:\/\//, "").replace(/\/?\?.*/, "")}</p></div>${wall(24)}</div>`;
  }, "projector").finally(() => { projector = null; wide = false; });
};
let projector = null;
bus.addEventListener("draw", () => projector?.());

function wall(most) {
  const done = jobs.map((job) => ({ job, ...made(job) })).filter(({ job, picture, video }) => job.state === "finished" && (picture || video)).slice(0, most);
  return done.length ? html`<ul class="wall large">${repeat(done, ({ job }) => job.job_id, ({ job, picture, video }) => html`<li class=${video ? "moving" : ""}>${picture ? html`<job-picture host src=${picture} alt=${title(job)}></job-picture>` : html`<job-video host quiet src=${video} label=${title(job)}></job-video>`}${video ? html`<span class="kind">${icon("film")}</span>` : nothing}<small>${name(job.seat)}</small></li>`)}</ul>` : html`<p class="quiet wait">${t("wall.none")}</p>`;
}

const name = (seat) => session.people?.find((person) => person.seat === Number(seat))?.name || t("who.seat", { n: Number(seat) });

function pace() {
  const now = Date.now(), minutes = Array(30).fill(0);
  jobs.forEach((job) => { const back = Math.floor((now - new Date(job.finished_at || 0)) / 60000); if (job.finished_at && back >= 0 && back < 30) minutes[29 - back] += 1; });
  return minutes;
}

// The chart's library comes only where a chart is.
class PaceChart extends HTMLElement {
  set minutes(value) { this.values = value; this.show(); }
  async show() {
    if (!this.library) {
      this.library = true;
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../lib/uplot.css", import.meta.url).pathname });
      document.head.append(sheet);
      const { default: UPlot } = await import("../lib/uplot.js");
      const style = getComputedStyle(this);
      // Asked each time it is drawn, since the colours change with the scheme.
      const ink = () => style.getPropertyValue("--soft").trim(), accent = () => style.getPropertyValue("--accent").trim(), line = () => style.getPropertyValue("--line").trim();
      this.chart = new UPlot({
        width: Math.max(this.clientWidth, 200), height: 130, padding: [8, 44, 0, 0], legend: { show: false }, cursor: { show: false },
        scales: { x: { time: false }, y: { range: (plot, low, high) => [0, Math.max(4, high)] } },
        axes: [{ stroke: ink, grid: { show: false }, ticks: { show: false }, values: (plot, at) => at.map((x) => x === 0 ? "−30 min" : x === 29 ? t("time.now") : ""), splits: () => [0, 29] }, { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 34 }],
        series: [{}, { stroke: accent, fill: () => accent() + "22", width: 2, points: { show: false } }],
      }, [this.values.map((v, i) => i), this.values], this);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.chart.redraw(false, true));
      // One that is not shown has no width, and the library never ends to divide it.
      new ResizeObserver(() => { if (this.clientWidth > 100 && this.clientWidth !== this.chart.width) this.chart.setSize({ width: this.clientWidth, height: 130 }); }).observe(this);
    }
    this.chart?.setData([this.values.map((v, i) => i), this.values]);
  }
}
customElements.define("pace-chart", PaceChart);

function room() {
  const open = session.state !== "ended", jobsOf = session.totals?.jobs ?? { queued: 0, running: 0, completed: 0, failed: 0 };
  const cost = session.totals?.cost_usd ?? 0, passed = (Date.now() - new Date(session.starts_at)) / 1000, whole = (new Date(session.ends_at) - new Date(session.starts_at)) / 1000;
  const fallbacks = jobs.filter((job) => job.fallback_local > 0).length;
  return html`<p><a href="#/host">← ${t("sessions")}</a></p>
    <div class="row between heading"><div class="row"><h2 class="title">${session.name}</h2>${stateBadge(session)}</div>
      <div class="row">${open ? html`<button class="outline" @click=${() => change({ paused: session.state !== "paused" }, t(session.state === "paused" ? "session.resumed" : "session.pausedNow"))}>${icon(session.state === "paused" ? "play" : "pause")}${t(session.state === "paused" ? "session.resume" : "session.pause")}</button><button class="bad" @click=${end}>${icon("stop")}${t("session.end")}</button>` : html`<button class="outline" @click=${removeSession}>${icon("bin")}${t("delete")}</button>`}
      <button class="outline" @click=${() => report("html")}>${icon("down")}${t("session.report")}</button><button class="link" @click=${() => report("csv")}>CSV</button></div></div>
    ${session.state === "paused" ? notice("fair", t("session.pausedText")) : nothing}
    <div class="split lobby">
      ${open ? html`<section class="card invite" aria-label=${t("session.invite")}><img src=${qr()} alt=${t("session.qr", { url: session.join_url })}><p class="code">${session.join_code}</p>
        <p class="row center"><button class="outline" @click=${project}>${icon("host")}${t("session.project")}</button><button class="link" @click=${() => copy(session.join_url, t("session.address"))}>${icon("copy")}${t("copy.address")}</button></p></section>` : nothing}
      <div class="happening"><div class="figures">${figure(t("session.people"), `${number(session.seats_taken)} / ${number(session.seats)}`)}${figure(t("state.waiting"), number(jobsOf.queued))}${figure(t("state.working"), number(jobsOf.running), jobsOf.running ? "busy" : "")}${figure(t("state.done"), number(jobsOf.completed))}${figure(t("state.failed"), number(jobsOf.failed), jobsOf.failed ? "bad" : "")}${figure(t("session.cost"), usd(cost))}</div>
        <section class="card"><div class="row between"><h3>${t("session.pace")}</h3><span class="quiet">${fallbacks ? t("session.standIns", { n: fallbacks }) : ""}</span></div><pace-chart .minutes=${pace()}></pace-chart>
          ${session.budget_usd ? html`<label class="field">${t("session.budgetUsed", { cost: usd(cost), budget: usd(session.budget_usd) })}<progress max=${session.budget_usd} value=${Math.min(cost, session.budget_usd)}></progress></label>` : nothing}
          ${open && cost > 0 && passed > 120 ? html`<p class="quiet">${t("session.forecast", { cost: usd(Math.round(100 * cost * Math.max(1, whole / passed)) / 100) })}</p>` : nothing}</section>
        <section class="card"><div class="row between"><h3>${t("wall")}</h3></div>${wide ? nothing : wall(12)}</section>
        <section class="card people"><h3>${t("session.people")}</h3>${session.people?.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t("session.people")}><table><thead><tr><th scope="col" class="spare">${t("fact.seat")}</th><th scope="col">${t("session.person")}</th><th scope="col">${t("state.waiting")}</th><th scope="col">${t("state.done")}</th><th scope="col">${t("state.failed")}</th><th scope="col" class="spare">${t("fact.cost")}</th><th scope="col" class="spare">${t("credits")}</th><th scope="col"><span class="hidden">${t("session.mute")}</span></th></tr></thead>
          <tbody>${repeat(session.people, (person) => person.seat, (person) => html`<tr><td class="spare">${person.seat}</td><th scope="row"><a href=${address("jobs", { owner: `${session.session_id}/${person.seat}` })}>${person.name || t("who.seat", { n: person.seat })}</a></th><td>${person.jobs.queued + person.jobs.running}</td><td>${person.jobs.completed}</td><td>${person.jobs.failed}</td><td class="spare">${usd(person.cost_usd)}</td><td class="spare"><a href=${address("host", { tab: "money", owner: `${session.session_id}/${person.seat}` })} aria-label=${t("credits.of", { name: person.name || t("who.seat", { n: person.seat }) })}>${t("credits")}</a></td><td>${open ? html`<button class="outline small" aria-pressed=${person.muted ? "true" : "false"} @click=${() => mute(person)}>${t(person.muted ? "session.unmute" : "session.mute")}</button>` : nothing}</td></tr>`)}</tbody></table></div>` : html`<p class="quiet">${t("session.nobody")}</p>`}</section></div>
      <section class="card rules"><h3>${t("session.rules")}</h3>
          ${field(t("option.quality"), html`<select ?disabled=${!open} @change=${(event) => change({ quality: event.target.value || null }, t("saved"))}>${["", ...(door.options?.takes?.quality || ["low", "medium", "high"])].map((value) => html`<option value=${value} ?selected=${(session.quality || "") === value}>${value ? t("value." + value) : t("option.usual")}</option>`)}</select>`)}
          ${field(t("fact.model"), html`<input ?disabled=${!open} placeholder=${door.options?.model || ""} .value=${session.model || ""} @change=${(event) => change({ model: event.target.value.trim() || null }, t("saved"))}>`)}
          ${field(t("session.fallback"), html`<select ?disabled=${!open} @change=${(event) => change({ fallback: event.target.value === "" ? null : event.target.value === "true" }, t("saved"))}>${["", "true", "false"].map((value) => html`<option value=${value} ?selected=${String(session.fallback ?? "") === value}>${t("fallback." + (value || "usual"))}</option>`)}</select>`)}
          ${field(t("session.budget"), html`<input type="number" min="0.01" step="0.01" placeholder=${t("session.unlimited")} ?disabled=${!open} .value=${session.budget_usd ?? ""} @change=${(event) => change({ budget_usd: event.target.value === "" ? null : Number(event.target.value) }, t("saved"))}>`)}
          <p class="quiet">${t(open ? "session.until" : "session.over", { time: clock(session.ends_at) })} ${open ? html`<button class="link" @click=${() => change({ ends_at: new Date(new Date(session.ends_at).getTime() + 1800000).toISOString() }, t("saved"))}>${t("session.longer")}</button>` : nothing}</p></section></div>`;
}

export function template() {
  if (!allowed()) return locked();
  const tabs = ["room", "money", "callbacks", "service"];
  return html`<div class="row between"><h1 tabindex="-1">${t("nav.host")}</h1><nav class="tabs" aria-label=${t("host.tabs")}>${tabs.map((one) => html`<a href=${address("host", { tab: one === "room" ? "" : one })} aria-current=${one === tab() ? "page" : nothing}>${t("host." + one)}</a>`)}</nav></div>
    ${problem && tab() === "room" ? notice(problem.status === 404 && !chosen() ? "fair" : "bad", problem.status === 404 && !chosen() ? t("sessions.off") : explain(problem)) : nothing}
    ${tab() === "room" ? (chosen() ? (session?.session_id === chosen() ? room() : skeleton(3)) : lobby()) : service.template(tab())}`;
}

// Host: money, callbacks and the service.

import { html, nothing } from "../lib/lit-html.js";
import { get, post, send, tell } from "../api.js";
import { day, duration, has, moment, number, t, usd } from "../i18n.js";
import { heard } from "../heard.js";
import { icon } from "../icons.js";
import { badge, confirm, countdown, empty, explain, failed, field, notice, skeleton, time, toast } from "../parts.js";
import { address, route } from "../route.js";

const HOST = { host: true };
const data = {};
let problems = {}, checking = false, callbackUrl = "", owner = "";
const draw = () => tell("draw");

async function load(name, path) {
  try { data[name] = await get(path, HOST); delete problems[name]; }
  catch (failure) { problems[name] = failure; }
  draw();
}

// The table shows the newest; the figures are those of a day, as far as that is no more pages than these.
const WEBHOOKS = "/api/webhooks/received?limit=100", PAGES = 20, DAY = 86400000;

async function loadWebhooks() {
  await load("webhooks", WEBHOOKS);
  let page = data.webhooks, all = page?.webhooks || [], pages = 1;
  const since = Date.now() - DAY, early = () => all.length && new Date(all.at(-1).received_at) < since;
  try {
    while (page?.next_cursor && !early() && pages++ < PAGES) {
      page = await get(`${WEBHOOKS}&cursor=${encodeURIComponent(page.next_cursor)}`, HOST);
      all = [...all, ...page.webhooks];
    }
  }
  catch (failure) { failed(failure); }
  data.figures = { webhooks: all.filter((webhook) => new Date(webhook.received_at) >= since), cut: Boolean(page?.next_cursor) && !early() ? all.at(-1).received_at : null };
  draw();
}

export function enter(tab) {
  problems = {};
  owner = route.params.get("owner") || owner;
  if (tab === "money") { load("spending", "/spending"); load("credits", "/credits" + (owner ? `?owner=${encodeURIComponent(owner)}` : "")); }
  if (tab === "callbacks") { load("dead", "/dead-letters?limit=50"); loadWebhooks(); }
  if (tab === "service") { load("provider", "/provider"); load("audit", "/audit?limit=50"); load("troubles", "/demo/troubles"); }
}

const part = (name, body) => problems[name] ? (problems[name].status === 404 ? nothing : notice("bad", explain(problems[name]))) : data[name] ? body(data[name]) : skeleton(1);
const figure = (label, value, tone = "") => html`<div class="figure ${tone}"><span>${value}</span><small>${label}</small></div>`;
const table = (label, heads, rows) => html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map((cells) => html`<tr class="entry">${cells.map((cell, at) => html`<td data-label=${heads[at]}>${cell}</td>`)}</tr>`)}</tbody></table></div>`;

async function look(event) {
  event.preventDefault();
  owner = event.target.elements.owner.value.trim();
  load("credits", "/credits" + (owner ? `?owner=${encodeURIComponent(owner)}` : ""));
}

async function grant(event) {
  event.preventDefault();
  const { amount, reason } = event.target.elements;
  try {
    data.credits = await post("/credits/grant", { owner: data.credits.owner, amount: Number(amount.value), ...(reason.value.trim() ? { reason: reason.value.trim() } : {}) }, HOST);
    toast(t("credits.granted"));
    event.target.reset();
  }
  catch (failure) { failed(failure); }
  draw();
}

const money = () => html`
  ${part("spending", ({ today, days, budget }) => html`<div class="figures">${figure(t("money.today"), usd(today.cost_usd ?? 0))}${figure(t("money.calls"), number(today.calls))}${budget ? html`${figure(t("money.left"), usd(budget.remaining_usd), budget.exhausted ? "bad" : "")}${figure(t("money.budget"), usd(budget.daily_usd))}` : nothing}</div>
    ${budget?.exhausted ? notice("fair", t("money.exhausted")) : nothing}
    <section class="card table"><h2>${t("money.days")}</h2>${days.length ? table(t("money.days"), [t("money.day"), t("money.calls"), t("state.done"), t("fact.cost")], days.map((one) => [day(one.day), number(one.calls), number(one.completed), usd(one.cost_usd)])) : html`<p class="quiet">${t("money.none")}</p>`}</section>`)}
  ${part("credits", (credits) => html`<section class="card"><h2>${t("credits")}</h2><p class="quiet">${t("credits.text")}</p>
    <form class="row end-line" @submit=${look}>${field(t("credits.owner"), html`<input name="owner" .value=${credits.owner}>`)}<button class="outline">${icon("search")}${t("credits.look")}</button></form>
    <div class="figures">${figure(t("credits.available"), number(credits.available))}${figure(t("credits.held"), number(credits.held))}${figure(t("credits.balance"), number(credits.balance))}</div>
    <form class="row end-line" @submit=${grant}>${field(t("credits.amount"), html`<input name="amount" type="number" step="1" required>`)}${field(t("credits.reason"), html`<input name="reason" maxlength="200">`)}<button>${t("credits.grantVerb")}</button></form>
    ${credits.entries.length ? table(t("credits"), [t("fact.created"), t("fact.kind"), t("credits.amount"), t("credits.reason")], credits.entries.map((entry) => [time(entry.at), t("credits." + entry.kind), number(entry.amount), entry.reason || entry.line || ""])) : nothing}</section>`)}`;

async function resend(event) {
  event.preventDefault();
  const since = event.target.elements.after.value;
  if (!await confirm({ heading: t("dead.heading"), text: t("bulk.redeliver.text"), verb: t("dead.verb"), tone: "" })) return;
  try {
    const answer = await post("/dead-letters/redeliver", since ? { after: new Date(since).toISOString() } : {}, HOST);
    toast(t("dead.sent", { n: answer.redelivered }));
    load("dead", "/dead-letters?limit=50");
  }
  catch (failure) { failed(failure); }
}

async function process(webhook) {
  try {
    const answer = await post(`/api/webhooks/received/${webhook.id}/process`, {}, HOST);
    toast(heard(answer?.message) || t("saved"));
  }
  catch (failure) { failed(failure); }
  loadWebhooks();
}

/** What the list says of each hour, and of how long the backend took from its first word on a job to its last. */
function figuresOf(webhooks) {
  const hours = new Map(), jobs = new Map();
  for (const { received_at: at, job_id: job, status, outcome } of webhooks) {
    if (outcome !== "processed") continue;
    const terminal = status === "completed" || status === "failed";
    if (terminal) {
      const hour = new Date(at).setMinutes(0, 0, 0);
      const found = hours.get(hour) || { completed: 0, failed: 0 };
      found[status] += 1;
      hours.set(hour, found);
    }
    const known = jobs.get(job) || { first: at, last: null };
    jobs.set(job, { first: at < known.first ? at : known.first, last: terminal ? at : known.last });
  }
  return { hours: [...hours].sort(([one], [other]) => other - one).slice(0, 24), took: (job) => { const found = jobs.get(job); return found?.last && found.last > found.first ? (new Date(found.last) - new Date(found.first)) / 1000 : null; } };
}

const clock = (hour) => new Date(hour).toLocaleString(document.documentElement.lang, { weekday: "short", hour: "numeric", minute: "2-digit" });

const callbacks = () => html`
  <section class="card table"><h2>${t("dead")}</h2><p class="quiet">${t("dead.text")}</p>
    ${part("dead", ({ dead_letters: letters }) => letters.length ? html`<form class="row end-line" @submit=${resend}>${field(t("dead.since"), html`<input name="after" type="datetime-local">`)}<button>${icon("mail")}${t("dead.verb")}</button></form>
      ${table(t("dead"), [t("dead.when"), t("dead.url"), t("dead.why"), t("fact.attempts")], letters.map((letter) => [time(letter.since), html`<a href=${address("jobs", { job: letter.job_id })}>${letter.url}</a>`, heard(letter.last_error), letter.attempts]))}` : notice("good", t("dead.none")))}</section>
  ${part("webhooks", ({ webhooks }) => { const { hours, took } = figuresOf(data.figures?.webhooks || webhooks); return html`<section class="card table"><h2>${t("webhooks")}</h2><p class="quiet">${t("webhooks.text")}</p>
    ${hours.length ? html`<h3>${t("webhooks.hours")} <small class="quiet">${data.figures?.cut ? t("webhooks.cut", { n: data.figures.webhooks.length, time: moment(data.figures.cut) }) : t("since.day")}</small></h3><ul class="hours">${hours.map(([hour, { completed, failed: lost }]) => html`<li><span>${clock(hour)}</span><meter min="0" max=${completed + lost} value=${completed} aria-label=${t("webhooks.success")}></meter><span>${t("webhooks.ofAll", { n: completed + lost, done: completed })}</span></li>`)}</ul>` : nothing}
    ${webhooks.length ? table(t("webhooks"), [t("dead.when"), t("webhooks.job"), t("filter.state"), t("webhooks.took"), t("webhooks.outcome"), t("audit.what")], webhooks.map((webhook) => [time(webhook.received_at), webhook.job_id || "–", webhook.status || "–", took(webhook.job_id) !== null && ["completed", "failed"].includes(webhook.status) ? duration(took(webhook.job_id)) : "–", html`${badge("outcome." + webhook.outcome, webhook.outcome === "processed" ? "check" : "warn", webhook.outcome === "processed" ? "good" : webhook.outcome === "duplicate" || webhook.outcome === "stale" ? "quiet" : "bad")} ${heard(webhook.reason) || ""}`, html`<button class="outline small" @click=${() => process(webhook)}>${t("webhooks.again")}</button>`])) : html`<p class="quiet">${t("webhooks.none")}</p>`}</section>`; })}`;

async function preflight(event) {
  event?.preventDefault();
  checking = true;
  draw();
  await load("preflight", "/preflight" + (callbackUrl.trim() ? `?callback_url=${encodeURIComponent(callbackUrl.trim())}` : ""));
  checking = false;
  draw();
}

async function resume(one) {
  try { data.provider = await post("/provider/resume", { provider: one.provider, model: one.model }, HOST); toast(t("provider.resumed")); } catch (failure) { failed(failure); }
  draw();
}

async function trouble(event) {
  event.preventDefault();
  const { provider, storage, receiver, seconds } = event.target.elements;
  await setTrouble({ ...(provider?.value && provider.value !== "ok" ? { provider: provider.value } : {}), storage_refuses: Boolean(storage?.checked), receiver_down: Boolean(receiver?.checked), seconds: Number(seconds.value) });
}

async function setTrouble(wanted) {
  try {
    data.troubles = (await (await send("PUT", "/demo/troubles", { ...HOST, body: wanted })).json());
    toast(t(data.troubles.until ? "troubles.on" : "troubles.off"));
    load("audit", "/audit?limit=50");
  }
  catch (failure) { failed(failure); }
  draw();
}

const UPSTREAMS = ["ok", "slow", "error", "rate-limit", "billing-limit"];
const troubles = () => part("troubles", (now) => now.playable.length ? html`<section class="card troubles"><h2>${t("troubles")}</h2><p class="quiet">${t("troubles.text")}</p>
  ${now.until && new Date(now.until) > Date.now() ? notice("fair", html`${[now.provider !== "ok" ? t("troubles.provider." + now.provider) : "", now.storage_refuses ? t("troubles.storage") : "", now.receiver_down ? t("troubles.receiver") : ""].filter(Boolean).join(" · ")} · ${countdown(now.until, "over")}`, html`<button type="button" class="outline small" @click=${() => setTrouble({})}>${t("troubles.stop")}</button>`) : nothing}
  <form class="row end-line" @submit=${trouble}>
    ${now.playable.includes("provider") ? field(t("troubles.provider"), html`<select name="provider">${UPSTREAMS.map((one) => html`<option value=${one}>${t("troubles.provider." + one)}</option>`)}</select>`) : nothing}
    ${now.playable.includes("storage") ? html`<label class="switch"><input name="storage" type="checkbox" role="switch">${t("troubles.storage")}</label>` : nothing}
    ${now.playable.includes("receiver") ? html`<label class="switch"><input name="receiver" type="checkbox" role="switch">${t("troubles.receiver")}</label>` : nothing}
    ${field(t("troubles.long"), html`<select name="seconds">${[15, 60, 300].map((seconds) => html`<option value=${seconds} ?selected=${seconds === 60}>${duration(seconds)}</option>`)}</select>`)}
    <button class="outline">${icon("play")}${t("troubles.verb")}</button></form></section>` : nothing);

const service = () => html`
  ${troubles()}
  <section class="card table"><h2>${t("provider")}</h2>${part("provider", ({ providers }) => html`<ul class="checks">${providers.map((one) => html`<li>${badge("provider." + one.state, one.state === "open" ? "check" : "pause", one.state === "open" ? "good" : "fair")}<div><strong>${one.provider} · ${one.model}</strong>${one.reason ? html`<p>${heard(one.reason)}</p>` : nothing}${one.waiting ? html`<p class="quiet">${t("provider.waiting", { n: one.waiting })}</p>` : nothing}</div>${one.state === "open" ? nothing : html`<button class="outline small" @click=${() => resume(one)}>${icon("play")}${t("provider.resume")}</button>`}</li>`)}</ul>`)}</section>
  <section class="card"><h2>${t("preflight")}</h2><p class="quiet">${t("preflight.text")}</p>
    <form class="row end-line" @submit=${preflight}>${field(t("preflight.callback"), html`<input type="url" placeholder="https://" .value=${callbackUrl} @input=${(event) => { callbackUrl = event.target.value; }}>`)}<button ?disabled=${checking} aria-busy=${checking ? "true" : nothing}>${t("preflight.verb")}</button></form>
    ${problems.preflight ? notice("bad", explain(problems.preflight)) : data.preflight ? html`${notice(data.preflight.ok ? "good" : "bad", t(data.preflight.ok ? "preflight.ok" : "preflight.problem", { time: duration(data.preflight.duration_ms / 1000) }))}<ul class="checks">${data.preflight.checks.map((check) => html`<li>${badge("check." + check.level, { ok: "check", warning: "warn", problem: "cross" }[check.level], { ok: "good", warning: "fair", problem: "bad" }[check.level])}<div><strong>${has("check." + check.check) ? t("check." + check.check) : check.check}</strong><p>${heard(check.message)}</p>${check.mend ? html`<p class="quiet">${heard(check.mend)}</p>` : nothing}</div></li>`)}</ul>` : nothing}</section>
  <section class="card table"><h2>${t("audit")}</h2>${part("audit", ({ entries }) => entries.length ? table(t("audit"), [t("dead.when"), t("audit.who"), t("audit.what"), t("audit.target"), t("audit.result")], entries.map((entry) => [time(entry.at), entry.who, entry.action, entry.target, entry.detail])) : empty("list", t("audit.none"), ""))}</section>`;

export const template = (tab) => tab === "money" ? money() : tab === "callbacks" ? callbacks() : service();

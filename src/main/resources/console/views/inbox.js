// Inbox: what callbacks look like to whoever receives them, and what happens when the receiver is in trouble.

import { html, nothing } from "../lib/lit-html.js";
import { repeat } from "../lib/directives/repeat.js";
import { bus, get, post, recall, remember, send, tell } from "../api.js";
import { duration, t } from "../i18n.js";
import { icon } from "../icons.js";
import * as stream from "../live.js";
import { badge, confirm, copy, empty, explain, failed, field, json, notice, skeleton, time, toast } from "../parts.js";
import { address } from "../route.js";
import { inboxName } from "./try.js";

const STATUSES = [200, 204, 302, 400, 401, 404, 410, 413, 429, 500, 503];
const DELAYS = [0, 2, 10, 40];
let received = null, problem = null, behaviour = recall("behaviour", { status: 200, delay: 0 }), shown = false, timer = null;
const seen = new Set();
const pictures = new Map(); // links are signed anew each time, and a picture need not be read anew for that
const draw = () => tell("draw");
bus.addEventListener("forget", () => { received = problem = null; behaviour = { status: 200, delay: 0 }; seen.clear(); pictures.clear(); });
const path = () => `/inbox/${inboxName()}`;
const url = () => location.origin + path();

export function enter() {
  shown = true;
  read();
  clearInterval(timer);
  timer = setInterval(() => { if (shown && !document.hidden && stream.mode !== "live") read(); }, 3000);
}

export function leave() { shown = false; clearInterval(timer); received?.forEach((callback) => seen.add(key(callback))); }

const key = (callback) => callback.received_at + (callback.headers["webhook-id"] || "");

async function read() {
  try { received = (await get(path())).callbacks; problem = null; }
  catch (failure) { problem = failure; }
  draw();
}

stream.listen((event) => { if (shown && (event === null || event.type === "delivery")) read(); });

async function behave(changes) {
  const wanted = { ...behaviour, ...changes };
  try {
    const now = await post(path() + "/behaviour", { status: wanted.status, delay_seconds: wanted.delay });
    behaviour = { status: now.status, delay: now.delay_seconds || 0 };
    remember("behaviour", behaviour);
    toast(behaviour.delay ? t("inbox.behavesLate", { status: behaviour.status, time: duration(behaviour.delay) }) : t("inbox.behaves", { status: behaviour.status }));
  }
  catch (failure) { failed(failure); }
  draw();
}

async function clear() {
  if (!await confirm({ heading: t("inbox.clear"), text: t("inbox.clearText"), verb: t("inbox.clear") })) return;
  try { await send("DELETE", path()); behaviour = { status: 200, delay: 0 }; remember("behaviour", null); await read(); } catch (failure) { failed(failure); }
}

function signature(callback) {
  const { headers } = callback;
  const stamp = Number(headers["webhook-timestamp"]);
  const part = (label, value, good) => html`<li>${icon(value ? (good === false ? "cross" : "check") : "stop")}<span><strong>${label}</strong> ${value || t("inbox.absent")}</span></li>`;
  return html`<ul class="parts">${part("webhook-id", headers["webhook-id"])}
    ${part("webhook-timestamp", stamp ? `${stamp} · ${t("inbox.age", { time: duration(Math.max(0, (new Date(callback.received_at) - stamp * 1000) / 1000)) })}` : null)}
    ${part("webhook-signature", headers["webhook-signature"] ? t("inbox.signature." + callback.signature) : null, callback.signature === "valid")}</ul>`;
}

function entry(callback) {
  const body = callback.body, id = body?.job_id || body?.workflow_id;
  // Anybody can send a callback: what is no address of the web is shown as text only.
  const picture = [body?.result_image_base64, body?.result_url].find((text) => typeof text === "string" && /^https?:\/\//i.test(text)) ?? null;
  if (picture && !pictures.has(key(callback))) pictures.set(key(callback), picture);
  return html`<li class="card callback ${seen.has(key(callback)) ? "" : "new"}">
    <div class="row between"><div class="row">${badge(callback.signature === "absent" ? "unsigned" : callback.signature, callback.signature === "invalid" ? "cross" : callback.signature === "valid" ? "check" : "mail", callback.signature === "invalid" ? "bad" : callback.signature === "valid" ? "good" : "quiet")}<strong>${typeof body?.status === "string" ? body.status : t("inbox.body")}</strong></div><span class="quiet">${time(callback.received_at)}</span></div>
    <div class="split narrow">${picture ? html`<a href=${picture} target="_blank" rel="noopener"><img class="thumb" src=${pictures.get(key(callback))} alt=${t("picture.after")}></a>` : nothing}<div>${json(body !== null && typeof body === "object" ? body : { [t("inbox.body")]: body })}</div></div>
    <div class="row">${id ? html`<a href=${address("jobs", { job: id })}>${t("open.job")}</a>` : nothing}<button class="link" @click=${() => copy(JSON.stringify(body, null, 1), t("inbox.body"))}>${t("copy.json")}</button></div>
    <details><summary>${t("inbox.signature")}</summary>${signature(callback)}</details>
    <details><summary>${t("inbox.headers")}</summary>${json(callback.headers)}</details></li>`;
}

export function template() {
  return html`<h1 tabindex="-1">${t("nav.inbox")}</h1><p class="lead">${t("inbox.lead")}</p>
    <div class="toolbar card"><div class="grow"><span class="label">${t("inbox.url")}</span><p class="row"><code class="address">${url()}</code><button class="link" @click=${() => copy(url(), t("inbox.url"))}>${icon("copy")}${t("copy")}</button></p></div>
      ${field(t("inbox.answer"), html`<select @change=${(event) => behave({ status: Number(event.target.value) })}>${STATUSES.map((code) => html`<option value=${code} ?selected=${code === behaviour.status}>${code} ${t("http." + code)}</option>`)}</select>`)}
      ${field(t("inbox.delay"), html`<select @change=${(event) => behave({ delay: Number(event.target.value) })}>${DELAYS.map((delay) => html`<option value=${delay} ?selected=${delay === behaviour.delay}>${delay ? t("inbox.after", { time: duration(delay) }) : t("inbox.atOnce")}</option>`)}</select>`)}
      <button class="outline small" @click=${clear}>${icon("bin")}${t("inbox.clear")}</button></div>
    ${behaviour.status >= 300 || behaviour.delay ? notice("fair", behaviour.delay ? t("inbox.troubleLate", { status: behaviour.status, time: duration(behaviour.delay) }) : t("inbox.trouble", { status: behaviour.status })) : nothing}
    ${problem ? notice("bad", problem.status === 404 ? t("inbox.off") : explain(problem)) : nothing}
    ${received === null ? (problem ? nothing : skeleton(2)) : received.length ? html`<ul class="list">${repeat(received, key, entry)}</ul>` : empty("inbox", t("inbox.empty"), t("inbox.emptyText"), html`<a role="button" class="outline" href="#/try">${t("try.heading")}</a>`)}`;
}

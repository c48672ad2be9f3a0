// The frame of the page: navigation, connection, language, and the view that is open.

import { html, nothing, render } from "./lib/lit-html.js";
import { bus, isConnected, keys } from "./api.js";
import * as words from "./i18n.js";
import { languages, ready, speak, t } from "./i18n.js";
import { icon } from "./icons.js";
import * as live from "./live.js";
import "./pictures.js";
import * as heard from "./heard.js";
import * as door from "./door.js";
import { onChange } from "./jobs.js";
import { address, route } from "./route.js";
import { dialog, notice } from "./parts.js";

const VIEWS = {
  try: ["wand", () => import("./views/try.js")],
  video: ["film", () => import("./views/video.js")],
  jobs: ["list", () => import("./views/jobs.js")],
  inbox: ["inbox", () => import("./views/inbox.js")],
  host: ["host", () => import("./views/host.js")],
};
const loaded = {};
let current = null, failure = null, pending = false;

function draw() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => { pending = false; paint(); });
}

// A seat has nothing to host, and a service without inboxes nothing to show there.
const visible = () => Object.keys(VIEWS).filter((view) => view === "inbox" ? !door.options || door.options.inbox : view !== "host" || keys.admin || !keys.seat);

function paint() {
  document.title = `${t("nav." + (VIEWS[route.view] ? route.view : "try"))} · ${t("product")}`;
  const links = visible().map((view) => html`<a href=${address(view)} aria-current=${view === route.view ? "page" : nothing}>${icon(VIEWS[view][0])}<span>${t("nav." + view)}</span></a>`);
  render(html`
    <a class="skip" href="#main" @click=${(event) => { event.preventDefault(); document.querySelector("main h1")?.focus(); }}>${t("skip")}</a>
    <header class="top">
      <a class="brand" href="#/try" aria-label=${t("product")}><img src=${new URL("./icon.svg", import.meta.url).pathname} alt="" width="28" height="28"><span>${t("product")}</span></a>
      <nav aria-label=${t("nav.label")}>${links}</nav>
      <div class="tools">${who()}${connection()}
        <label class="language"><span class="hidden">${t("language")}</span><select @change=${(event) => speak(event.target.value)}>${Object.entries(languages).map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === words.language}>${name}</option>`)}</select></label>
      </div>
    </header>
    ${isConnected() ? nothing : html`<div class="band">${notice("bad", t("problem.offline"))}</div>`}
    <main id="main">${door.isShut() ? door.template() : failure ? notice("bad", failure) : current ? current.template() : html`<p class="loading" aria-busy="true">${t("loading")}</p>`}</main>`, document.getElementById("app"));
}

function who() {
  if (keys.admin) return html`<button class="chip" @click=${account}>${icon("key")}<span>${t("who.host")}</span></button>`;
  if (keys.seat) return html`<button class="chip" @click=${account}>${icon("people")}<span>${keys.seat.name || (keys.seat.seat ? t("who.seat", { n: keys.seat.seat }) : t("who.key"))}</span></button>`;
  return nothing;
}

const account = async () => {
  const leave = await dialog((close) => html`<h2>${keys.seat?.session || t("who.heading")}</h2>
    <p>${keys.seat?.seat ? t("who.seatText", { n: keys.seat.seat, until: keys.seat.ends_at ? words.clock(keys.seat.ends_at) : "–" }) : t("who.text", { name: door.me?.caller || "" })}</p>
    <footer class="row end"><button class="plain" @click=${() => close(true)}>${t("who.leave")}</button><button @click=${() => close(false)}>${t("close")}</button></footer>`, "small");
  if (leave) door.leave();
};

function connection() {
  const mode = isConnected() ? live.mode : "offline";
  return html`<span class="live is-${mode}" title=${t(`live.${mode}.text`)}><span class="dot"></span><span>${t("live." + mode)}</span></span>`;
}

async function open(changed) {
  const view = VIEWS[route.view] ? route.view : "try";
  try {
    loaded[view] ??= await VIEWS[view][1]();
    if (route.view !== view && VIEWS[route.view]) return;
    const before = current;
    failure = null;
    current = loaded[view];
    if (before !== current) { before?.leave?.(); scrollTo(0, 0); }
    if (!door.isShut()) current.enter?.(before !== current);
    paint();
    if (changed) document.querySelector("main h1")?.focus({ preventScroll: true });
  }
  catch (problem) {
    failure = t("view.failed", { why: problem.message });
    draw();
  }
}

for (const type of ["draw", "connection", "mode", "language", "heard"]) bus.addEventListener(type, draw);
bus.addEventListener("route", ({ detail }) => {
  if (detail) document.querySelectorAll("dialog[open]").forEach((box) => box.close());
  open(detail);
});
bus.addEventListener("keys", () => { current?.enter?.(true); draw(); });
onChange(draw);
setInterval(draw, 20000);

async function start() {
  await ready;
  const code = new URLSearchParams(location.search).get("join");
  if (code) door.invite(code);
  await open(false);
  if (!door.isShut()) await door.enter();
  // When all that counts at first is there.
  setTimeout(heard.prepare, 1500);
}
start();

// Who one is: asked once, and only when the service asks. A join code becomes a seat, a token or a key stays what it is.

import { html, nothing } from "./lib/lit-html.js";
import { bus, forget, get, keys, post, Problem, tell } from "./api.js";
import { dialog, explain, field, notice } from "./parts.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

export let me = null; // {caller, admin}; null while the door is shut
export let options = null;
let invited = false, asking = false, busy = false, problem = null, code = "", name = "", again = false;

export const isShut = () => asking;
export const isAdmin = () => Boolean(me?.admin) || Boolean(keys.admin);
const bare = (text) => text.replace(/[\s-]/g, "");
const looksLikeCode = (text) => /^[a-z0-9]{6}$/i.test(bare(text));

bus.addEventListener("unauthorized", ({ detail }) => {
  if (detail.host && keys.admin) keys.admin = null;
  again = detail.had;
  asking = true;
  tell("draw");
});

export async function enter() {
  try {
    // Both at once: on a slow line each is a round trip.
    [me, options] = await Promise.all([get("/me"), get("/edit-options").catch(() => null)]);
    asking = false;
    tell("keys");
    if (invited && keys.seat) offerChange();
  }
  catch (failure) {
    // Whoever opened the page while the service was away need not open it again.
    if (failure.status !== 401) setTimeout(enter, 3000);
  }
  tell("draw");
}

/**
 * A code in the page's address is asked for a name and nothing else. Whoever has a seat keeps it until they say otherwise, or until
 * the service does not take it any more.
 */
export function invite(given) {
  code = given.toUpperCase();
  invited = true;
  asking = !keys.seat;
}

function dropInvitation() {
  invited = false;
  const address = new URL(location.href);
  address.searchParams.delete("join");
  history.replaceState(history.state, "", address);
}

async function offerChange() {
  const change = keys.seat.code !== bare(code) && await dialog((close) => html`<h2>${t("door.changeHeading")}</h2><p>${t("door.changeText", { who: keys.seat?.session || keys.seat?.name || me.caller, code })}</p>
    <footer class="row end"><button class="plain" @click=${() => close(false)}>${t("door.stay")}</button><button @click=${() => close(true)}>${t("door.change")}</button></footer>`, "small");
  if (!invited) return;
  if (change) asking = true;
  else { code = ""; dropInvitation(); }
  tell("draw");
}

/** A seat for a join code; null if it is none, since a token or key may look like one. */
async function join() {
  const called = name.trim();
  try {
    const seat = await post("/sessions/join", { code: bare(code).toUpperCase(), ...(called ? { name: called } : {}) }, { key: "" });
    return { ...seat, name: called, code: bare(code).toUpperCase() };
  }
  catch (failure) {
    if (failure.status === 404) return null;
    throw failure;
  }
}

async function knock(event) {
  event.preventDefault();
  busy = true;
  problem = null;
  tell("draw");
  try {
    const given = code.trim(), before = keys.for();
    const seat = looksLikeCode(given) ? await join() : null;
    if (seat) keys.seat = seat;
    else {
      const found = await get("/me", { key: given });
      // A seat's key goes before an administrator's, and one that is over would go before for ever.
      keys.seat = found.admin ? null : { key: given, name: found.caller };
      if (found.admin) keys.admin = given;
    }
    if (before && before !== keys.for()) forget();
    code = "";
    again = false;
    dropInvitation();
    await enter();
    document.querySelector("main h1")?.focus();
  }
  catch (failure) {
    problem = failure.status === 401 ? new Problem(401, "wrong_key", "") : failure;
  }
  busy = false;
  tell("draw");
}

export function leave() {
  keys.seat = null;
  keys.admin = null;
  me = null;
  forget();
  tell("keys");
  enter();
}

export function template() {
  const joining = looksLikeCode(code);
  return html`<section class="door card">
    ${icon("key")}<h1 tabindex="-1">${t("door.heading")}</h1>
    <p>${invited ? t("door.invited") : again ? t("door.over") : t("door.text")}</p>
    <form @submit=${knock}>
      ${field(t("door.code"), html`<input name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" .value=${code} @input=${(event) => { code = event.target.value; tell("draw"); }}>`, t("door.hint"))}
      ${joining ? field(t("door.name"), html`<input name="name" maxlength="60" autocomplete="nickname" .value=${name} @input=${(event) => { name = event.target.value; }}>`, t("door.nameHint")) : nothing}
      ${problem ? notice("bad", problem.code === "wrong_key" ? t("problem.wrong_key") : explain(problem)) : nothing}
      <button ?disabled=${busy}>${joining ? t("door.join") : t("door.enter")}</button>
    </form></section>`;
}

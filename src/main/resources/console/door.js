// Who one is: asked once, and only when the service asks. A join code becomes a seat, a token or a key stays what it is.

import { html, nothing } from "./lib/lit-html.js";
import { bus, get, keys, post, Problem, tell } from "./api.js";
import { explain, field, notice } from "./parts.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

export let me = null; // {caller, admin}; null while the door is shut
export let options = null;
let invited = false, asking = false, busy = false, problem = null, code = "", name = "", again = false;

export const isShut = () => asking;
export const isAdmin = () => Boolean(me?.admin) || Boolean(keys.admin);
const looksLikeCode = (text) => /^[a-z0-9]{6}$/i.test(text.trim());

bus.addEventListener("unauthorized", ({ detail }) => {
  if (detail.host && keys.admin) keys.admin = null;
  again = detail.had;
  asking = true;
  tell("draw");
});

export async function enter() {
  try {
    me = await get("/me");
    options = await get("/edit-options").catch(() => null);
    asking = false;
    tell("keys");
  }
  catch (failure) {
    // Whoever opened the page while the service was away need not open it again.
    if (failure.status !== 401) setTimeout(enter, 3000);
  }
  tell("draw");
}

/** A code in the page's address is asked for a name and nothing else. */
export function invite(given) {
  code = given.toUpperCase();
  invited = true;
  asking = true;
}

async function knock(event) {
  event.preventDefault();
  busy = true;
  problem = null;
  tell("draw");
  try {
    const given = code.trim();
    if (looksLikeCode(given)) {
      const seat = await post("/sessions/join", { code: given.toUpperCase(), ...(name.trim() ? { name: name.trim() } : {}) }, { key: "" });
      keys.seat = { ...seat, name: name.trim() };
    }
    else {
      const found = await get("/me", { key: given });
      if (found.admin) keys.admin = given;
      else keys.seat = { key: given, name: found.caller };
    }
    code = "";
    again = false;
    const address = new URL(location.href);
    address.searchParams.delete("join");
    history.replaceState(null, "", address);
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
  tell("keys");
  enter();
}

export function template() {
  const joining = looksLikeCode(code);
  return html`<section class="door card">
    ${icon("key")}<h1 tabindex="-1">${t("door.heading")}</h1>
    <p>${again ? t("door.over") : invited ? t("door.invited") : t("door.text")}</p>
    <form @submit=${knock}>
      ${field(t("door.code"), html`<input name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" .value=${code} @input=${(event) => { code = event.target.value; tell("draw"); }}>`, t("door.hint"))}
      ${joining ? field(t("door.name"), html`<input name="name" maxlength="60" autocomplete="nickname" .value=${name} @input=${(event) => { name = event.target.value; }}>`, t("door.nameHint")) : nothing}
      ${problem ? notice("bad", problem.code === "wrong_key" ? t("problem.wrong_key") : explain(problem)) : nothing}
      <button ?disabled=${busy}>${joining ? t("door.join") : t("door.enter")}</button>
    </form></section>`;
}

// The view that is shown and its filters, in the page's address, so that a link can be shared.

import { tell } from "./api.js";

export const route = { view: "try", params: new URLSearchParams() };

function read() {
  const [view, query] = location.hash.replace(/^#\/?/, "").split("?");
  route.view = view || "try";
  route.params = new URLSearchParams(query || "");
}

export function address(view, params = {}) {
  const given = new URLSearchParams(Object.entries(params).filter(([, value]) => value));
  return `#/${view}${given.size ? "?" + given : ""}`;
}

export function go(view, params = {}) { location.hash = address(view, params); }

/** Changes filters without a new entry in the history. */
export function refine(changes) {
  const all = { ...Object.fromEntries(route.params), ...changes };
  history.replaceState(null, "", address(route.view, all));
  read();
  tell("draw");
}

addEventListener("hashchange", () => { const before = route.view; read(); tell("route", route.view !== before); });
read();

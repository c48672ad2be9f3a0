// What happens to jobs, as it happens: a stream while there is one, polling while there is none, and which of them it is.

import { bus, events, isConnected, send, tell } from "./api.js";

const POLL = 2500, PATIENT = 30000;
export let mode = "connecting"; // connecting, live, reconnecting, polling
let last, running = null, failures = 0, pollTimer = null, host = false;
const listeners = new Set();

/** Calls back with each event; with null when something may have been missed, so that one looks for oneself. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(now) {
  if (mode !== now) { mode = now; tell("mode", now); }
}

const look = () => listeners.forEach((listener) => listener(null));

function poll(on) {
  if (on && !pollTimer) pollTimer = setInterval(look, POLL);
  if (!on) { clearInterval(pollTimer); pollTimer = null; }
}

export async function start() {
  stop();
  const own = running = new AbortController();
  while (!own.signal.aborted) {
    try {
      await events("/events", {
        after: last, signal: own.signal, host,
        onLife: () => {
          // Also the first time: a stream tells of nothing that was before it.
          if (mode !== "live") { failures = 0; poll(false); set("live"); look(); }
        },
        onEvent: (event) => {
          last = event.id;
          let data;
          try { data = JSON.parse(event.data); } catch { return; }
          listeners.forEach((listener) => listener(data));
        },
      });
    }
    catch (failure) {
      if (own.signal.aborted || failure.status === 401) { if (failure.status === 401) own.abort(); break; }
      if (failure.code === "invalid_last_event_id") last = undefined;
      failures += 1;
      // Whether the service is away, or only its streams are, is another question.
      if (failure.status === 0) await send("GET", "/health", { key: "" }).catch(() => {});
    }
    if (own.signal.aborted) break;
    // One break is a break; a second one in a row is something in between that lets no stream through.
    set(failures > 1 ? "polling" : "reconnecting");
    poll(true);
    await new Promise((done) => setTimeout(done, failures > 1 ? (isConnected() ? PATIENT : 3000) : 800));
  }
}

export function stop() {
  running?.abort();
  running = null;
  poll(false);
  set("connecting");
}

/** After another credential was given, events are another's. */
export function restart(asHost = host) {
  host = asHost;
  last = undefined;
  failures = 0;
  start();
}

bus.addEventListener("keys", () => restart());
document.addEventListener("visibilitychange", () => { if (!document.hidden && mode !== "live") look(); });

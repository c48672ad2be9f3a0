// Talks to the service: credentials, refusals as problem details (RFC 9457), server-sent events over fetch.

const store = (() => {
  try { localStorage.setItem("wxo.probe", "1"); localStorage.removeItem("wxo.probe"); return localStorage; }
  catch { return { getItem: () => null, setItem() {}, removeItem() {} }; }
})();

/** Reads what this browser remembers. */
export function recall(name, otherwise = null) {
  try { return JSON.parse(store.getItem("wxo." + name)) ?? otherwise; } catch { return otherwise; }
}

/** Remembers something in this browser; null forgets it. */
export function remember(name, value) {
  try { value === null ? store.removeItem("wxo." + name) : store.setItem("wxo." + name, JSON.stringify(value)); }
  catch { /* No room, or not allowed: it is known until the page is closed. */ }
}

export const bus = new EventTarget();
export const tell = (type, detail) => bus.dispatchEvent(new CustomEvent(type, { detail }));

/** Forgets what was another's: whoever has the browser next sees nothing of it. What views hold they let go of themselves. */
export function forget() {
  ["jobs", "inbox", "behaviour", "prompt", "options", "callback", "video"].forEach((name) => remember(name, null));
  tell("forget");
}

// A seat lives as long as its session; an administrator's key only as long as the tab.
const admin = (() => { try { return sessionStorage; } catch { return store; } })();
let seat = recall("seat");
let adminKey = admin.getItem("wxo.admin");

export const keys = {
  get seat() { return seat; },
  set seat(value) { seat = value; remember("seat", value); },
  get admin() { return adminKey; },
  set admin(value) { adminKey = value; value ? admin.setItem("wxo.admin", value) : admin.removeItem("wxo.admin"); },
  /** The key for a request; the host's own requests go with the administrator's. */
  for: (host) => host ? adminKey || seat?.key : seat?.key || adminKey,
};

/** A refusal of the service, or a connection that is not there (status 0). */
export class Problem extends Error {
  constructor(status, code, detail, retryAfter, body) {
    super(detail);
    Object.assign(this, { status, code, retryAfter, body });
  }
}

let connected = true;
export const isConnected = () => connected;
export function connection(up) {
  if (connected !== up) { connected = up; tell("connection", up); }
}

async function problem(response) {
  let body = null;
  try { body = await response.clone().json(); } catch { /* Not JSON: the status must do. */ }
  const detail = body?.detail || body?.message || body?.error || `HTTP ${response.status}`;
  return new Problem(response.status, body?.code || "", String(detail), Number(response.headers.get("Retry-After")) || 0, body);
}

/** Sends a request; the answer as it is. */
export async function send(method, path, { body, headers = {}, host = false, key, signal, quiet = false } = {}) {
  const credential = key ?? keys.for(host);
  const all = { ...headers };
  if (credential) all["x-api-key"] = credential;
  if (body !== undefined) all["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body), signal, cache: "no-store" });
  }
  catch (failure) {
    if (failure.name === "AbortError") throw failure;
    // A stream that is kept from coming through says nothing of the service.
    if (!quiet) connection(false);
    throw new Problem(0, "offline", failure.message);
  }
  connection(true);
  if (!response.ok) {
    const refusal = await problem(response);
    if (response.status === 401 && key === undefined) tell("unauthorized", { host, had: Boolean(credential) });
    throw refusal;
  }
  return response;
}

export async function get(path, options) { return (await send("GET", path, options)).json(); }
export async function post(path, body, options) {
  const response = await send("POST", path, { body, ...options });
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export function uuid() {
  // crypto.randomUUID exists on https and localhost only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 15 | 64;
  bytes[8] = bytes[8] & 63 | 128;
  return [...bytes].map((byte, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads server-sent events. EventSource can send no header, so this is fetch and a parser of the WHATWG format. Resolves
 * when the stream ends, with what Last-Event-ID to go on from; each chunk, comments too, counts as a sign of life.
 */
export async function events(path, { after, onEvent, onLife, signal, host } = {}) {
  const silence = new AbortController();
  signal?.addEventListener("abort", () => silence.abort());
  let timer;
  const alive = () => { clearTimeout(timer); timer = setTimeout(() => silence.abort(), 45000); onLife?.(); };
  let last = after;
  try {
    const response = await send("GET", path, { host, quiet: true, signal: silence.signal, headers: { Accept: "text/event-stream", ...(after ? { "Last-Event-ID": after } : {}) } });
    if (response.status === 204) return { last, over: true };
    alive();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "", id, type, data = [];
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return { last, over: false };
      alive();
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        if (line === "") {
          if (id !== undefined) last = id;
          if (data.length) onEvent({ id: last, type: type || "message", data: data.join("\n") });
          type = undefined; data = []; id = undefined;
        }
        else if (line[0] !== ":") {
          const colon = line.indexOf(":"), field = colon < 0 ? line : line.slice(0, colon);
          const text = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
          if (field === "data") data.push(text);
          else if (field === "event") type = text;
          else if (field === "id") id = text;
        }
      }
    }
  }
  finally { clearTimeout(timer); }
}

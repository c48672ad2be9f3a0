// The jobs that the page knows, kept up to date; and what only this browser knows of them: the words that were asked for.

import { bus, get, recall, remember, Problem } from "./api.js";
import { listen } from "./live.js";

const known = new Map();
const previews = new Map();
const watchers = new Set();
const dirty = new Set();
const loading = new Map();
let timer = null;

export const job = (id) => known.get(id);
/** Where the last picture is that the provider sent before it was done. */
export const preview = (id) => previews.get(id);
export const isOpen = (found) => Boolean(found) && found.state !== "finished";

export function onChange(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function keep(found) {
  known.set(found.job_id, { ...known.get(found.job_id), ...found });
  watchers.forEach((watcher) => watcher(found));
  return found;
}

export function forget(id) { known.delete(id); }

/** Reads a job anew; null if it is not there any more. Twice at once is once. */
export function load(id, options) {
  if (!loading.has(id)) {
    const reading = get(`/jobs/${id}`, options).then((found) => loading.get(id) === reading ? keep(found) : found, (problem) => {
      if (problem instanceof Problem && problem.status === 404) { known.delete(id); return null; }
      throw problem;
    }).finally(() => { if (loading.get(id) === reading) loading.delete(id); });
    loading.set(id, reading);
  }
  return loading.get(id);
}

function soon() {
  timer ??= setTimeout(() => {
    timer = null;
    const ids = [...dirty];
    dirty.clear();
    // What is being read just now may have been read before that of which we are told, so it is read once more.
    ids.forEach((id) => (loading.get(id) || Promise.resolve()).catch(() => null).then(() => load(id)).catch(() => { /* The connection's state is shown; the next look reads it. */ }));
  }, 250);
}

listen((event) => {
  if (event === null) known.forEach((found, id) => { if (isOpen(found) || found.callback.state === "pending") dirty.add(id); });
  else if (known.has(event.job_id) || loading.has(event.job_id)) {
    dirty.add(event.job_id);
    // Each is another picture under one path, and a browser is to see that.
    if (event.preview) previews.set(event.job_id, `${event.preview}?n=${event.seq}`);
    if (event.type === "done") previews.delete(event.job_id);
    // Whoever waited behind it has moved up.
    if (event.type === "done" || event.type === "state") known.forEach((found, id) => { if (found.state === "queued") dirty.add(id); });
  }
  if (dirty.size) soon();
});

// What this browser sent, newest first: {id, prompt, filename, options, at}.
const MOST = 60;
let own = recall("jobs", []);
bus.addEventListener("forget", () => { own = []; known.clear(); previews.clear(); dirty.clear(); loading.clear(); });
export const mine = () => own;
export const about = (id) => own.find((entry) => entry.id === id);

export function noteMine(entry) {
  own = [entry, ...own.filter((other) => other.id !== entry.id)].slice(0, MOST);
  remember("jobs", own);
}

export function dropMine(id) {
  own = own.filter((entry) => entry.id !== id);
  remember("jobs", own);
}

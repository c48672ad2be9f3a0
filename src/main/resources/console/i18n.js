// Words in English and French. Messages may have one form for each plural category, and {names} to be filled in.

import { recall, remember, tell } from "./api.js";

export const languages = { en: "English", fr: "Français" };
const asked = new URLSearchParams(location.search).get("lang");
export let language = [asked, recall("language"), ...(navigator.languages || [navigator.language])]
  .map((tag) => String(tag || "").slice(0, 2)).find((tag) => tag in languages) || "en";

let words = {};
let plurals, numbers, relative, moments, money, lists;

// The page brings the words of the language that the browser prefers; others are asked for.
const brought = { [document.documentElement.lang]: document.getElementById("words")?.content.textContent };

async function load(chosen) {
  words = JSON.parse(brought[chosen] || await (await fetch(new URL(`./i18n/${chosen}.json`, import.meta.url))).text());
  language = chosen;
  plurals = new Intl.PluralRules(chosen);
  numbers = new Intl.NumberFormat(chosen, { maximumFractionDigits: 1 });
  relative = new Intl.RelativeTimeFormat(chosen, { numeric: "auto" });
  moments = new Intl.DateTimeFormat(chosen, { dateStyle: "medium", timeStyle: "long" });
  money = new Intl.NumberFormat(chosen, { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 4 });
  lists = new Intl.ListFormat(chosen);
  document.documentElement.lang = chosen;
}

export async function speak(chosen) {
  await load(chosen);
  remember("language", chosen);
  tell("language");
}

export const ready = load(language);

/** Says something; a key that is missing shows itself, and a test finds it. */
export function t(key, values = {}) {
  let message = words[key];
  if (message === undefined) return key;
  if (typeof message === "object") message = message[plurals.select(values.n)] ?? message.other;
  return message.replace(/\{(\w+)\}/g, (whole, name) => name in values
    ? (typeof values[name] === "number" ? numbers.format(values[name]) : values[name]) : whole);
}

export const has = (key) => key in words;
export const number = (value) => numbers.format(value);
export const usd = (value) => value === null || value === undefined ? "–" : money.format(value);
export const moment = (time) => moments.format(new Date(time));
/** A time of today by the clock alone, another with its day. */
export function clock(time) {
  const when = new Date(time), today = when.toDateString() === new Date().toDateString();
  return when.toLocaleString(language, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}
/** A day of the calendar, as 2026-11-28. */
export const day = (date) => new Date(date).toLocaleDateString(language, { dateStyle: "medium", timeZone: "UTC" });
export const list = (items) => lists.format(items);

const STEPS = [[60, "second"], [60, "minute"], [24, "hour"], [7, "day"], [1e9, "week"]];

export function ago(time) {
  let amount = (new Date(time) - Date.now()) / 1000;
  if (Math.abs(amount) < 5) return t("time.now");
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) return relative.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
}

/** A duration in words, as short as it is useful. */
export function duration(seconds) {
  if (seconds < 1) return t("time.moment");
  if (seconds < 90) return t("time.seconds", { n: Math.round(seconds) });
  if (seconds < 5400) return t("time.minutes", { n: Math.round(seconds / 60) });
  return t("time.hours", { n: Math.round(seconds / 360) / 10 });
}

export function ordinal(n) {
  return t("ordinal." + new Intl.PluralRules(language, { type: "ordinal" }).select(n), { n });
}

export function bytes(count) {
  return count < 1024 ? t("bytes", { n: count }) : count < 1048576 ? t("kilobytes", { n: Math.round(count / 1024) })
    : t("megabytes", { n: Math.round(count / 104857.6) / 10 });
}

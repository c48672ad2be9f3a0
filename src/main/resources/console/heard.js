// What the service says in sentences is English. Here is what they mean in the language of the page, as far as its book has them.

import { tell } from "./api.js";
import * as words from "./i18n.js";

const OWN = "en", AGAIN = 10000;
const books = new Map(); // by language: [pattern, meaning], or null while it is being fetched
let meant = new Map(), of = null;

// Without a lookbehind, which older Safaris refuse with the whole page.
const sentences = (text) => text.replace(/([.!?])\s+(?=[A-Z{"(])/g, "$1\0").split("\0");
const pattern = (said) => new RegExp("^" + said.replace(/\{(\w)\}|[.*+?^$|()[\]\\{}]/g, (part, name) => name ? `(?<${name}>.+?)` : "\\" + part) + "$", "s");

/** Fetches the book of the language that is spoken, so that it is there when something is said. */
export async function prepare() {
  const language = words.language;
  if (language === OWN || books.has(language)) return;
  books.set(language, null);
  try {
    const answer = await fetch(new URL(`./i18n/service.${language}.json`, import.meta.url));
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    books.set(language, Object.entries(await answer.json()).map(([said, meaning]) => [pattern(said), meaning]));
    meant = new Map();
    tell("heard");
  }
  catch { setTimeout(() => books.delete(language), AGAIN); /* Until then it is told as it was said. */ }
}

/** Says in the page's language what the service said; what is in no book stays as it was said. */
export function heard(text) {
  if (!text || words.language === OWN) return text;
  const book = books.get(words.language);
  if (!book) { prepare(); return text; }
  if (of !== book) { of = book; meant = new Map(); }
  if (!meant.has(text)) meant.set(text, sentences(String(text)).map((sentence) => translated(sentence, book)).join(" "));
  return meant.get(text);
}

function translated(sentence, book) {
  const stop = /[^.]\.$/.test(sentence) ? "." : "", bare = stop ? sentence.slice(0, -1) : sentence;
  for (const [said, meaning] of book) {
    const found = said.exec(bare);
    // What stands in a sentence may be one itself.
    if (found) return meaning.replace(/\{(\w)\}/g, (whole, name) => found.groups[name].includes(" ") ? translated(found.groups[name], book) : found.groups[name]) + stop;
  }
  return sentence;
}

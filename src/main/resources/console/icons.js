// Line icons, 24 by 24. They are beside words and say nothing by themselves.

import { html, svg } from "./lib/lit-html.js";

const PATHS = {
  wand: svg`<path d="M4 20 15 9m3-3 2-2M14 4l.6 1.900L16.500 6.500l-1.900.6L14 9l-.6-1.900L11.500 6.500l1.900-.6zM19 12l.5 1.500 1.500.5-1.500.5-.5 1.500-.5-1.500L17 14l1.500-.5z"/>`,
  film: svg`<rect x="3" y="5" width="18" height="14" rx="2.500"/><path d="m10 9 5 3-5 3z"/>`,
  list: svg`<path d="M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01"/>`,
  inbox: svg`<path d="M3 13h5l1.500 3h5L16 13h5M5.500 5h13L21 13v5a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 18v-5z"/>`,
  host: svg`<path d="M4 5h16v11H4zM12 16v4m-4 0h8M8 9h5m-5 3h8"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.500"/><path d="M12 7.500V12l3 2"/>`,
  work: svg`<path d="M12 3.500a8.500 8.500 0 1 1-8.500 8.500"/>`,
  check: svg`<path d="m5 12.500 4.500 4.500L19 7.500"/>`,
  warn: svg`<path d="M12 4 2.800 19.500h18.400zM12 10v4m0 2.500v.01"/>`,
  cross: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  stop: svg`<circle cx="12" cy="12" r="8.500"/><path d="m6.500 6.500 11 11"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  image: svg`<rect x="3" y="4" width="18" height="16" rx="2.500"/><path d="m3.500 17 5-5.500 4 4 3-3 5 4.500"/><circle cx="15.500" cy="8.500" r="1.300"/>`,
  camera: svg`<path d="M4 8h3.500L9 5.500h6L16.500 8H20a1 1 0 0 1 1 1v9a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 18V9a1 1 0 0 1 1-1z"/><circle cx="12" cy="13.500" r="3.500"/>`,
  down: svg`<path d="M12 4v11m-4.500-4 4.500 4.500L16.500 11M5 19.500h14"/>`,
  share: svg`<path d="M12 15V4m-4 3.500L12 4l4 3.500M6 11.500v8h12v-8"/>`,
  again: svg`<path d="M19.500 12a7.500 7.500 0 1 1-2.300-5.400M19.500 4v4h-4"/>`,
  copy: svg`<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V5.500A1.500 1.500 0 0 0 14.500 4h-9A1.500 1.500 0 0 0 4 5.500v9A1.500 1.500 0 0 0 5.500 16H8"/>`,
  eye: svg`<path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z"/><circle cx="12" cy="12" r="2.800"/>`,
  bell: svg`<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15zM10 20.500h4"/>`,
  key: svg`<circle cx="8" cy="15" r="4"/><path d="m11 12 8.500-8.500M16 7l3 3"/>`,
  pause: svg`<path d="M9 5v14M15 5v14"/>`,
  play: svg`<path d="m8 5 11 7-11 7z"/>`,
  people: svg`<circle cx="9" cy="8.500" r="3.500"/><path d="M2.500 20c0-4 2.900-6.500 6.500-6.500s6.500 2.500 6.500 6.500M16 5.300a3.500 3.500 0 0 1 0 6.400M18 14.200c2.200.9 3.500 3 3.500 5.800"/>`,
  mail: svg`<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.500 6.500 8.500 6.500 8.500-6.500"/>`,
  code: svg`<path d="m8 7-5 5 5 5m8-10 5 5-5 5M14 4l-4 16"/>`,
  out: svg`<path d="M13 4h7v7M20 4l-9 9M18 14v5.500H4.500V6H10"/>`,
  bin: svg`<path d="M5 7h14M10 7V4.500h4V7M6.500 7l1 13h9l1-13"/>`,
  offline: svg`<path d="M3 3l18 18M5 10.500a11 11 0 0 1 4-2.300M2 7a15 15 0 0 1 4-2.400m6 1.900a14 14 0 0 1 10 3.500M12 18.500v.01M8.500 14.500a5 5 0 0 1 5-1.200"/>`,
  money: svg`<circle cx="12" cy="12" r="8.500"/><path d="M14.500 9c-.5-1-1.500-1.300-2.500-1.300-1.500 0-2.500.8-2.500 2 0 2.900 5.200 1.500 5.200 4.500 0 1.300-1.200 2.100-2.700 2.100-1.200 0-2.300-.5-2.700-1.600M12 6v12"/>`,
  moon: svg`<path d="M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z"/>`,
  search: svg`<circle cx="11" cy="11" r="6.500"/><path d="m16 16 4.500 4.500"/>`,
};

export const icon = (name, extra = "") => html`<svg class="icon ${extra}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;

// First part: the data, its words and formats, and how texts become nodes.

const data = JSON.parse(document.getElementById("data").textContent);
const { batch, summary, words, jobs, texts } = data;
const PAGE = 100;
const CHINA_MS = 8 * 3600 * 1000;
const start = Date.parse(batch.started_at);
const $ = (id) => document.getElementById(id);
const view = { lang: "en", states: new Set(), q: "", account: "", drift: false, concern: false, job: "", sort: "", down: false, page: 0, all: false };
const opened = new Set();

const word = (name) => words.labels[name][view.lang];
const stateWord = (state) => words.states[state][view.lang];
const nth = (rank) => word("nth_way").replace("{n}", String(rank + 1));
const two = (number) => String(number).padStart(2, "0");
const money = (fen) => (fen == null ? "" : (fen / 100).toLocaleString("en-US", { minimumFractionDigits: 2 }));
const stamp = (ms) => new Date(ms + CHINA_MS).toISOString().slice(0, 19).replace("T", " ");
const clock = (ms) => new Date(ms + CHINA_MS).toISOString().slice(11, 23);

function span(seconds) {
  const whole = Math.round(seconds), h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60, s = whole % 60;
  if (view.lang === "zh-CN") return (h ? `${h} 小时 ` : "") + (h || m ? `${m} 分 ` : "") + `${s} 秒`;
  return (h ? `${h} h ` : "") + (h || m ? `${h ? two(m) : m} min ` : "") + `${h || m ? two(s) : s} s`;
}

function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value);
}

// Texts become text nodes, never markup; a value of null or false leaves the attribute out.
function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const badge = (state) => h("span", { class: `badge ${state}` }, stateWord(state));
const path = (...parts) => "./" + parts.join("/").split("/").map(encodeURIComponent).join("/");

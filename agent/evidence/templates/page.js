// Fourth part: what is shown, the table, the page.

// ---- what is shown: kept in the address, so that a view can be sent on

function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const lang = hash.get("lang") || (navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en");
  view.lang = lang.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  view.states = new Set((hash.get("state") || "").split(",").filter((state) => Object.hasOwn(words.states, state)));
  view.q = hash.get("q") || "";
  view.account = hash.get("account") || "";
  view.drift = hash.get("drift") === "1";
  view.concern = hash.get("parcel") === "1";
  view.job = hash.get("job") || "";
  if (view.job) opened.add(view.job);
  $("q").value = view.q;
  $("account").value = view.account;
  $("drift").checked = view.drift;
  $("concern").checked = view.concern;
}

function writeHash() {
  const facts = { lang: view.lang, state: [...view.states].join(","), q: view.q, account: view.account, drift: view.drift ? "1" : "", parcel: view.concern ? "1" : "", job: view.job };
  const hash = new URLSearchParams(Object.entries(facts).filter(([, value]) => value));
  history.replaceState(null, "", "#" + hash);
}

function change(changes) {
  Object.assign(view, { page: 0 }, changes);
  writeHash();
  render();
}

const haystacks = new Map();
function haystack(job) {
  if (!haystacks.has(job)) {
    const receipt = job.receipt || {}, draft = job.draft || {};
    const parts = [job.account, job.uid, job.job, job.site, job.message, job.next_step, job.reason, receipt.number, receipt.state];
    parts.push(money(job.fen), words.states[job.state].en, words.states[job.state]["zh-CN"]);
    parts.push(JSON.stringify(job.input || {}), JSON.stringify(draft.fields || {}), JSON.stringify(draft.key || {}));
    parts.push(...parcelText(job));
    haystacks.set(job, parts.filter(Boolean).join("\n").toLowerCase());
  }
  return haystacks.get(job);
}

function found() {
  const terms = view.q.toLowerCase().split(/\s+/).filter(Boolean);
  const account = view.account.trim().toLowerCase();
  const rows = jobs.filter((job) =>
    (!view.states.size || view.states.has(job.state)) &&
    (!view.drift || job.drifts) &&
    (!view.concern || concerned(job).length) &&
    (!account || job.account.toLowerCase().includes(account)) &&
    terms.every((term) => haystack(job).includes(term)));
  const column = columns.find((each) => each.word === view.sort);
  if (!column) return rows;
  const sign = view.down ? -1 : 1;
  const order = new Intl.Collator(view.lang, { numeric: true });
  return rows.map((job) => [column.value(job), job]).sort(([a], [b]) => sign * compare(order, a, b)).map(([, job]) => job);
}

const compare = (order, a, b) => (typeof a === "number" && typeof b === "number" ? a - b : order.compare(a ?? "", b ?? ""));

// ---- the table

const message = (job) => job.message || (job.is_already_there ? word("already_there_long") : "");
const columns = [
  { word: "state", value: (job) => Object.keys(words.states).indexOf(job.state), show: (job) => badge(job.state) },
  { word: "account", value: (job) => job.account, class: "name" },
  { word: "uid", value: (job) => job.uid, class: "code" },
  { word: "flow", value: (job) => job.flow, class: "flow" },
  { word: "amount", value: (job) => job.fen ?? -1, show: (job) => money(job.fen), class: "right" },
  { word: "number", value: (job) => (job.receipt ? job.receipt.number : ""), class: "code" },
  { word: "seconds", value: (job) => job.seconds ?? -1, show: (job) => (job.seconds === undefined ? "" : job.seconds.toFixed(1)), class: "right" },
  { word: "message", value: message, class: "text", show: (job) => [message(job), job.drifts ? " " : null, job.drifts ? h("span", { class: "mark" }, `${word("drifts")} ${job.drifts.length}`) : null, ...parcelMarks(job)] },
];

function head() {
  const cells = columns.map((column) => h("th", { class: column.class, scope: "col", "aria-sort": view.sort === column.word ? (view.down ? "descending" : "ascending") : null },
    h("button", { type: "button", "data-key": "sort-" + column.word, click: () => change({ sort: column.word, down: view.sort === column.word && !view.down }) },
      word(column.word), view.sort === column.word ? (view.down ? " ↓" : " ↑") : "")));
  document.querySelector("#jobs thead").replaceChildren(h("tr", null, h("th", { class: "opener" }), cells));
}

function row(job) {
  const opener = h("button", { type: "button", "aria-expanded": String(opened.has(job.job)), "aria-label": `${word("open")}: ${job.job}` });
  const cells = columns.map((column) => h("td", { class: column.class }, column.show ? column.show(job) : column.value(job)));
  const node = h("tr", { class: "job" }, h("td", { class: "opener" }, opener), cells);
  node.dataset.job = job.job;
  node.addEventListener("click", () => {
    if (!getSelection().isCollapsed) return;
    const isOpen = opened.has(job.job);
    if (isOpen) { opened.delete(job.job); node.nextElementSibling.remove(); }
    else { opened.add(job.job); node.after(more(job)); }
    opener.setAttribute("aria-expanded", String(!isOpen));
    view.job = isOpen ? "" : job.job;
    writeHash();
  });
  return node;
}

// ---- the page

function cards() {
  const card = (name, value, under) => h("div", { class: "card" }, h("span", null, word(name)), h("b", null, String(value)), under ? h("span", null, under) : null);
  const there = summary.already_there, parcels = parcelSum();
  return h("div", { class: "cards" },
    card("jobs", summary.jobs, summary.not_begun ? `${word("not_begun")}: ${summary.not_begun}` : ""),
    card("accounts", summary.accounts),
    card(batch.is_dry_run ? "total_planned" : "total", "¥" + money(summary.fen), there.jobs ? `${word("already_there")}: ${there.jobs} · ¥${money(there.fen)}` : ""),
    card("duration", span(summary.seconds)),
    card("drifted", summary.drifted),
    parcels.all ? card("parcels", parcels.all, parcels.open ? `${word("needs_person")}: ${parcels.open}` : "") : null);
}

function top() {
  const facts = [
    [word("started"), stamp(start)], [word("ended"), batch.ended_at ? stamp(Date.parse(batch.ended_at)) : word("still_running")],
    ...entries(batch.options).filter(([, value]) => value !== null && value !== "").map(([name, value]) => [name, plain(value)]),
  ];
  $("summary").replaceChildren(
    ...(batch.is_dry_run ? [h("p", { class: "notice" }, word("dry_run"))] : []),
    ...(batch.ended_at ? [] : [h("p", { class: "notice warn" }, word("still_running"))]),
    cards(), h("p", { class: "facts" }, facts.map(([name, value]) => h("span", null, `${name}: ${value}`)), h("span", null, word("zone"))));
  const toggle = (state) => change({ states: new Set([...view.states, state].filter((each) => each !== state || !view.states.has(state))) });
  $("states").replaceChildren(...Object.entries(summary.states).map(([state, sum]) =>
    h("button", { type: "button", "data-key": "state-" + state, title: words.states[state].means[view.lang], "aria-pressed": String(view.states.has(state)), click: () => toggle(state) },
      badge(state), h("b", null, String(sum.jobs)), sum.fen ? h("small", null, "¥" + money(sum.fen)) : null)));
  $("foot").replaceChildren(h("span", null, `${word("written")}: ${stamp(Date.parse(data.written_at))} +08:00`), h("span", null, `${word("version")}: ${batch.version}`), h("a", { href: "./report.xlsx" }, word("as_table")));
}

function translate() {
  document.documentElement.lang = view.lang;
  document.title = `${word("title")} · ${batch.flow} · ${batch.batch}`;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = word(node.dataset.hint);
  for (const node of document.querySelectorAll("[data-title]")) node.title = word(node.dataset.title);
  for (const node of document.querySelectorAll("[data-lang]")) node.setAttribute("aria-pressed", String(node.dataset.lang === view.lang));
}

function pager(pages) {
  for (const node of document.querySelectorAll("[data-pager]")) {
    const go = (by) => { view.page += by; render(); $("jobs").scrollIntoView({ block: "nearest" }); };
    node.hidden = pages < 2;
    const place = node.closest(".end") ? "end" : "top";
    node.replaceChildren(
      h("button", { type: "button", "data-key": place + "-previous", disabled: view.page === 0, click: () => go(-1) }, word("previous")),
      h("span", null, `${view.page + 1} / ${pages}`),
      h("button", { type: "button", "data-key": place + "-next", disabled: view.page >= pages - 1, click: () => go(1) }, word("next")));
  }
}

function render() {
  const key = document.activeElement.dataset.key;
  translate();
  top();
  head();
  const rows = found(), size = view.all ? Math.max(rows.length, 1) : PAGE, pages = Math.max(1, Math.ceil(rows.length / size));
  view.page = Math.min(view.page, pages - 1);
  const from = view.page * size, here = rows.slice(from, from + size);
  document.querySelector("#jobs tbody").replaceChildren(...here.flatMap((job) => (opened.has(job.job) ? [row(job), more(job)] : [row(job)])));
  $("none").hidden = rows.length > 0;
  const numbers = { from: Math.min(from + 1, rows.length), to: from + here.length, found: rows.length, all: jobs.length };
  $("shown").textContent = word("shown").replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString("en-US"));
  pager(pages);
  // The button that was pressed has been made anew: the keyboard stays on it.
  if (key) document.querySelector(`[data-key="${key}"]`)?.focus();
}

function goToJob() {
  const at = found().findIndex((job) => job.job === view.job);
  if (at >= 0) view.page = Math.floor(at / PAGE);
  render();
  const node = document.querySelector(`#jobs tr[data-job="${CSS.escape(view.job)}"]`);
  if (view.job && node) node.scrollIntoView();
}

$("filter").addEventListener("submit", (event) => event.preventDefault());
$("q").addEventListener("input", (event) => change({ q: event.target.value }));
$("account").addEventListener("input", (event) => change({ account: event.target.value }));
$("drift").addEventListener("change", (event) => change({ drift: event.target.checked }));
$("concern").addEventListener("change", (event) => change({ concern: event.target.checked }));
$("concern").closest("label").hidden = !parcelSum().open;
$("reset").addEventListener("click", () => { $("q").value = $("account").value = ""; $("drift").checked = $("concern").checked = false; change({ states: new Set(), q: "", account: "", drift: false, concern: false }); });
for (const node of document.querySelectorAll("[data-lang]")) node.addEventListener("click", () => { view.lang = node.dataset.lang; writeHash(); render(); });
// Paper has no pager: print all that the filter found.
addEventListener("beforeprint", () => { view.all = true; render(); });
addEventListener("afterprint", () => { view.all = false; render(); });
addEventListener("hashchange", () => { readHash(); goToJob(); });
$("account").addEventListener("focus", () => $("accounts").replaceChildren(...[...new Set(jobs.map((job) => job.account))].map((name) => h("option", { value: name }))), { once: true });
readHash();
goToJob();

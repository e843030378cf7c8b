// Third part: one job, opened, and its pictures in full.

const list = (facts) => h("dl", null, facts.filter(([, value]) => value !== undefined && value !== "" && value !== null).map(([name, value]) => [h("dt", null, name), h("dd", null, value instanceof Node ? value : plain(value))]));
const block = (name, content) => h("div", { class: "block" }, h("h3", null, word(name)), content);
const entries = (mapping) => Object.entries(mapping || {});

function outcome(job) {
  const reason = Object.hasOwn(words.reasons, job.reason || "") ? words.reasons[job.reason] : null;
  const why = reason ? reason[view.lang] : job.reason || "";
  const advice = view.lang === "zh-CN" && reason ? reason.advice : "";
  const lines = [
    h("p", null, badge(job.state), " ", [why === stateWord(job.state) ? "" : why, message(job)].filter(Boolean).join(" · ")),
    job.is_already_there && job.message ? h("p", null, word("already_there_long")) : null,
    advice || job.next_step ? h("p", null, h("b", null, word("next_step") + ": "), advice, advice && job.next_step ? h("br") : "", job.next_step || "") : null,
  ];
  return h("div", { class: "outcome" }, lines);
}

function blocks(job) {
  const { draft, receipt } = job;
  const made = [];
  if (receipt) made.push(block("receipt", list([[word("number"), receipt.number], [word("receipt_state"), receipt.state], [word("amount"), money(receipt.fen)]])));
  if (draft) made.push(block("draft", list([...entries(draft.fields), [word("amount"), money(draft.fen)], ...entries(draft.key).map(([name, values]) => [`${word("key")}: ${name}`, values])])));
  if (entries(job.input).length) made.push(block("input", list(entries(job.input))));
  if (job.drifts) made.push(block("drifts", [h("p", { class: "soft" }, word("drifts_long")), list(job.drifts.map((drift) => [`${drift.page}.${drift.target}`, `${drift.way} (${nth(drift.rank)})`]))]));
  made.push(block("facts", list([
    [word("job"), job.job], [word("site"), job.site], [word("locale"), job.locale],
    [word("started"), job.started_at && stamp(Date.parse(job.started_at))], [word("ended"), job.ended_at && stamp(Date.parse(job.ended_at))],
    [word("attempts"), job.attempts], [word("catalogs"), entries(job.catalogs).map((pair) => pair.join(" ")).join("\n")],
    [word("evidence"), h("a", { href: path(job.folder) + "/" }, job.folder)],
  ])));
  return h("div", { class: "blocks" }, made);
}

function stepsOf(job) {
  return job.steps.map(([seq, ms, drift, ...places]) => {
    const [verb, target, way, url, note, picture] = places.map((place) => texts[place]);
    return { seq, ms, drift, verb, target, way, url, note, href: picture && path(job.folder, picture) };
  });
}

function stepCard(step, show) {
  const gone = () => thumb.replaceWith(h("p", { class: "thumb gone" }, word("picture_missing")));
  const thumb = step.href && h("button", { class: "thumb", type: "button", click: show, "aria-label": `${word("picture")} ${step.seq}: ${step.verb} ${step.target}` },
    h("img", { src: step.href, loading: "lazy", decoding: "async", alt: "", error: gone }));
  return h("li", { class: "step" },
    h("p", { class: "when" }, h("span", null, String(step.seq)), step.ms === null ? null : h("span", null, clock(start + step.ms))),
    h("p", { class: "what" }, `${step.verb} ${step.target}`),
    step.way ? h("p", { class: "soft" }, `${word("way")}: ${step.way}`) : null,
    step.drift ? h("p", null, h("span", { class: "mark" }, nth(step.drift))) : null,
    step.note ? h("p", null, step.note) : null,
    step.url ? h("p", { class: "soft" }, step.url) : null,
    thumb);
}

function more(job) {
  const steps = stepsOf(job), pictures = steps.filter((step) => step.href);
  const cards = steps.map((step) => stepCard(step, () => light.open(job, pictures, pictures.indexOf(step))));
  const inside = [outcome(job), parcelBlock(job), blocks(job), h("h3", null, `${word("steps")} (${steps.length})`), steps.length ? h("ol", { class: "steps" }, cards) : h("p", null, word("no_steps"))];
  return h("tr", { class: "more" }, h("td", { colspan: columns.length + 1 }, inside));
}

// ---- pictures in full

const light = {
  open(job, pictures, at) {
    Object.assign(this, { job, pictures, at });
    $("light").showModal();
    this.show();
  },
  show() {
    const step = this.pictures[this.at];
    $("light-image").src = $("light-full").href = step.href;
    $("light-image").alt = `${step.verb} ${step.target}`;
    $("light-caption").textContent = `${this.at + 1} / ${this.pictures.length} · ${this.job.job} · ${step.seq} ${step.verb} ${step.target}` + (step.ms === null ? "" : ` · ${stamp(start + step.ms)} +08:00`);
    $("light-previous").disabled = this.at === 0;
    $("light-next").disabled = this.at === this.pictures.length - 1;
  },
  move(by) {
    const at = this.at + by;
    if (at < 0 || at >= this.pictures.length) return;
    this.at = at;
    this.show();
  },
};
$("light-previous").addEventListener("click", () => light.move(-1));
$("light-next").addEventListener("click", () => light.move(1));
$("light-close").addEventListener("click", () => $("light").close());
$("light").addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") light.move(-1);
  if (event.key === "ArrowRight") light.move(1);
});

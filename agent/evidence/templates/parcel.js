// Second part: parcels, where each stands, and its course.

const parcelsOf = (job) => job.parcels || [];
const courseOf = (number) => (Object.hasOwn(data.parcels, number) ? data.parcels[number] : null);
const concernOf = (number) => (courseOf(number) || {}).concern || "";
const concerned = (job) => parcelsOf(job).filter(([number]) => concernOf(number));
const spoken = (group, name) => (Object.hasOwn(words[group], name) ? words[group][name] : null);
const said = (group, name) => (spoken(group, name) ? spoken(group, name)[view.lang] : name.replaceAll("_", " "));
const minute = (at) => stamp(Date.parse(at)).slice(0, 16);

function parcelBadge(course) {
  if (!course) return h("span", { class: "badge parcel" }, word("not_followed"));
  return h("span", { class: `badge parcel ${spoken("parcels", course.state) ? "at-" + course.state : ""}` }, said("parcels", course.state));
}

function parcelMarks(job) {
  const all = parcelsOf(job), open = concerned(job);
  return [
    all.length ? h("span", { class: "mark plain" }, `${word("parcels")} ${all.length}`) : null,
    open.length ? h("span", { class: "mark person" }, `${word("needs_person")} ${open.length}`) : null,
  ].flatMap((mark) => (mark ? [" ", mark] : []));
}

function eventLine(event, isNow) {
  const kind = event.is_taken_back ? "void" : event.is_reversal ? "reversal" : isNow ? "now" : null;
  const note = event.is_taken_back ? word("taken_back") : event.is_reversal ? word("takes_back") : "";
  return h("li", { class: kind },
    h("span", { class: "when" }, minute(event.at)),
    h("span", { class: "what" }, event.state && !event.is_reversal ? h("b", null, said("parcels", event.state)) : null,
      h("span", { class: "said" }, [event.text, event.place].filter(Boolean).join(" · ")),
      note ? h("span", { class: "mark" }, note) : null));
}

function courseLines(course) {
  const { events, concern } = course;
  const last = events.findLast((event) => !event.is_taken_back && !event.is_reversal);
  const advice = spoken("concerns", concern);
  return [
    concern ? h("p", { class: "person" }, h("b", null, `${word("needs_person")}: ${said("concerns", concern)}`), advice ? ` · ${advice.advice[view.lang]}` : "") : null,
    course.missed_by ? h("p", { class: "soft" }, `${course.missed_by} ${word("missed")}`) : null,
    events.length ? h("ol", { class: concern ? "course concern" : "course" }, events.map((event) => eventLine(event, event === last))) : h("p", { class: "soft" }, word("no_events")),
    h("p", { class: "soft" }, `${word("asked")}: ${course.asked_at ? minute(course.asked_at) : word("never")}`),
  ];
}

function parcelCard([number, field, of], isOpen) {
  const course = courseOf(number);
  const head = [h("b", { class: "code" }, number), parcelBadge(course), concernOf(number) ? h("span", { class: "mark person" }, word("needs_person")) : null,
    h("span", { class: "soft" }, [field, of].filter(Boolean).join(" "))];
  return h("details", { class: "parcel", open: isOpen }, h("summary", null, head), course ? courseLines(course) : h("p", { class: "soft" }, word("not_followed_long")));
}

// Few are shown whole; of many, those that a person must see to.
function parcelBlock(job) {
  const all = parcelsOf(job);
  if (!all.length) return null;
  const isFew = all.length < 4;
  return h("section", { class: "parcels" }, h("h3", null, `${word("parcels")} (${all.length})`), all.map((each) => parcelCard(each, isFew || Boolean(concernOf(each[0])))));
}

function parcelSum() {
  const numbers = new Set(jobs.flatMap((job) => parcelsOf(job).map(([number]) => number)));
  const open = [...numbers].filter(concernOf).length;
  return { all: numbers.size, open };
}

function parcelText(job) {
  return parcelsOf(job).flatMap(([number, , of]) => {
    const course = courseOf(number), concern = concernOf(number);
    const state = course ? Object.values(spoken("parcels", course.state) || {}).slice(0, 2) : Object.values(words.labels.not_followed);
    return [number, of, course ? course.label : "", concern, ...state, ...(course ? course.events.map((event) => `${event.text} ${event.place}`) : [])];
  });
}

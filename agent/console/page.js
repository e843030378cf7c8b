// What the engine runs inside a page: reading values and tables. Changes nothing but which lines of a table are shown.
(() => {
  const exposed = (element) => !element.closest('[aria-hidden="true"]') && element.getClientRects().length > 0;
  const clean = (text) => text.replace(/[\ue000-\uf8ff]/g, "").replace(/\s+/g, " ").trim();
  const linesOf = (root) => [...root.querySelectorAll("tr")].filter(exposed);
  const boxOf = (line) => line.querySelector("input[type=checkbox], input[type=radio]");

  const labelOf = (box) => clean([...(box.labels ?? [box])].map((label) => label.innerText).join(" "));
  const isOff = (part) => part.matches(":disabled, [aria-disabled=true]");
  const isOn = (part) => part.checked === true || part.getAttribute("aria-selected") === "true";
  const parts = (all) => all.map((part) => ({ text: labelOf(part), isOff: isOff(part), isOn: isOn(part) }));

  const value = (element) => {
    const chosen = element.querySelector?.("input[type=radio]:checked");
    if (chosen) return labelOf(chosen);
    if (element.matches("select")) return clean(element.selectedOptions[0]?.text ?? "");
    if (element.matches("input, textarea") && element.value) return element.value;
    // A drawn select shows its value beside an empty, read-only input.
    let holder = element;
    for (let up = 0; up < 4 && holder && !clean(holder.innerText ?? ""); up += 1) {
      if (!element.matches("[role=combobox]")) break;
      holder = holder.parentElement;
    }
    return clean(holder?.innerText ?? "");
  };

  // A line may begin with a header cell of its own (th scope=row); a line of nothing but header cells is a header.
  const isHeader = (line) => line.closest("thead, tfoot") !== null || line.querySelector("td") === null;

  const read = (root, { loading, expand }) => {
    const lines = linesOf(root);
    const head = Math.max(0, lines.findIndex(isHeader));
    const rows = lines
      .map((line, index) => ({ line, index, cells: [...line.children].map((cell) => clean(cell.innerText)) }))
      .filter(({ line, index, cells }) => index !== head && cells.length > 1 && !isHeader(line))
      .map(({ line, index, cells }) => {
        const box = boxOf(line);
        return {
          index,
          cells,
          hasBox: box !== null,
          isChecked: box?.checked ?? false,
          isDisabled: box?.disabled ?? false,
          canExpand: Boolean(expand && line.querySelector(expand)),
        };
      });
    const headers = lines.length ? [...lines[head].children].map((cell) => clean(cell.innerText)) : [];
    const isLoading = Boolean(loading && [...root.querySelectorAll(loading)].some(exposed));
    return { headers, rows, isLoading, signature: JSON.stringify(rows.map((row) => row.cells)) };
  };

  // Wait, frame by frame, until the table stands still with something new in it; null when the time is up.
  const table = async (root, { loading, expand, empty, not, withinMs }) => {
    const until = performance.now() + withinMs;
    for (;;) {
      const now = read(root, { loading, expand });
      const isEmpty = !now.rows.length && (!empty || new RegExp(empty).test(clean(root.innerText)));
      if (!now.isLoading && now.signature !== not && (now.rows.length || isEmpty)) return now;
      if (performance.now() > until) return null;
      await new Promise((done) => setTimeout(done, 15));
    }
  };

  const facts = (root) =>
    [...root.querySelectorAll("dt, th, [class*=label]")]
      .filter(exposed)
      .map((label) => [clean(label.innerText), clean(label.nextElementSibling?.innerText ?? "")]);

  // A locked column is a copy, hidden from screen readers, that lies over the line's own cells: a person clicks the copy.
  const onTop = (root, element) => {
    if (!element) return null;
    element.scrollIntoView({ block: "center" });
    const { x, y, width, height } = element.getBoundingClientRect();
    // What lies over the whole table, such as an announcement, will go away; the copy stays.
    const hit = document.elementsFromPoint(x + width / 2, y + height / 2).find((each) => root.contains(each));
    const copy = hit?.closest('[aria-hidden="true"] tr');
    return copy ? hit : element;
  };

  const box = (root, { index }) => {
    const line = linesOf(root)[index];
    const input = line ? boxOf(line) : null;
    return onTop(root, input?.closest("label") ?? input);
  };

  const link = (root, { index, name }) => {
    const fits = new RegExp(name);
    const bears = (each) => [each.innerText, each.getAttribute("aria-label")].some((text) => fits.test(clean(text ?? "")));
    const only = (line, isSeen) => {
      const all = line?.querySelectorAll("a, button, [role=button], [role=link], [role=menuitem]") ?? [];
      const found = [...all].filter((each) => isSeen(each) && !isOff(each) && bears(each));
      return found.length === 1 ? found[0] : null;
    };
    const own = only(linesOf(root)[index], exposed);
    const top = onTop(root, own);
    // A copy of the line may lie a little aside: what is right above one's own link need not be the same link.
    return top === own ? own : only(top.closest("tr"), () => true);
  };

  const head = (root) => {
    const line = linesOf(root).find(isHeader);
    const box = line ? boxOf(line) : null;
    return box && !box.disabled && !box.checked ? onTop(root, box.closest("label") ?? box) : null;
  };

  // From the last line to the first: what opens under a line moves only those below it.
  const unfold = (root, { css }) => {
    for (const line of linesOf(root).reverse()) line.querySelector(css)?.click();
  };

  const global = (path) => path.split(".").reduce((holder, word) => holder?.[word], window) ?? null;

  return { value, isOff, parts, facts, table, box, link, head, unfold, global };
})()

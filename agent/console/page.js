// What the engine runs inside a page: reading values and tables. Changes nothing.
(() => {
  const exposed = (element) => !element.closest('[aria-hidden="true"]') && element.getClientRects().length > 0;
  const clean = (text) => text.replace(/[\ue000-\uf8ff]/g, "").replace(/\s+/g, " ").trim();
  const linesOf = (root) => [...root.querySelectorAll("tr")].filter(exposed);
  const boxOf = (line) => line.querySelector("input[type=checkbox], input[type=radio]");

  const value = (element) => {
    const chosen = element.querySelector?.("input[type=radio]:checked");
    if (chosen) return clean((chosen.closest("label") ?? chosen).innerText);
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

  const isHeader = (line) => line.closest("thead") !== null || line.querySelector("th") !== null;

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
      await new Promise((done) => setTimeout(done, 30));
    }
  };

  const part = (root, { index, css }) => {
    const line = linesOf(root)[index];
    if (!line) return null;
    if (css) return line.querySelector(css);
    const box = boxOf(line);
    return box?.closest("label") ?? box;
  };

  const global = (path) => path.split(".").reduce((holder, word) => holder?.[word], window) ?? null;

  return { value, table, part, global };
})()

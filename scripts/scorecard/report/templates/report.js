"use strict";
// Everything works without this script but sorting, filtering and turning pages.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  // ---------- theme: the system's, until somebody chooses
  const stored = {
    get: () => { try { return localStorage.getItem("scorecard-theme"); } catch { return null; } },
    set: (theme) => { try { localStorage.setItem("scorecard-theme", theme); } catch { /* private */ } },
  };
  const button = document.querySelector("[data-theme-button]");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const showTheme = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} theme`); };
  if (stored.get() === "dark" || stored.get() === "light") root.dataset.theme = stored.get();
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    stored.set(root.dataset.theme);
    showTheme();
  });
  system.addEventListener("change", showTheme);
  button.hidden = false;
  showTheme();

  // ---------- tables
  const text = (cell) => typeof cell === "string" ? cell : Array.isArray(cell) ? cell[1] : cell.t;
  const compare = (a, b, isNumber) => {
    if (isNumber) {
      const x = Array.isArray(a) ? a[0] : null, y = Array.isArray(b) ? b[0] : null;
      // what has no figure goes last, whichever way the rest is sorted
      if (x === null || y === null) return x === y ? 0 : x === null ? Infinity : -Infinity;
      return x - y;
    }
    return text(a).localeCompare(text(b), "en", { numeric: true });
  };
  const showCell = (cell, column) => {
    const td = make("td");
    // narrow screens show a row as a list, each value with the name of its column
    td.dataset.label = column.label;
    td.hidden = Boolean(column.isSame);
    if (Array.isArray(cell)) { td.className = "number"; td.textContent = cell[1]; }
    else if (typeof cell === "string") { td.append(make("bdi", cell)); if (column.wide) td.className = "wide"; }
    else if (cell.h !== undefined) {
      const link = make("a", cell.t);
      if (cell.h.startsWith("#")) link.setAttribute("href", cell.h);
      td.append(link);
    } else td.append(make("span", cell.t, `verdict v-${cell.v}`));
    return td;
  };

  class DataTable {
    constructor(box, columns, page) {
      this.box = box;
      this.columns = columns;
      // a row is a card there, and cards are high
      this.page = matchMedia("(max-width: 44rem)").matches ? Math.ceil(page / 2) : page;
      this.rows = [];
      this.at = 0;
      this.sorted = null;
      this.body = box.querySelector("tbody");
      this.pager = box.querySelector(".pager");
      this.heads = all("thead th", box);
      this.heads.forEach((head, index) => {
        const sorter = make("button", head.textContent);
        sorter.type = "button";
        sorter.addEventListener("click", () => this.sort(index));
        head.replaceChildren(sorter);
        head.setAttribute("aria-sort", "none");
      });
      for (const turn of all("[data-turn]", box)) {
        turn.addEventListener("click", () => { this.at += Number(turn.dataset.turn) * this.page; this.show(); });
      }
      for (const controls of all(".controls", box)) controls.hidden = false;
      this.pager.hidden = false;
    }
    setRows(rows) {
      this.rows = this.sorted ? this.inOrder(rows) : rows;
      this.at = 0;
      this.show();
    }
    sort(index) {
      const again = this.sorted && this.sorted.index === index;
      const isNumber = this.columns[index].number;
      // figures are looked at from the largest, names from A
      const up = again ? !this.sorted.up : !isNumber;
      this.sorted = { index, up };
      this.heads.forEach((head, at) => head.setAttribute("aria-sort", at !== index ? "none" : up ? "ascending" : "descending"));
      this.rows = this.inOrder(this.rows);
      this.at = 0;
      this.show();
    }
    inOrder(rows) {
      const { index, up } = this.sorted;
      const isNumber = this.columns[index].number;
      return [...rows].sort((a, b) => {
        const order = compare(a[index], b[index], isNumber);
        return Number.isFinite(order) ? (up ? order : -order) : order > 0 ? 1 : -1;
      });
    }
    show() {
      const { rows, page } = this;
      // what is the same in all rows because somebody chose it is not repeated
      this.heads.forEach((head, index) => { head.hidden = Boolean(this.columns[index].isSame); });
      this.at = Math.max(0, Math.min(this.at, Math.floor((rows.length - 1) / page) * page));
      const shown = rows.slice(this.at, this.at + page);
      this.body.replaceChildren(...shown.map((row) => {
        const tr = make("tr");
        tr.append(...row.map((cell, index) => showCell(cell, this.columns[index])));
        return tr;
      }));
      if (!shown.length) {
        const td = make("td", "Nothing matches.", "nothing");
        td.colSpan = this.columns.filter((column) => !column.isSame).length;
        const tr = make("tr");
        tr.append(td);
        this.body.append(tr);
      }
      const status = this.pager.querySelector("[role=status]");
      status.textContent = !rows.length ? "0 rows" : rows.length <= page ? `${rows.length.toLocaleString("en")} rows`
        : `${(this.at + 1).toLocaleString("en")} to ${(this.at + shown.length).toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
      const [back, on] = all("[data-turn]", this.pager);
      back.hidden = on.hidden = rows.length <= page;
      back.disabled = this.at === 0;
      on.disabled = this.at + page >= rows.length;
    }
  }

  const payload = (box) => JSON.parse(box.querySelector("script[type='application/json']").textContent);
  const matches = (row, needle) => !needle || row.some((cell) => text(cell).toLowerCase().includes(needle));

  for (const box of all("[data-table]:not([data-explorer])")) {
    if (!box.querySelector("table")) continue;
    const data = payload(box);
    const table = new DataTable(box, data.columns, data.page);
    const selects = all("select[data-column]", box);
    const search = box.querySelector("[data-search]");
    const filter = () => {
      const needle = search ? search.value.trim().toLowerCase() : "";
      for (const s of selects) data.columns[s.dataset.column].isSame = Boolean(s.value);
      table.setRows(data.rows.filter((row) =>
        selects.every((s) => !s.value || text(row[s.dataset.column]) === s.value) && matches(row, needle)));
    };
    selects.forEach((s) => s.addEventListener("change", filter));
    if (search) search.addEventListener("input", filter);
    filter();
  }

  // ---------- incidents behind a figure
  const box = document.querySelector("[data-explorer]");
  if (box) {
    const data = payload(box);
    const controls = Object.fromEntries(all("[data-filter]", box).map((s) => [s.dataset.filter, s]));
    const search = box.querySelector("[data-search]");
    const chosen = box.querySelector("[data-chosen]");
    const columns = all("thead th", box).map((head) => ({ label: head.textContent, number: head.classList.contains("number"), wide: head.textContent === "Title" }));
    const table = new DataTable(box, columns, 15);
    const OBSERVED = 2;
    const observedHead = () => table.heads[OBSERVED].querySelector("button");
    const only = { id: "", failure_mode: "", happening: "" };
    const fill = () => {
      const metric = data.metrics[controls.metric.value];
      const observed = new Map(metric.observed.map(([at, value, shown]) => [at, [value, metric.unit ? `${shown}\u00a0${metric.unit}` : shown]]));
      const needle = search.value.trim().toLowerCase();
      const rows = [];
      const any = only.id || only.failure_mode || only.happening;
      data.incidents.forEach((incident, at) => {
        // an incident that was asked for by name is shown whatever was observed in it
        if (!observed.has(at) && !any) return;
        if (only.id && incident.id !== only.id) return;
        if (only.failure_mode && incident.failure_mode !== only.failure_mode) return;
        if (only.happening && !incident.happened.includes(only.happening)) return;
        for (const name of ["window", "severity", "incident_class", "service_tier"]) {
          if (controls[name].value && incident[name] !== controls[name].value) return;
        }
        const row = [...incident.cells];
        row.splice(OBSERVED, 0, observed.get(at) || [null, "not measured"]);
        if (matches(row, needle)) rows.push(row);
      });
      observedHead().textContent = columns[OBSERVED].label = metric.name;
      chosen.hidden = !any;
      chosen.textContent = only.id ? `Only incident ${only.id}.` : only.failure_mode ? `Only failure mode ${only.failure_mode}.`
        : only.happening ? `Only incidents with: ${data.happenings[only.happening] || "nothing that this page carries"}.` : "";
      table.setRows(rows);
    };
    const forget = () => { only.id = only.failure_mode = only.happening = ""; };
    const follow = () => {
      const [place, query] = [location.hash.slice(0, 10), location.hash.slice(11)];
      if (place !== "#incidents" || !query) return;
      const wanted = new URLSearchParams(query);
      forget();
      search.value = "";
      for (const [name, control] of Object.entries(controls)) {
        const value = wanted.get(name);
        const has = [...control.options].some((option) => option.value === value);
        control.value = has ? value : name === "metric" ? control.value : "";
      }
      for (const name of Object.keys(only)) only[name] = wanted.get(name) || "";
      fill();
      const section = document.getElementById("incidents");
      section.scrollIntoView();
      section.focus({ preventScroll: true });
    };
    Object.values(controls).forEach((control) => control.addEventListener("change", () => { fill(); }));
    search.addEventListener("input", fill);
    box.querySelector("[data-reset]").addEventListener("click", () => {
      forget();
      search.value = "";
      for (const [name, control] of Object.entries(controls)) if (name !== "metric") control.value = "";
      fill();
    });
    addEventListener("hashchange", follow);
    fill();
    // the farthest out first, until somebody sorts otherwise
    table.sort(OBSERVED);
    follow();
  }

  // ---------- one chart of many
  for (const switcher of all("[data-switch]")) {
    const parts = all("[data-part]", switcher);
    const figures = all("figure", switcher);
    const show = () => {
      const wanted = Object.fromEntries(parts.map((part) => [part.dataset.part, part.value]));
      let found = figures.find((f) => f.dataset.metric === wanted.metric && f.dataset.dimension === wanted.dimension);
      figures.forEach((f) => { f.hidden = f !== found; });
    };
    parts.forEach((part) => part.addEventListener("change", show));
    switcher.querySelector(".controls").hidden = false;
    show();
  }

  // ---------- find a definition, open the one that was linked to
  for (const finder of all("[data-find]")) {
    finder.hidden = false;
    const input = finder.querySelector("input");
    const entries = all("details.entry");
    input.addEventListener("input", () => {
      const needle = input.value.trim().toLowerCase();
      let n = 0;
      for (const entry of entries) {
        entry.hidden = Boolean(needle) && !entry.textContent.toLowerCase().includes(needle);
        n += entry.hidden ? 0 : 1;
      }
      finder.querySelector("[role=status]").textContent = needle ? `${n} of ${entries.length}` : "";
    });
  }
  const open = () => {
    // ids are metric names: nothing in them is ever encoded
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();
  // whoever takes a picture of the page needs to know how tall it is
  root.dataset.height = String(Math.ceil(document.body.getBoundingClientRect().height));
})();

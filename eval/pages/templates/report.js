"use strict";
// The table of cases: searched, filtered and sorted; the page of a case: unpacked when it is opened.
// The whole state stands in the address behind #, so that a view can be sent as a link.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = (id) => JSON.parse(byId(id).textContent);
  const index = data("index"), options = data("options");
  const form = byId("filter"), body = byId("table").tBodies[0], more = byId("more"), count = byId("count");
  const overview = byId("overview"), caseView = byId("case");
  const rows = [...body.rows];
  const placeOf = new Map(index.map((one, place) => [one.id, place]));
  const AT_ONCE = 60;
  const FIELDS = ["q", "lang", "outcome", "remarks", "slice", "rule", "change", "must"];
  let state = {}, shown = index.map((_, place) => place), limit = AT_ONCE, texts = null, opened = null;

  const unpack = async (id) => {
    const bytes = Uint8Array.from(atob(byId(id).textContent), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  };
  const packs = new Map();
  const pageOf = async (place) => {
    const number = Math.floor(place / options.perPack);
    if (!packs.has(number)) packs.set(number, unpack(`pack-${number}`));
    return (await packs.get(number))[place % options.perPack];
  };

  const hashOf = (wanted) => "#" + new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  const read = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const without = (wanted, ...names) => Object.fromEntries(Object.entries(wanted).filter(([name]) => !names.includes(name)));

  const matches = (one, place, words) =>
    (!state.lang || one.lang === state.lang) &&
    (!state.outcome || one.outcome === state.outcome) &&
    (!state.remarks || (one.remarks > 0) === (state.remarks === "with")) &&
    (!state.slice || one.slices.includes(state.slice)) &&
    (!state.rule || one.rules.includes(state.rule)) &&
    (!state.change || one.change === state.change || (state.change === "worse" && one.change === "mixed")) &&
    (!state.must || one.must) &&
    (!texts || words.every((word) => texts[place].includes(word)));
  // Folded as by the side that wrote the texts; each word must occur, in any order.
  const folded = (text) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ё", "е");
  const sought = () => folded(state.q ?? "").split(/\s+/).filter(Boolean);

  const sortKey = (place) => (state.sort === "place" ? place : index[place][state.sort]);
  const compare = (a, b) => {
    const one = sortKey(a), other = sortKey(b);
    if (one === other) return a - b;
    if (one === null) return 1; // what is not known stands last, whichever way
    if (other === null) return -1;
    return (one < other ? -1 : 1) * (state.dir === "desc" ? -1 : 1);
  };

  const list = () => {
    const words = sought();
    shown = index.map((_, place) => place).filter((place) => matches(index[place], place, words));
    if (state.sort) shown.sort(compare);
    body.replaceChildren();
    append(0);
    count.textContent = shown.length === index.length
      ? `${index.length.toLocaleString("en")} cases`
      : `${shown.length.toLocaleString("en")} of ${index.length.toLocaleString("en")} cases`;
    for (const head of document.querySelectorAll("#table [data-sort]")) {
      if (head.dataset.sort === state.sort) head.setAttribute("aria-sort", state.dir === "desc" ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  };
  const append = (from) => {
    const places = shown.slice(from, limit);
    for (const place of places) rows[place].querySelector("a").hash = hashOf({ ...state, case: index[place].id });
    body.append(...places.map((place) => rows[place]));
    more.hidden = shown.length <= limit;
    more.textContent = `Show ${Math.min(AT_ONCE, shown.length - limit)} more`;
  };

  const link = (text, hash) => Object.assign(document.createElement("a"), { textContent: text, href: hash });
  const bar = (place) => {
    const made = document.createElement("nav"), at = shown.indexOf(place), said = document.createElement("span");
    made.className = "case-bar";
    made.setAttribute("aria-label", "Cases");
    const all = hashOf(without(state, "case"));
    made.append(Object.assign(link("← All cases", all === "#" ? "#cases" : all), { rel: "up" }));
    if (at > 0) made.append(Object.assign(link("Previous", hashOf({ ...state, case: index[shown[at - 1]].id })), { rel: "prev" }));
    if (at >= 0 && at + 1 < shown.length) made.append(Object.assign(link("Next", hashOf({ ...state, case: index[shown[at + 1]].id })), { rel: "next" }));
    said.className = "place";
    said.textContent = at < 0 ? "outside the filter" : `${at + 1} of ${shown.length}`;
    made.append(said);
    return made;
  };

  const open = async (place) => {
    const page = document.createElement("div");
    try {
      page.innerHTML = await pageOf(place); // escaped when it was written; the policy of this page runs no script in it
    } catch {
      page.textContent = "This browser cannot unpack the page of a case; any browser of 2023 or later can.";
    }
    if (state.case !== index[place].id) return; // another one was opened meanwhile
    caseView.replaceChildren(bar(place), page);
    caseView.hidden = false;
    overview.hidden = true;
    opened = index[place].id;
    document.title = `${opened} · ${options.name}`;
    window.scrollTo({ top: 0, behavior: "instant" });
    page.querySelector("h1")?.focus({ preventScroll: true });
  };
  const close = (anchor) => {
    if (opened === null && !anchor) return;
    const last = opened;
    opened = null;
    caseView.hidden = true;
    caseView.replaceChildren();
    overview.hidden = false;
    document.title = `${options.name} · Otvet evaluation`;
    if (anchor) byId(anchor)?.scrollIntoView({ behavior: "instant" });
    else if (last !== null) {
      const from = rows[placeOf.get(last)].querySelector("a");
      from.focus({ preventScroll: true });
      (from.isConnected ? from : byId("cases")).scrollIntoView({ block: from.isConnected ? "center" : "start", behavior: "instant" });
    }
  };

  const fill = () => FIELDS.forEach((name) => {
    const field = form.elements[name];
    if (!field) return;
    if (field.type === "checkbox") field.checked = Boolean(state[name]);
    else if (field.value !== (state[name] ?? "")) field.value = state[name] ?? "";
  });
  const search = async () => {
    if (!state.q || texts) return;
    // A browser too old to unpack searches what it shows.
    texts = await unpack("search").catch(() => rows.map((row) => folded(row.textContent)));
    list();
  };

  const follow = async () => {
    if (location.hash && !location.hash.includes("=")) { // a part of the overview; what is filtered stays so
      state = without(state, "case");
      return close(location.hash.slice(1));
    }
    const before = hashOf(without(state, "case"));
    state = read();
    fill();
    const filtered = before !== hashOf(without(state, "case"));
    if (filtered) limit = AT_ONCE;
    await search();
    list();
    if (placeOf.has(state.case)) return open(placeOf.get(state.case));
    close(filtered && opened === null && location.hash ? "cases" : undefined);
  };

  const asked = () => {
    const entered = Object.fromEntries(new FormData(form));
    const kept = { sort: state.sort, dir: state.dir };
    state = { ...Object.fromEntries(Object.entries({ ...entered, ...kept }).filter(([, value]) => value)) };
    limit = AT_ONCE;
    history.replaceState(null, "", hashOf(state));
    search();
    list();
  };

  for (const head of document.querySelectorAll("#table [data-sort]")) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: head.textContent });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const name = head.dataset.sort, first = name === "remarks" || name === "ms" ? "desc" : "asc";
      const turned = state.dir === "desc" ? "asc" : "desc";
      state = { ...state, sort: name, dir: state.sort === name ? turned : first };
      history.replaceState(null, "", hashOf(state));
      list();
    });
  }
  form.addEventListener("input", asked);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(asked));
  more.addEventListener("click", () => { limit += AT_ONCE; append(limit - AT_ONCE); });
  window.addEventListener("beforeprint", () => { const from = limit; limit = shown.length; if (from < limit) append(from); });
  document.addEventListener("keydown", (event) => {
    if (opened === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [tabindex='0']")) return;
    const wanted = { ArrowLeft: "prev", ArrowRight: "next", Escape: "up" }[event.key];
    if (wanted) caseView.querySelector(`.case-bar [rel=${wanted}]`)?.click();
  });
  window.addEventListener("hashchange", follow);
  form.hidden = false;
  follow();
})();

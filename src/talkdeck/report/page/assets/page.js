// The page: views, filters, the card that is shown, keys, and what comes from the server.
let view = "cards";
let current = -1; // number of the card that is shown
let choices = []; // cards of the chosen line, in the notes' view
let way = 0;
let flipped = false;

// ---- the card that is shown

function showCard(n, { open = true, scroll = true, keepSide = false } = {}) {
  current = n;
  if (!keepSide) {
    way = 0;
    flipped = false;
  }
  $("detail").dataset.state = n < 0 ? "none" : "card";
  if (n >= 0) {
    drawSide();
    drawAbout(cards[n]);
  }
  if (view === "cards") markCurrent(scroll);
  else markLines();
  if (open) openDetail(true);
}

function drawSide(announce = false) {
  const card = cards[current];
  const ways = waysOf(card);
  way = Math.min(way, Math.max(0, ways.length - 1));
  if (!ways.length) return;
  showInFrame(ways[way], flipped);
  frame.title = flipped ? "Answer side of the card" : "Question side of the card";
  $("flip").firstElementChild.textContent = flipped ? "Show question" : "Show answer";
  $("ways").replaceChildren(...(ways.length > 1 ? ways.map(wayButton) : []));
  if (announce) $("say").textContent = flipped ? `Answer: ${card.a || "see the card"}` : `Question: ${card.q}`;
}

function wayButton({ name }, n) {
  const shown = { Card: "Forwards", Reverse: "Backwards" }[name] || name;
  const button = el("button", { type: "button", onclick: () => turnTo(n) }, shown);
  button.setAttribute("aria-pressed", String(n === way));
  return button;
}

function turnTo(n) {
  way = n;
  flipped = false;
  drawSide(true);
}

function flip() {
  if (current < 0 || view === "numbers") return;
  flipped = !flipped;
  drawSide(true);
}

/** What stands under the card: why it is doubtful, its lines in the notes, and its rule. */
function drawAbout(card) {
  const { sheet: sheetNumber, title } = talks[card.t];
  const sheet = sheets[sheetNumber];
  $("of-talk").textContent = title;
  const position = view === "cards" ? found.indexOf(current) : choices.indexOf(current);
  const total = view === "cards" ? found.length : choices.length;
  $("position").textContent = position < 0 || (view === "notes" && total < 2) ? "" : `${(position + 1).toLocaleString("en")} of ${total.toLocaleString("en")}`;
  const remarks = [];
  if (card.out) remarks.push(remark("Left out", card.out));
  for (const doubt of card.d || []) remarks.push(remark("Doubtful", doubt));
  const lines = card.l.map((line) => {
    const button = el("button", { type: "button", className: "source", onclick: () => goToLine(`${sheetNumber}:${line}`) });
    button.append(el("span", { className: "number" }, String(line)), lineText(sheet.lines[line - 1]?.[0] ?? ""));
    return el("li", {}, button);
  });
  const rule = rules[card.r];
  const by = el("p", { className: "rule" }, "Made by ", el("code", {}, rule.id), rule.about ? `, which ${rule.about}.` : ".");
  const from = el("h3", {}, "From ", el("span", { className: "path" }, sheet.name));
  $("about").replaceChildren(...remarks, from, el("ol", { className: "sources" }, ...lines), by);
  $("about").scrollTop = 0;
}

function remark(word, [check, what]) {
  const text = checks[check] ? `${checks[check]} (${what})` : what;
  return el("p", { className: "remark" }, el("strong", {}, `${word}: ${checkName(check)}. `), capital(text), ".");
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// ---- a line that is shown

const quoted = (name) => (/^[\w./-]+$/.test(name) ? name : `"${name}"`);

const FATE_TITLES = {
  "left-out": "Cards were offered for this line, and left out",
  none: "No card comes from this line",
  metadata: "Read as metadata",
  heading: "A heading",
};

function showLine(name, open = true) {
  const [sheet, line] = name.split(":").map(Number);
  const [text, fate, why] = sheets[sheet].lines[line - 1];
  const all = cardsOfLine[sheet].get(line) || [];
  const kept = all.filter((n) => !cards[n].out);
  choices = kept.length ? kept : all;
  $("line-title").textContent = FATE_TITLES[fate] || "";
  $("line-text").replaceChildren(lineText(text));
  $("line-why").textContent = why ? `${capital(why)}.` : fate === "heading" ? "It names what stands below it." : "";
  if (fate === "none") $("line-why").append(" Which rules were tried, and what they missed, says ", el("code", {}, `talkdeck explain ${quoted(sheets[sheet].name)}:${line}`), ".");
  $("detail").dataset.fate = fate;
  drawChoices();
  if (choices.length) showCard(choices[0], { open });
  else {
    current = -1;
    $("detail").dataset.state = "line";
    $("of-talk").textContent = `Line ${line}`;
    $("position").textContent = sheets[sheet].name;
    markLines();
    if (open) openDetail(true);
  }
}

function drawChoices() {
  const few = choices.length > 1 && view === "notes";
  $("choices").replaceChildren(...(few ? choices.map((n, at) => {
    const button = el("button", { type: "button", onclick: () => { showCard(n); drawChoices(); } }, String(at + 1));
    button.setAttribute("aria-label", `Card ${at + 1} of this line: ${cards[n].q}`);
    button.setAttribute("aria-pressed", String(n === current || (current < 0 && !at)));
    return button;
  }) : []));
}

function goToLine(name) {
  const [sheet, line] = name.split(":").map(Number);
  const card = current;
  wanted.talk = wanted.lines = wanted.q = "";
  showControls();
  openDetail(false);
  showView("notes");
  chooseLine(name, { open: false });
  if (choices.includes(card)) {
    showCard(card, { open: false });
    drawChoices();
  }
  notesBox.querySelector(`[data-line="${sheet}:${line}"]`)?.scrollIntoView({ block: "center" });
}

// ---- on a phone, the card covers the list

function openDetail(open) {
  const was = document.body.classList.contains("open");
  document.body.classList.toggle("open", open && narrow.matches);
  if (was && !open && narrow.matches) (view === "cards" ? list : notesBox.querySelector("[aria-current]"))?.focus();
  else if (open && !was && narrow.matches) $("back").focus();
}

// ---- views and filters

function showView(name) {
  view = name;
  document.body.dataset.view = name;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const chosen = tab.dataset.view === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    $(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
  $("controls").hidden = $("detail").hidden = name === "numbers";
  choices = [];
  drawChoices();
  refill();
}

function refill({ restore = {} } = {}) {
  if (view === "cards") {
    fillList();
    if (restore.listTop) list.scrollTop = restore.listTop;
    const keep = rowOf.has(current) ? current : found[0] ?? -1;
    showCard(keep, { open: false, scroll: !restore.listTop, keepSide: keep === current });
    $("count").textContent = plural(found.length, "card");
  } else if (view === "notes") {
    fillNotes();
    markLines();
    $("count").textContent = plural(lineCount, "line");
    if (!choices.length && current < 0 && !lineAt) $("detail").dataset.state = "none";
  }
  document.body.classList.toggle("filtered", isFiltered());
}

const isFiltered = () => Boolean(wanted.q || wanted.talk || (view === "notes" ? wanted.lines : wanted.rule || wanted.kind || wanted.check !== "kept"));

const CONTROLS = ["talk", "rule", "kind", "check", "lines"];

/** The choices of each filter, each with how many cards it would leave. */
function fillControls() {
  clearTimeout(counting);
  counting = 0;
  const tally = (name, key) => {
    const counts = new Map();
    for (const n of fitting(name)) for (const k of [key(cards[n])].flat()) counts.set(k, (counts.get(k) || 0) + 1);
    return counts;
  };
  const perTalk = tally("talk", (c) => c.t);
  const groups = sheets.map((sheet, n) => {
    const options = talks.flatMap((talk, t) => (talk.sheet === n ? [option(String(t), talk.title, perTalk.get(t) || 0)] : []));
    return sheets.length > 1 ? el("optgroup", { label: sheet.title }, ...options) : options;
  });
  $("talk").replaceChildren(option("", "All talks"), ...groups.flat());
  const perRule = tally("rule", (c) => rules[c.r].id);
  $("rule").replaceChildren(option("", "All rules"), ...rules.filter((r) => perRule.has(r.id) || wanted.rule === r.id).map((r) => option(r.id, r.id, perRule.get(r.id) || 0)));
  const perKind = tally("kind", (c) => c.k);
  $("kind").replaceChildren(option("", "All kinds"), ...Object.keys(KINDS).filter((k) => perKind.has(k) || wanted.kind === k).map((k) => option(k, KINDS[k], perKind.get(k) || 0)));
  const perCheck = tally("check", (c) => [c.out ? "out" : "kept", ...(c.d ? ["doubt"] : []), ...(c.out ? [c.out[0]] : []), ...(c.d || []).map((d) => d[0])]);
  const names = Object.keys(checks).filter((name) => perCheck.has(name) || wanted.check === name);
  const marked = ["kept", "doubt", "out"].filter((k) => k !== "doubt" || perCheck.has(k));
  const words = { kept: "In the decks", doubt: "Doubtful", out: "Left out" };
  $("check").replaceChildren(
    ...marked.map((k) => option(k, words[k], perCheck.get(k) || 0)),
    option("", "In the decks or left out"),
    ...(names.length ? [el("optgroup", { label: "Because" }, ...names.map((name) => option(name, checkName(name), perCheck.get(name) || 0)))] : []),
  );
  showControls();
}

function option(value, text, count) {
  return el("option", { value, title: checks[value] || "" }, count === undefined ? text : `${text} (${count.toLocaleString("en")})`);
}

function showControls() {
  for (const name of CONTROLS) {
    $(name).value = wanted[name];
    $(name).classList.toggle("set", Boolean(wanted[name]) && !(name === "check" && wanted.check === "kept"));
  }
  $("q").value = wanted.q;
}

function want(values, { count = true } = {}) {
  Object.assign(wanted, values);
  if (view === "cards") list.scrollTop = 0;
  if (count) fillControls();
  refill();
}

for (const name of CONTROLS) $(name).addEventListener("change", (event) => want({ [name]: event.target.value }));
$("controls").addEventListener("submit", (event) => event.preventDefault());
// The search is done at each key, not when typing pauses: the next key must act on what was found.
// Only the counts in the filters follow a little later; nobody can see them while they type.
let counting = 0;
$("q").addEventListener("input", () => {
  want({ q: $("q").value }, { count: false });
  clearTimeout(counting);
  counting = setTimeout(fillControls, 200);
});
for (const name of CONTROLS) for (const event of ["focus", "pointerdown"]) $(name).addEventListener(event, () => counting && fillControls());
$("clear").addEventListener("click", () => {
  want({ talk: "", rule: "", kind: "", check: "kept", lines: "", q: "" });
  $("q").focus();
});
document.body.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-want]");
  if (!asked) return;
  const { view: to = "cards", ...values } = JSON.parse(asked.dataset.want);
  Object.assign(wanted, { talk: "", rule: "", kind: "", check: "kept", lines: "", q: "" }, values);
  current = -1;
  list.scrollTop = 0;
  fillControls();
  showView(to);
  document.querySelector(`[role=tab][data-view=${to}]`).focus();
});

// ---- mouse, touch and keys

list.addEventListener("click", (event) => {
  const row = event.target.closest("[role=option]");
  if (!row) return;
  const n = Number(row.id.slice(5));
  if (n === current && !narrow.matches) flip();
  else showCard(n);
});
$("flip").addEventListener("click", flip);
$("next").addEventListener("click", () => step(1));
$("previous").addEventListener("click", () => step(-1));
$("back").addEventListener("click", () => openDetail(false));
$("theme").addEventListener("click", () => {
  const other = isDark() ? "light" : "dark";
  setTheme(other === (system.matches ? "dark" : "light") ? "" : other);
});
$("help").addEventListener("click", () => $("keys").showModal());
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => showView(tab.dataset.view));
  tab.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const tabs = [...document.querySelectorAll("[role=tab]")];
    const other = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    showView(other.dataset.view);
    other.focus();
    event.stopPropagation();
    event.preventDefault();
  });
}

function step(by) {
  if (view === "notes") return stepLine(by);
  const at = found.indexOf(current);
  const to = Math.max(0, Math.min(found.length - 1, at + by));
  if (found.length) showCard(found[to], { open: document.body.classList.contains("open") });
}

const KEY = {
  " ": flip,
  Enter: flip,
  j: () => step(1), ArrowDown: () => step(1), ArrowRight: () => step(1),
  k: () => step(-1), ArrowUp: () => step(-1), ArrowLeft: () => step(-1),
  n: () => view === "notes" && stepLine(1, (fate) => fate === "none" || fate === "left-out"),
  "/": () => { openDetail(false); $("q").focus(); },
  "?": () => $("keys").showModal(),
  Escape: () => openDetail(false),
  1: () => showView("cards"), 2: () => showView("notes"), 3: () => showView("numbers"),
  Home: () => view === "cards" && found.length && showCard(found[0], { open: false }),
  End: () => view === "cards" && found.length && showCard(found.at(-1), { open: false }),
};

const means = (key) => KEY[key] && (view !== "numbers" || ["1", "2", "?", "Escape"].includes(key));

/** Does what a key is for. Space goes to the card first, which may have an item of a list to show;
 *  keys pressed before the card has answered wait for it, so that everything happens in order. */
const later = [];
let asking = false;
function act(key) {
  if (asking) later.push(key);
  else if (key === " " && frameReady && current >= 0) {
    asking = true;
    frame.contentWindow.postMessage({ press: key }, "*");
  } else if (means(key)) KEY[key]();
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open || !means(event.key)) return;
  if (target.matches("input, select")) {
    if (event.key === "Escape") target.blur();
    else if (event.key === "ArrowDown" && target.id === "q") list.focus();
    return;
  }
  const pressed = target.matches("button, a, summary") && !target.closest("#notes");
  if ((event.key === " " || event.key === "Enter") && pressed) return;
  if ($("about").contains(target) && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  act(event.key);
});

addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow) return;
  const { ready, answered, flip: clicked, key } = event.data;
  if (ready) frameIsReady();
  else if (answered) {
    asking = false;
    while (later.length && !asking) act(later.shift());
  } else if (clicked || key === " ") flip();
  else act(key);
});

function frameIsReady() {
  if (frameReady) return;
  frameReady = true;
  sendToFrame();
  document.body.dataset.ready = "yes";
}

// ---- remembering when the page is left, and loading again when the notes have changed

function save() {
  const { talk, ...rest } = wanted;
  remember({
    view, flipped, way, lineAt, theme: document.documentElement.dataset.theme || "",
    wanted: rest, talk: talk && talks[talk].title,
    card: nameOf(current), nth: current, listTop: list.scrollTop, notesTop: notesBox.scrollTop,
    open: document.body.classList.contains("open"), focus: document.activeElement?.id || "",
    numbersTop: $("numbers").scrollTop, words: [$("q").selectionStart, $("q").selectionEnd],
  });
}

function start() {
  const then = recall();
  Object.assign(wanted, then.wanted);
  const talk = talks.findIndex((t) => t.title === then.talk);
  if (then.talk && talk >= 0) wanted.talk = String(talk);
  setTheme(then.theme || "");
  current = then.card ? cards.findIndex((_, n) => nameOf(n) === then.card) : -1;
  if (current < 0 && then.nth >= 0) current = Math.min(then.nth, cards.length - 1);
  way = then.way || 0;
  flipped = Boolean(then.flipped);
  lineAt = then.lineAt || "";
  const [sheet, line] = lineAt.split(":").map(Number);
  if (!sheets[sheet]?.lines[line - 1]) lineAt = "";
  fillControls();
  showView(then.view || "cards");
  if (view === "cards") refill({ restore: then });
  if (view === "notes" && lineAt) chooseLine(lineAt, { focus: false, open: false });
  notesBox.scrollTop = then.notesTop || 0;
  $("numbers").scrollTop = then.numbersTop || 0;
  if (then.open && current >= 0) openDetail(true);
  if (then.focus) $(then.focus)?.focus({ preventScroll: true });
  if (then.focus === "q") $("q").setSelectionRange(...then.words);
}

function listen() {
  const events = new EventSource(`events?${data.live}`);
  events.addEventListener("changed", () => location.reload());
  events.onopen = () => ($("offline").hidden = true);
  events.onerror = () => ($("offline").hidden = false);
}

addEventListener("pagehide", save);
document.addEventListener("visibilitychange", save); // a phone may end a page that is not seen
start();
frame.contentWindow.postMessage({ ready: true }, "*"); // it may have said so before this script ran
if (data.live) listen();

// The notes, line by line, coloured by what became of each. A talk is drawn when it comes near.
const FATES = { covered: "", "left-out": "left out", none: "no card", metadata: "metadata", heading: "", plain: "" };
const notesBox = $("notes");
const LINE = 27; // estimated height of a line that is not yet drawn
let lineAt = ""; // `sheet:line` that is chosen
let near = null;

/** Sections of a sheet: its talks and what stands between them. */
const sections = sheets.map((sheet, sheetNumber) => {
  const sections = [];
  let next = 1;
  talks.forEach((talk, n) => {
    if (talk.sheet !== sheetNumber) return;
    if (talk.start > next) sections.push({ talk: -1, from: next, to: talk.start - 1 });
    sections.push({ talk: n, from: Math.max(next, talk.start), to: talk.end });
    next = talk.end + 1;
  });
  if (next <= sheet.lines.length) sections.push({ talk: -1, from: next, to: sheet.lines.length });
  return sections;
});

const firstLine = []; // sheet -> number of its first line among the lines of all sheets
const everyLine = [];
for (const { lines } of sheets) {
  firstLine.push(everyLine.length);
  for (const [text] of lines) everyLine.push(text);
}
const linesWith = searcher(everyLine.length, (n) => everyLine[n]);

function fillNotes() {
  near?.disconnect();
  near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) drawSection(entry.target);
  }, { root: notesBox, rootMargin: "800px 0px" });
  const sought = wanted.q && new Set(linesWith(wanted.q));
  const everything = document.createDocumentFragment();
  const atOnce = innerHeight / LINE; // the lines after these wait until they are near
  let count = 0;
  sheets.forEach((sheet, n) => {
    let title = sheets.length > 1 ? el("h2", { className: "file" }, sheet.name) : null;
    for (const section of sections[n]) {
      if (wanted.talk && section.talk !== Number(wanted.talk)) continue;
      const lines = wantedLines(n, section, sought);
      if (!lines.length) continue;
      if (title) everything.append(title);
      title = null;
      const box = el("ol", { className: "section" });
      box.style.minHeight = `${lines.length * LINE}px`;
      box.content = { sheet: n, lines };
      everything.append(box);
      if (count < atOnce) drawSection(box);
      else near.observe(box);
      count += lines.length;
    }
  });
  notesBox.replaceChildren(everything);
  if (!count) notesBox.append(el("p", { className: "nothing" }, "No line fits."));
  lineCount = count;
}
let lineCount = 0;

function wantedLines(sheetNumber, { from, to }, sought) {
  const lines = [];
  for (let line = from; line <= to; line++) {
    const [, fate, , counts] = sheets[sheetNumber].lines[line - 1] || ["", "plain"];
    if (wanted.lines && (fate !== wanted.lines || (fate === "covered" && !counts))) continue;
    if (sought && !sought.has(firstLine[sheetNumber] + line - 1)) continue;
    lines.push(line);
  }
  return lines;
}

function drawSection(box) {
  near?.unobserve(box);
  if (box.childElementCount) return;
  const { sheet, lines } = box.content;
  box.append(...lines.map((line) => drawLine(sheet, line)));
  box.style.minHeight = "";
}

function drawLine(sheet, line) {
  const [text, fate, why] = sheets[sheet].lines[line - 1];
  const name = `${sheet}:${line}`;
  const item = el("li", { className: `line ${fate}` });
  item.dataset.line = name;
  const made = (cardsOfLine[sheet].get(line) || []).filter((n) => !cards[n].out).length;
  const margin = fate === "covered" ? plural(made, "card") : [FATES[fate], why].filter(Boolean).join(": ");
  const parts = [el("span", { className: "number", ariaHidden: "true" }, String(line)), lineText(text)];
  if (fate === "plain") {
    item.classList.toggle("empty", !text.trim());
    item.append(...parts);
  }
  else {
    const button = el("button", { type: "button", tabIndex: name === lineAt ? 0 : -1 }, ...parts);
    button.append(el("span", { className: "margin" }, margin));
    if (name === lineAt) button.setAttribute("aria-current", "true");
    item.append(button);
  }
  if (shownLines.has(name)) item.classList.add("shown");
  return item;
}

/** A line as it was typed: indented, its mark-up quiet, code in its own letters. */
function lineText(text) {
  const [, space, mark, rest] = /^([\t ]*)((?:[-*+]|\d+[.)]|#{1,6})(?=\s)|)(.*)$/s.exec(text);
  const depth = [...space].reduce((columns, c) => columns + (c === "\t" ? 4 : 1), 0);
  const box = el("span", { className: mark.startsWith("#") ? `text h h${mark.length}` : "text" });
  box.style.setProperty("--depth", Math.min(depth, 24));
  if (mark) box.append(el("span", { className: "mark" }, mark));
  const words = el("span", { className: "words" });
  for (const part of rest.trim().split(/(`[^`]+`|\*\*[^*]+\*\*)/)) {
    if (/^`[^`]+`$/.test(part)) words.append(el("code", {}, part.slice(1, -1)));
    else if (/^\*\*[^*]+\*\*$/.test(part)) words.append(el("strong", {}, part.slice(2, -2)));
    else words.append(part);
  }
  box.append(words);
  return box;
}

let shownLines = new Set(); // lines that the shown card rests on

/** Marks the lines of the card that is shown. */
function markLines() {
  const card = cards[current];
  shownLines = new Set(card && view === "notes" ? card.l.map((line) => `${talks[card.t].sheet}:${line}`) : []);
  for (const item of notesBox.querySelectorAll(".line.shown")) item.classList.remove("shown");
  for (const name of shownLines) notesBox.querySelector(`[data-line="${name}"]`)?.classList.add("shown");
}

/** The element of a line, drawing its talk first if need be. */
function lineElement(name) {
  const [sheet, line] = name.split(":").map(Number);
  for (const box of notesBox.querySelectorAll("ol")) {
    if (box.content.sheet === sheet && box.content.lines.includes(line)) {
      drawSection(box);
      return box.querySelector(`[data-line="${name}"] button`);
    }
  }
  return null;
}

function chooseLine(name, { focus = true, open = true } = {}) {
  forgetMouse();
  const before = lineAt && notesBox.querySelector(`[data-line="${lineAt}"] button`);
  if (before) {
    before.tabIndex = -1;
    before.removeAttribute("aria-current");
  }
  lineAt = name;
  const button = lineElement(name);
  if (button) {
    button.tabIndex = 0;
    button.setAttribute("aria-current", "true");
    if (focus) button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" });
  }
  showLine(name, open);
}

/** Goes to the next line (or the one before) that is not empty and fits the condition. */
function stepLine(by, fits = () => true) {
  const all = [...notesBox.querySelectorAll("ol")].flatMap((box) => box.content.lines.map((line) => [box.content.sheet, line]));
  let at = all.findIndex(([sheet, line]) => `${sheet}:${line}` === lineAt);
  if (at < 0) at = by > 0 ? -1 : all.length;
  for (at += by; at >= 0 && at < all.length; at += by) {
    const [sheet, line] = all[at];
    const fate = sheets[sheet].lines[line - 1]?.[1];
    if (fate && fate !== "plain" && fits(fate)) return chooseLine(`${sheet}:${line}`);
  }
}

// ---- the mouse: where it rests, the line's cards are shown beside the notes, as they are for the
// line that is chosen with the keys. Nothing covers the notes or moves in them. When the mouse
// leaves the notes, the chosen line is shown again; a click chooses.

const REST = 90; // milliseconds for which it has to rest, so that passing by shows nothing
let resting = 0;
let mouseAt = ""; // where it was last: a line that scrolls below it is not pointed at
let pointedAt = ""; // the line whose cards are shown for it
let chosenBefore = null; // what was shown of the chosen line

function forgetMouse() {
  clearTimeout(resting);
  pointedAt = "";
  chosenBefore = null;
}

notesBox.addEventListener("pointermove", (event) => {
  const place = `${event.screenX} ${event.screenY}`;
  const name = event.target.closest("[data-line]:has(button)")?.dataset.line;
  if (event.pointerType !== "mouse" || narrow.matches || place === mouseAt) return;
  mouseAt = place;
  clearTimeout(resting);
  if (name && name !== pointedAt && !shownLines.has(name)) resting = setTimeout(() => pointAt(name), REST);
});

function pointAt(name) {
  pointedAt = name;
  if (lineAt) chosenBefore ??= { card: current, way, flipped };
  showLine(name, false);
}

notesBox.addEventListener("pointerleave", () => {
  const before = chosenBefore;
  forgetMouse();
  if (!before) return;
  showLine(lineAt, false);
  if (choices.includes(before.card)) {
    showCard(before.card, { open: false });
    drawChoices();
    ({ way, flipped } = before);
    drawSide();
  }
});

notesBox.addEventListener("click", (event) => {
  const item = event.target.closest("button")?.closest("[data-line]");
  if (item) chooseLine(item.dataset.line);
});

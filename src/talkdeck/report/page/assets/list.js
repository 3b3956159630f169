// The list of cards: rows of known height, of which only the visible ones are elements.
const ROW = 68;
const HEAD = 40;
const AROUND = 12; // rows kept ready above and below
const list = $("list");
const rowsBox = $("rows");

let rows = []; // { talk } or { card, position }
let tops = [0]; // tops[n]: where row n begins; one more at the end
let rowOf = new Map(); // number of a card -> its row
let found = [];
const drawn = new Map(); // row -> element

function fillList() {
  found = fitting();
  rows = [];
  rowOf = new Map();
  let talk = -1;
  found.forEach((n, position) => {
    if (cards[n].t !== talk) rows.push({ talk: (talk = cards[n].t) });
    rowOf.set(n, rows.length);
    rows.push({ card: n, position });
  });
  tops = [0];
  for (const row of rows) tops.push(tops.at(-1) + (row.card === undefined ? HEAD : ROW));
  rowsBox.style.height = `${tops.at(-1)}px`;
  for (const element of drawn.values()) element.remove();
  drawn.clear();
  $("none-found").hidden = found.length > 0;
  drawRows();
}

function rowAt(y) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tops[middle + 1] <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

function drawRows() {
  const from = Math.max(0, rowAt(list.scrollTop) - AROUND);
  const to = Math.min(rows.length, rowAt(list.scrollTop + list.clientHeight) + AROUND);
  for (const [n, element] of drawn) {
    if (n < from || n >= to) {
      element.remove();
      drawn.delete(n);
    }
  }
  const fresh = document.createDocumentFragment();
  for (let n = from; n < to; n++) {
    if (!drawn.has(n)) {
      drawn.set(n, makeRow(n));
      fresh.append(drawn.get(n));
    }
  }
  rowsBox.append(fresh);
}

function makeRow(n) {
  const { talk, card: number, position } = rows[n];
  if (number === undefined) {
    const head = el("div", { className: "talk-row", role: "presentation" }, talks[talk].title);
    head.style.top = `${tops[n]}px`;
    return head;
  }
  const card = cards[number];
  const row = el(
    "div",
    { className: `row ${card.out ? "out" : ""} ${card.d ? "doubt" : ""}`, role: "option", id: `card-${number}` },
    el("span", { className: "q" }, card.q || "(no question)"),
    el("span", { className: "a" }, card.out ? `left out: ${checkName(card.out[0])}` : card.a || "(see the card)"),
  );
  row.setAttribute("aria-setsize", found.length);
  row.setAttribute("aria-posinset", position + 1);
  row.setAttribute("aria-selected", String(number === current));
  row.style.top = `${tops[n]}px`;
  return row;
}

const checkName = (name) => name.replaceAll("-", " ");

/** Marks the card that is shown, and scrolls to it if it can't be seen. */
function markCurrent(scroll = true) {
  const n = rowOf.get(current);
  if (n !== undefined && scroll) {
    const above = rows[n - 1]?.card === undefined ? HEAD : 0;
    if (tops[n] - above < list.scrollTop) list.scrollTop = tops[n] - above;
    else if (tops[n + 1] > list.scrollTop + list.clientHeight) list.scrollTop = tops[n + 1] - list.clientHeight;
  }
  drawRows();
  for (const [at, element] of drawn) {
    if (rows[at].card !== undefined) element.setAttribute("aria-selected", String(rows[at].card === current));
  }
  if (drawn.has(n)) list.setAttribute("aria-activedescendant", `card-${current}`);
  else list.removeAttribute("aria-activedescendant");
}

let waiting = false;
list.addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    drawRows();
  });
}, { passive: true });
new ResizeObserver(drawRows).observe(list);

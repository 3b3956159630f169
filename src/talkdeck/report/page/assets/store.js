// The page's data, what of it is wanted, and what is remembered when the page is loaded again.
const data = JSON.parse(document.getElementById("data").textContent);
const { cards, talks, sheets, rules, checks } = data;
const $ = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 55rem)");

function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const plural = (n, one, many = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const searchable = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const cardsOfLine = sheets.map(() => new Map()); // sheet -> line -> numbers of cards
cards.forEach((card, n) => {
  const lines = cardsOfLine[talks[card.t].sheet];
  for (const line of card.l) {
    if (!lines.has(line)) lines.set(line, []);
    lines.get(line).push(n);
  }
});

// ---- what is wanted

const KINDS = { basic: "Question and answer", list: "List", cloze: "Gap in a sentence", reversed: "Asked both ways" };
const wanted = { talk: "", rule: "", kind: "", check: "kept", lines: "", q: "" };

/** Which of many texts have every word of the search, remembering the last answer: who types on
 *  narrows it, and it is asked for several times at each key. */
function searcher(count, textOf) {
  const texts = []; // each made searchable when it is first looked at
  const has = (n, words) => {
    texts[n] ??= searchable(textOf(n));
    return words.every((word) => texts[n].includes(word));
  };
  let last = { asked: "", found: Array.from({ length: count }, (_, n) => n) };
  const all = last;
  return (asked) => {
    if (asked !== last.asked) {
      const words = searchable(asked).split(/\s+/).filter(Boolean);
      const { found } = asked.startsWith(last.asked) ? last : all;
      last = { asked, found: words.length ? found.filter((n) => has(n, words)) : all.found };
    }
    return last.found;
  };
}

const cardsWith = searcher(cards.length, (n) => `${cards[n].q}\n${cards[n].a}\n${talks[cards[n].t].title}\n${rules[cards[n].r].id}`);

const judged = {
  talk: (card, talk) => card.t === Number(talk),
  rule: (card, rule) => rules[card.r].id === rule,
  kind: (card, kind) => card.k === kind,
  check(card, check) {
    if (check === "kept") return !card.out;
    if (check === "out") return Boolean(card.out);
    if (check === "doubt") return Boolean(card.d);
    return card.out?.[0] === check || Boolean(card.d?.some(([name]) => name === check));
  },
};

/** Numbers of the cards that fit all filters (but `except`) and every word of the search. */
function fitting(except = "") {
  const tests = Object.entries(judged).filter(([name]) => wanted[name] && name !== except);
  return cardsWith(wanted.q).filter((n) => tests.every(([name, test]) => test(cards[n], wanted[name])));
}

// ---- what is remembered: by words, not numbers, because numbers change with the notes

const MEMORY = "talkdeck preview " + location.pathname;
const nameOf = (n) => (cards[n] ? `${cards[n].r >= 0 ? rules[cards[n].r].id : ""}\n${cards[n].q}` : "");

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(MEMORY)) || {};
  } catch {
    return {};
  }
}

function remember(values) {
  try {
    sessionStorage.setItem(MEMORY, JSON.stringify(values));
  } catch { /* storage is switched off: nothing is remembered */ }
}

// One card, rendered as Anki renders it and shown in the frame.

/** Anki's template language, as far as our templates use it. */
function render(template, fields, filters) {
  const tokens = template.split(/(\{\{[^{}]*\}\})/);
  let at = 0;
  const run = (until, visible) => {
    let out = "";
    while (at < tokens.length) {
      const token = tokens[at++];
      if (at % 2) {
        if (visible) out += token;
        continue;
      }
      const inner = token.slice(2, -2).trim();
      const name = inner.slice(1).trim();
      if (inner[0] === "/") {
        if (name === until) return out;
      } else if (inner[0] === "#" || inner[0] === "^") {
        out += run(name, visible && blank(fields(name)) === (inner[0] === "^"));
      } else if (visible) {
        const [field, ...names] = inner.split(":").reverse();
        out += names.reduce((text, filter) => filters[filter]?.(text) ?? text, fields(field));
      }
    }
    return out;
  };
  return run("", true);
}

const blank = (html) => /^(?:\s|<\/?(?:br|div)\s*\/?>)*$/i.test(html);

/** Gaps opened or closed: `{{c1::text::hint}}`, which may stand inside each other. */
function gaps(html, active, answer) {
  const stack = [{ out: "" }];
  for (const token of html.split(/(\{\{c\d+::|\}\})/)) {
    const open = /^\{\{c(\d+)::$/.exec(token);
    if (open) stack.push({ number: Number(open[1]), out: "" });
    else if (token === "}}" && stack.length > 1) {
      const { number, out } = stack.pop();
      const [text, hint] = out.split("::");
      const kind = number === active ? "cloze" : "cloze-inactive";
      const shown = number === active && !answer ? `[${hint || "..."}]` : text;
      stack.at(-1).out += `<span class="${kind}" data-ordinal="${number}">${shown}</span>`;
    } else stack.at(-1).out += token;
  }
  return stack.map((level) => level.out).join("");
}

/** The ways in which a card is asked: one for each template or gap. */
function waysOf(card) {
  const field = (name) => card.f[data.fields.indexOf(name)] || "";
  const sides = data.types[card.y];
  if (card.y === "cloze") {
    const numbers = [...new Set([...field("Front").matchAll(/\{\{c(\d+)::/g)].map((m) => Number(m[1])))].sort((a, b) => a - b);
    return numbers.map((n) => ({ name: `Gap ${n}`, side: sides[0], gap: n, number: n, field }));
  }
  return sides.map((side, n) => ({ name: side.n, side, gap: 0, number: n + 1, field })).filter((way) => !blank(field(way.side.needs)));
}

function sideOf(way, answer) {
  const shared = (name) => way.field(name);
  const asked = { cloze: (text) => gaps(text, way.gap, false) };
  const opened = { cloze: (text) => gaps(text, way.gap, true) };
  const question = render(way.side.q, shared, asked);
  const html = answer ? render(way.side.a, (name) => (name === "FrontSide" ? question : shared(name)), opened) : question;
  return html.replace(/\[sound:([^\]]+)\]/g, '<span class="replay-button" title="$1">▶ sound</span>');
}

const frame = $("frame");
let frameReady = false;
let lastShown = null;

function showInFrame(way, answer) {
  const html = sideOf(way, answer);
  const pictures = {};
  for (const [, name] of html.matchAll(/<img[^>]*\ssrc="([^"]+)"/g)) if (data.pictures[name]) pictures[name] = data.pictures[name];
  lastShown = { html, answer, number: way.number, pictures };
  sendToFrame();
}

function sendToFrame() {
  if (lastShown && frameReady) frame.contentWindow.postMessage({ ...lastShown, night: isDark() }, "*");
}

// ---- light and dark

const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme || (system.matches ? "dark" : "light")) === "dark";

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  $("theme").setAttribute("aria-pressed", String(isDark()));
  sendToFrame();
}
system.addEventListener("change", () => setTheme(document.documentElement.dataset.theme));

// Shows one side of a card the way Anki does, and tells the page about clicks and keys.
const qa = document.getElementById("qa");
const OWN = "a, button, summary, input, select, textarea, audio, video, [role=button], .tappable";
const KEYS = [" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "j", "k", "n", "/", "?", "Escape", "1", "2", "3"];
const tell = (message) => parent.postMessage(message, "*");

function show({ html, night, number, answer, pictures }) {
  document.documentElement.className = night ? "night-mode" : "";
  document.body.className = `card card${number}` + (night ? " nightMode night_mode" : "");
  const side = document.createElement("template");
  side.innerHTML = html;
  for (const image of side.content.querySelectorAll("img")) {
    const name = image.getAttribute("src");
    if (pictures[name]) image.src = pictures[name];
    else if (!name.startsWith("data:")) image.replaceWith(missing(image.alt || name));
  }
  for (const link of side.content.querySelectorAll("a[href]")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  qa.replaceChildren(side.content);
  for (const script of qa.querySelectorAll("script")) {
    const again = document.createElement("script"); // a script set as HTML does not run
    again.textContent = script.textContent;
    script.replaceWith(again);
  }
  const start = answer && document.getElementById("answer");
  if (start) start.scrollIntoView({ block: "nearest" });
  else scrollTo(0, 0);
}

function missing(label) {
  const note = document.createElement("em");
  note.textContent = `[picture: ${label}]`;
  return note;
}

addEventListener("message", (event) => {
  if (event.source !== parent) return;
  if (event.data.ready) tell({ ready: true });
  else if (event.data.press) press(event.data.press);
  else show(event.data);
});

/** A key pressed outside: the card may want it (to show the next item of a list), else it comes back. */
function press(key) {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  tell({ answered: key });
}
document.addEventListener("click", (event) => {
  const chosen = String(getSelection());
  if (!event.defaultPrevented && !event.target.closest(OWN) && !chosen) tell({ flip: true });
});
document.addEventListener("keydown", (event) => {
  const own = event.target.closest && event.target.closest(OWN);
  if (event.defaultPrevented || own || event.ctrlKey || event.metaKey || event.altKey) return;
  if (KEYS.includes(event.key)) {
    event.preventDefault();
    tell({ key: event.key });
  }
});
tell({ ready: true });

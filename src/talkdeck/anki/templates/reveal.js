// Shows a list's answers one at a time: tap the list, or press space, n or the right arrow.
// Where scripts are off nothing of this is seen, and the answer shows everything at once.
(function () {
  "use strict";
  var ITEMS = ".reveal:not([hidden]) > ul > li, .reveal:not([hidden]) > ol > li";

  function next() {
    var waiting = Array.prototype.filter.call(document.querySelectorAll(ITEMS), function (item) {
      return !item.classList.contains("shown");
    });
    if (waiting.length) {
      waiting[0].classList.add("shown");
    }
    return waiting.length > 0;
  }

  // Anki keeps the page from card to card: listen once, whatever card is on it.
  if (!window.talkdeckReveals) {
    window.talkdeckReveals = true;
    document.addEventListener("click", function (event) {
      var at = event.target;
      if (at.closest && at.closest(".reveal") && !at.closest("a")) {
        next();
      }
    });
    window.addEventListener("keydown", function (event) {
      var key = event.key === " " || event.key === "n" || event.key === "ArrowRight";
      var typing = /^(input|textarea|select)$/i.test(event.target.tagName || "");
      if (key && !typing && !event.ctrlKey && !event.altKey && !event.metaKey && next()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }, true);
  }

  Array.prototype.forEach.call(document.querySelectorAll(".reveal[hidden]"), function (list) {
    list.hidden = false;
    Array.prototype.forEach.call(document.querySelectorAll(ITEMS), function (item) {
      var words = document.createElement("div");
      words.className = "words";
      while (item.firstChild) {
        words.appendChild(item.firstChild);
      }
      item.appendChild(words);
    });
  });
})();

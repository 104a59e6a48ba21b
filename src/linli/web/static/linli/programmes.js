// The editor of programmes: line numbers, and a way from a mistake to its place. Without script both are just absent.
"use strict";

(() => {
  const area = document.querySelector("textarea[data-code]");
  if (!area) return;

  const gutter = document.createElement("pre");
  gutter.className = "gutter";
  gutter.setAttribute("aria-hidden", "true");
  area.before(gutter);
  area.parentElement.classList.add("numbered");

  let lines = 0;
  const count = () => {
    const now = area.value.split("\n").length;
    if (now !== lines) gutter.textContent = Array.from({ length: now }, (_line, at) => at + 1).join("\n");
    lines = now;
  };
  const follow = () => { gutter.scrollTop = area.scrollTop; };
  area.addEventListener("input", count);
  area.addEventListener("scroll", follow);
  count();

  // Spaces for the tabulator, which packs do not know; Escape first lets it leave the field.
  let leaves = false;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { leaves = true; return; }
    if (event.key === "Tab" && !event.shiftKey && !leaves && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    leaves = false;
  });

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-line]");
    if (!place) return;
    event.preventDefault();
    const wanted = Math.min(Number(place.dataset.line), lines);
    const before = area.value.split("\n").slice(0, wanted - 1).join("\n").length + (wanted > 1 ? 1 : 0);
    const at = Math.min(before + Number(place.dataset.column) - 1, area.value.length);
    const stop = area.value.indexOf("\n", at);
    area.focus();
    area.setSelectionRange(at, stop < 0 ? area.value.length : stop);
    area.scrollTop = Math.max(0, (wanted - 5) * area.scrollHeight / lines);
    follow();
  });
})();

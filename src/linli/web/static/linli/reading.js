// A plan beside what was read out of it: marked words go into the form. Without script they are copied by hand.
"use strict";

(() => {
  const plan = document.querySelector("[data-plan]");
  const form = document.querySelector("form[data-add]");
  if (!plan || !form) return;

  // The text of the page is the text of the plan, but for the numbers in front of the spans.
  const place = (node, offset) => {
    const range = document.createRange();
    range.setStart(plan, 0);
    range.setEnd(node, offset);
    const part = range.cloneContents();
    part.querySelectorAll(".nr").forEach((number) => number.remove());
    return part.textContent;
  };
  const inCharacters = (text) => [...text].length;

  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    if (!plan.contains(range.startContainer) || !plan.contains(range.endContainer)) return;
    const before = place(range.startContainer, range.startOffset);
    const through = place(range.endContainer, range.endOffset);
    const words = through.slice(before.length);
    if (!words.trim()) return;
    form.elements.quote.value = words.trim();
    const lead = words.length - words.trimStart().length;
    form.elements.start.value = inCharacters(before) + inCharacters(words.slice(0, lead));
    form.elements.end.value = inCharacters(before) + inCharacters(words.trimEnd());
  });
  form.elements.quote.addEventListener("input", () => { form.elements.start.value = form.elements.end.value = ""; });
})();

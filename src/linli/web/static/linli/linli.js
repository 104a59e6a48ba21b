// What pages do better with script: drafts, suggestions, and warnings. Every form works without it.
"use strict";

(() => {
  const account = document.body.dataset.account || "";
  const words = document.querySelector("template#words")?.content.firstElementChild?.dataset || {};
  const PREFIX = `linli-draft:${account}:`;
  const WEEK = 7 * 24 * 3600 * 1000;

  // --- drafts: what was typed stays in this browser until it is saved ------------------------------

  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(PREFIX + key, JSON.stringify(value)); } catch { /* a full or closed store loses drafts only */ } },
    drop(key) { localStorage.removeItem(PREFIX + key); },
    keys() { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)); },
  };

  const typed = (form) => [...form.elements].filter((input) =>
    input.name && !["hidden", "submit", "file", "password"].includes(input.type) && input.localName !== "button" && !("secret" in input.dataset));

  const values = (form) => Object.fromEntries(typed(form).map((input) =>
    [input.name, input.type === "checkbox" || input.type === "radio" ? input.checked : input.value]));

  function keepDraft(form) {
    const key = form.dataset.draft;
    const begun = JSON.stringify(values(form));
    const found = store.get(key);
    form.dataset.begun = begun;
    if (found && !("bound" in form.dataset) && JSON.stringify(found.values) !== begun) offerDraft(form, key, found);
    form.addEventListener("input", () => store.set(key, { at: Date.now(), values: values(form) }));
    form.addEventListener("submit", () => {
      form.dataset.sent = "";
      const draft = store.get(key);
      if (draft) store.set(key, { ...draft, sent: true });
    });
  }

  function offerDraft(form, key, found) {
    const bar = document.createElement("div");
    bar.className = "draft";
    bar.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = words.draft.replace("{}", new Date(found.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }));
    const take = Object.assign(document.createElement("button"), { type: "button", className: "primary", textContent: words.take });
    const drop = Object.assign(document.createElement("button"), { type: "button", textContent: words.drop });
    take.addEventListener("click", () => {
      for (const input of typed(form)) {
        if (!(input.name in found.values)) continue;
        if (input.type === "checkbox" || input.type === "radio") input.checked = found.values[input.name];
        else input.value = found.values[input.name];
      }
      bar.remove();
    });
    drop.addEventListener("click", () => { store.drop(key); bar.remove(); });
    bar.append(text, take, drop);
    form.prepend(bar);
  }

  // A page that is not the form again means that the form sent before was taken.
  function forgetSent() {
    const here = document.querySelector("form[data-draft]")?.dataset.draft;
    for (const key of store.keys()) {
      const draft = store.get(key);
      if (!draft || Date.now() - draft.at > WEEK || (draft.sent && (key !== here || document.querySelector(".message.success")))) store.drop(key);
    }
  }

  // --- suggestions for a field that names a row ------------------------------------------------------

  function suggest(input) {
    const box = document.createElement("div");
    box.className = "combo";
    input.replaceWith(box);
    const list = Object.assign(document.createElement("ul"), { className: "offers", id: `${input.id}-offers`, hidden: true });
    list.setAttribute("role", "listbox");
    box.append(input, list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
    let at = -1, asked = 0, waiting;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const show = (open) => { list.hidden = !open; input.setAttribute("aria-expanded", String(open)); if (!open) { at = -1; input.removeAttribute("aria-activedescendant"); } };
    const mark = (next) => {
      const all = options();
      if (!all.length) return;
      at = (next + all.length) % all.length;
      all.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    };
    const choose = (option) => { input.value = option.dataset.value; show(false); input.dispatchEvent(new Event("input", { bubbles: true })); input.dispatchEvent(new Event("change", { bubbles: true })); };

    async function ask() {
      const text = input.value.trim(), mine = ++asked;
      if (!text || text.includes("#")) return show(false);
      const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
      const answer = await fetch(`/r/${input.dataset.register}/pick`, { method: "POST", body: new URLSearchParams({ q: text }), headers: { Accept: "application/json", "X-CSRFToken": token } }).catch(() => null);
      if (mine !== asked || !answer?.ok) return;
      const { offers } = await answer.json();
      list.replaceChildren(...offers.map((offer, index) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, textContent: offer.value });
        option.setAttribute("role", "option");
        option.dataset.value = offer.value;
        if (offer.about) option.append(Object.assign(document.createElement("small"), { textContent: offer.about }));
        option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
        return option;
      }));
      if (!offers.length) list.append(Object.assign(document.createElement("li"), { className: "none", textContent: words.none }));
      at = -1;
      show(document.activeElement === input);
    }

    input.addEventListener("input", (event) => { if (event.isTrusted) { clearTimeout(waiting); waiting = setTimeout(ask, 200); } });
    input.addEventListener("blur", () => show(false));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return show(false);
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(options()[at]); }
    });
  }

  // --- warnings ---------------------------------------------------------------------------------------

  window.addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll("form[data-draft]")) {
      if (!("sent" in form.dataset) && form.dataset.begun !== JSON.stringify(values(form))) event.preventDefault();
    }
  });

  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); event.stopPropagation(); return; }
    if ("signsOut" in event.target.dataset) store.keys().forEach(store.drop);
  }, true);

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.closest("[data-leaves]")) {
      const form = event.target.closest("form");
      form.dataset.sent = "";
      store.drop(form.dataset.draft);
    }
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(".menu[open]").forEach((menu) => { menu.open = false; });
  });

  function ready(root) {
    root.querySelectorAll("input[data-register]:not([role])").forEach(suggest);
  }
  forgetSent();
  document.querySelectorAll("form[data-draft]").forEach(keepDraft);
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
  document.querySelector("#errors")?.focus();
})();

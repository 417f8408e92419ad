// The queue by keyboard: j k move, Enter opens, x picks, a acknowledges, / searches, ? helps. Everything works without.
(() => {
  "use strict";
  document.documentElement.classList.add("has-js");
  const rows = () => [...document.querySelectorAll(".queue-table tbody tr")];
  const current = () => document.querySelector(".queue-table tr.is-current");
  const boxes = () => [...document.querySelectorAll('.queue-table input[name="pick"]')];

  const stand = (row) => {
    if (!row) return;
    current()?.classList.remove("is-current");
    row.classList.add("is-current");
    row.querySelector(".q-sentence")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const move = (step) => {
    const all = rows();
    const at = all.indexOf(current());
    stand(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]);
  };
  const count = () => {
    const text = document.querySelector(".queue-picked");
    const all = boxes();
    const picked = all.filter((box) => box.checked).length;
    if (text) text.textContent = picked ? text.dataset.text.replace("{n}", picked) : "";
    const whole = document.getElementById("pick-all");
    if (whole) {
      whole.checked = picked > 0 && picked === all.length;
      whole.indeterminate = picked > 0 && picked < all.length;
    }
  };
  const acknowledge = () => {
    const form = document.getElementById("bulk");
    const button = form?.querySelector('button[value="acknowledge"]');
    if (!button) return;
    if (!boxes().some((box) => box.checked)) {
      const box = current()?.querySelector('input[name="pick"]');
      if (!box) return;
      box.checked = true;
      count();
    }
    button.click();
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const box = current()?.querySelector('input[name="pick"]');
      if (box) {
        box.checked = !box.checked;
        count();
      }
    },
    a: acknowledge,
    "/": () => document.getElementById("queue-q")?.focus(),
    "?": () => document.getElementById("queue-help")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const field = event.target.closest("input, select, textarea");
    if (field && field.type !== "checkbox") {
      if (event.key === "Escape") field.blur();
      return;
    }
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (event.key === "Enter" && event.target === document.body) {
      current()?.querySelector(".q-sentence")?.click();
    }
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(".queue-table tbody tr");
    if (row && row !== current()) {
      current()?.classList.remove("is-current");
      row.classList.add("is-current");
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "pick-all") for (const box of boxes()) box.checked = event.target.checked;
    if (event.target.id === "pick-all" || event.target.name === "pick") count();
  });
  const fold = () => {
    const facets = document.querySelector(".queue-facets");
    if (facets && window.matchMedia("(max-width: 900px)").matches) facets.open = false;
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "queue") return;
    fold();
    document.querySelector(".queue-answer")?.focus();
  });
  fold();
})();

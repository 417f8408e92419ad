// The frame's behaviour: HTMX requests carry the token, the menu opens on phones, failures are said. Pages work without.
(() => {
  "use strict";
  const token = () => document.querySelector('meta[name="csrf"]')?.content ?? "";
  const toast = () => document.getElementById("toast");
  let hiding;

  const say = (text) => {
    const box = toast();
    if (!box || !text) return;
    box.textContent = text;
    box.classList.add("is-shown");
    clearTimeout(hiding);
    hiding = setTimeout(() => box.classList.remove("is-shown"), 6000);
  };
  window.wagewatch = { say, token };

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = token();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const box = toast();
    if (box && !event.detail.shouldSwap) say(event.detail.xhr.status === 403 ? box.dataset.expired : box.dataset.failed);
  });
  document.addEventListener("htmx:sendError", () => say(toast()?.dataset.offline));
  document.addEventListener("toast", (event) => say(event.detail?.value ?? ""));

  document.addEventListener("click", (event) => {
    const menu = event.target.closest(".topbar-menu");
    if (menu) {
      const open = document.body.classList.toggle("is-nav-open");
      menu.setAttribute("aria-expanded", String(open));
      if (open) document.querySelector(".side a")?.focus();
    }
    for (const sheet of document.querySelectorAll("details.menu[open]")) {
      if (!sheet.contains(event.target)) sheet.open = false;
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    const closer = event.target.closest("[data-close]");
    const shown = closer?.closest("dialog");
    if (shown?.open) {
      event.preventDefault();
      shown.close();
    }
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const sheet of document.querySelectorAll("details.menu[open]")) {
      sheet.open = false;
      sheet.querySelector("summary")?.focus();
    }
    if (document.body.classList.contains("is-nav-open")) {
      document.body.classList.remove("is-nav-open");
      const menu = document.querySelector(".topbar-menu");
      menu?.setAttribute("aria-expanded", "false");
      menu?.focus();
    }
  });
  document.addEventListener("change", (event) => {
    const control = event.target.closest("[data-submit]");
    if (control) control.form?.requestSubmit();
  });
})();

// A file on its way: how far it is, and its page when it is there. Without this script the form does the same, unseen.
(() => {
  "use strict";
  const shown = (form) => {
    const box = form.querySelector(".sender-progress");
    box.hidden = false;
    return { bar: box.querySelector("progress"), text: box.querySelector("p") };
  };
  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1048576).toFixed(1)} MiB`);

  const told = (form, page) => {
    const main = new DOMParser().parseFromString(page, "text/html").querySelector("main");
    if (!main) return false;
    document.querySelector("main").replaceWith(document.importNode(main, true));
    document.querySelector("main .note")?.scrollIntoView({ block: "center" });
    return true;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    const { bar, text } = shown(form);
    const button = form.querySelector("button");
    const request = new XMLHttpRequest();
    button.disabled = true;
    const failed = () => {
      button.disabled = false;
      text.textContent = form.dataset.failed;
    };
    request.upload.addEventListener("progress", (moved) => {
      if (!moved.lengthComputable) return;
      bar.value = (100 * moved.loaded) / moved.total;
      text.textContent = `${form.dataset.sending} ${size(moved.loaded)} / ${size(moved.total)}`;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      text.textContent = form.dataset.reading;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) window.location.assign(request.responseURL);
      else if (!told(form, request.responseText)) failed();
    });
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    request.open("POST", form.action);
    request.send(new FormData(form));
  });

  document.addEventListener("dragover", (event) => event.target.closest(".sender-file")?.classList.add("is-over"));
  for (const over of ["dragleave", "drop"]) {
    document.addEventListener(over, (event) => event.target.closest(".sender-file")?.classList.remove("is-over"));
  }
})();

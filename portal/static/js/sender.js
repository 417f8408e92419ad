// The form for a file: how far it is, pause, going on after a lost page. Without this script the form sends it at once.
(() => {
  "use strict";
  const { Uploading } = window.wagewatch;
  const LANG = document.documentElement.lang;
  const WINDOW_MS = 5000;
  const number = new Intl.NumberFormat(LANG, { maximumFractionDigits: 1 });
  const size = (bytes) =>
    bytes < 1048576 ? `${number.format(Math.ceil(bytes / 1024))} KiB` : `${number.format(bytes / 1048576)} MiB`;
  const span = (seconds) => {
    const [amount, unit] = seconds < 90 ? [seconds, "second"] : seconds < 5400 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
    return new Intl.NumberFormat(LANG, { style: "unit", unit, unitDisplay: "long" }).format(Math.max(1, Math.ceil(amount)));
  };
  let going = null;

  const parts = (form) => {
    const box = form.closest(".sender-uploading");
    const progress = box.querySelector(".sender-progress");
    return {
      box,
      progress,
      words: box.dataset,
      file: form.querySelector("input[type=file]").files[0],
      refused: box.querySelector(".note.is-bad"),
      earlier: box.querySelector(".sender-earlier"),
      button: form.querySelector("button"),
      pause: progress.querySelector("[data-act=pause]"),
    };
  };

  // How fast it goes, over the last seconds; a pause or a lost line begins anew.
  const pace = () => {
    let seen = [];
    return {
      at(bytes) {
        const now = performance.now();
        seen = [...seen.filter(([when]) => now - when < WINDOW_MS), [now, bytes]];
        const [when, before] = seen[0];
        return now - when > 500 ? (1000 * (bytes - before)) / (now - when) : 0;
      },
      rest: () => (seen = []),
    };
  };

  const display = ({ progress, words, file, pause }) => {
    const [name, percent] = progress.querySelectorAll(".sender-going > *");
    const [rate, status] = progress.querySelectorAll("p.small");
    const bar = progress.querySelector("progress");
    const speed = pace();
    let last = 0;
    const far = (bytes) => {
      last = bytes;
      const perSecond = speed.at(bytes);
      bar.value = (100 * bytes) / file.size;
      percent.textContent = `${Math.floor((100 * bytes) / file.size)}%`;
      const left = perSecond > 0 ? ` · ${size(perSecond)}/s · ${words.left} ${span((file.size - bytes) / perSecond)}` : "";
      rate.textContent = `${size(bytes)} / ${size(file.size)}${left}`;
    };
    const said = { sending: "", paused: words.paused, waiting: words.waiting, reading: words.reading };
    name.textContent = file.name;
    return (state, bytes) => {
      if (state === "sending" && bytes !== undefined) far(bytes);
      if (state !== "sending") {
        speed.rest();
        rate.textContent = `${size(last)} / ${size(file.size)}`;
      }
      if (state === "reading") bar.removeAttribute("value");
      if (status.textContent !== said[state]) status.textContent = said[state];
      pause.parentElement.hidden = state === "reading";
      pause.textContent = state === "paused" || state === "waiting" ? words.resume : words.pause;
    };
  };

  const shown = (form, running) => {
    const { progress, earlier } = parts(form);
    form.hidden = running;
    progress.hidden = !running;
    if (running) earlier.hidden = true;
  };

  const refused = (form, kind, text) => {
    const { refused: note, words } = parts(form);
    note.textContent = text || words[kind] || words.failed;
    note.hidden = false;
    note.scrollIntoView({ block: "center" });
  };

  const sent = async (form) => {
    const here = parts(form);
    here.refused.hidden = true;
    if (!here.file.size) return refused(form, "empty");
    const given = new FormData(form);
    const said = Object.fromEntries(["feed", "sheet", "complete"].map((name) => [name, given.get(name)?.trim()]));
    going = new Uploading(here.file, here.box.dataset.uploads, said, display(here));
    shown(form, true);
    try {
      window.location.assign(await going.run());
    } catch (error) {
      shown(form, false);
      if (error.kind !== "cancelled") refused(form, error.kind, error.text);
    }
    going = null;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form) return;
    event.preventDefault();
    sent(form);
  });

  // A file that came in part before: say so, and let the button go on from there.
  document.addEventListener("change", async (event) => {
    const form = event.target.closest(".sender-file")?.form;
    if (!form) return;
    const { file, earlier, words, button, refused: note } = parts(form);
    button.dataset.usual ??= button.textContent;
    note.hidden = earlier.hidden = true;
    button.textContent = button.dataset.usual;
    const bytes = file && (await Uploading.earlier(file));
    if (!bytes || form.hidden) return;
    const far = `${size(bytes)} (${Math.floor((100 * bytes) / file.size)}%)`;
    earlier.querySelector("p").textContent = `${words.earlier} ${far}`;
    earlier.hidden = false;
    button.textContent = words.resume;
  });

  document.addEventListener("click", async (event) => {
    const form = event.target.closest(".sender-uploading")?.querySelector("form[data-upload]");
    if (event.target.closest(".sender-earlier button")) {
      await new Uploading(parts(form).file, null, {}, () => {}).forget();
      sent(form);
    }
    const act = going && event.target.closest("[data-act]")?.dataset.act;
    if (act === "cancel") going.cancel();
    if (act === "pause") (going.paused || going.wake ? going.resume() : going.pause());
  });

  document.addEventListener("dragover", (event) => event.target.closest(".sender-file")?.classList.add("is-over"));
  for (const over of ["dragleave", "drop"]) {
    document.addEventListener(over, (event) => event.target.closest(".sender-file")?.classList.remove("is-over"));
  }
})();

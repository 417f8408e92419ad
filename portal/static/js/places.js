// Which upload a file began in this browser, so that it goes on when the page is gone: nothing but its address is kept.
(() => {
  "use strict";
  const WEEK_MS = 7 * 24 * 3600 * 1000;
  const PREFIX = "wagewatch-upload:";

  // Where this browser's uploads are, by what a file is called, how large it is and when it was changed.
  const key = (file) => `${PREFIX}${file.name}:${file.size}:${file.lastModified}`;
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null; // a browser that keeps nothing uploads all the same
    }
  };
  const kept = (file) =>
    quietly(() => {
      const [at, begun] = JSON.parse(localStorage.getItem(key(file)));
      return Date.now() - begun < WEEK_MS ? at : null;
    });
  const keep = (file, at) => quietly(() => localStorage.setItem(key(file), JSON.stringify([at, Date.now()])));
  const drop = (file) => quietly(() => localStorage.removeItem(key(file)));

  Object.assign(window.wagewatch, { places: { kept, keep, drop } });
})();

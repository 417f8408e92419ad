// A file on its way in pieces (tus 1.0): after a lost line it goes on by itself, after a lost page when it is chosen again.
(() => {
  "use strict";
  const PIECE = 8 * 1024 * 1024;
  const LONGEST_WAIT_S = 30;
  const STALLED_MS = 20_000; // a line that is gone without a word

  const { kept, keep, drop } = window.wagewatch.places;

  // Something that time may heal; `after` says how many seconds the server wants to be left alone.
  class Lost extends Error {
    constructor(after = 0) {
      super("lost");
      this.after = after;
    }
  }
  // Something that it does not; `text` is the server's own word, `kind` is ours.
  class Refusal extends Error {
    constructor(kind, text = "") {
      super(kind);
      this.kind = kind;
      this.text = text;
    }
  }

  const encoded = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
  const about = (values) =>
    Object.entries(values)
      .filter(([, value]) => value)
      .map(([name, value]) => `${name} ${encoded(value)}`)
      .join(",");

  const detail = (answer) => {
    try {
      const told = JSON.parse(answer.responseText);
      return { text: document.documentElement.lang.startsWith("zh") ? told.detail_zh : told.detail, ...told };
    } catch {
      return {};
    }
  };

  class Uploading {
    constructor(file, root, said, told) {
      Object.assign(this, { file, root, said, told, at: kept(file), offset: 0, known: false, sent: false, tries: 0 });
    }

    // How many bytes of this file are there from before; null where there are none.
    static async earlier(file) {
      const found = new Uploading(file, null, {}, () => {});
      const known = found.at && (await found.place().catch(() => false));
      return known && found.offset > 0 ? found.offset : null;
    }

    // Until it is there: the address of the page on which it is read.
    async run() {
      for (;;) {
        try {
          if (!this.known && !this.sent) await this.place();
          while (this.offset < this.file.size) await this.piece();
          this.sent = true;
          return await this.delivered();
        } catch (error) {
          if (!(error instanceof Lost)) throw error;
          this.known = false;
          await this.readable();
          if (!this.paused) await this.wait(error.after);
          await this.going;
        }
      }
    }

    pause() {
      this.paused = true;
      this.going = new Promise((resolve) => (this.go = resolve));
      this.request?.abort();
      this.told("paused");
    }

    resume() {
      this.paused = false;
      this.tries = 0;
      this.go?.();
      this.wake?.();
      this.told("sending");
    }

    async cancel() {
      this.cancelled = true;
      this.request?.abort();
      this.go?.();
      this.wake?.();
      await this.forget();
    }

    async forget() {
      drop(this.file);
      if (this.at) await this.asked("POST", `${this.at}/forget`).catch(() => {});
    }

    // Where to go on from; a new upload where the server knows of none.
    async place() {
      if (this.at) {
        const answer = await this.asked("HEAD", this.at);
        if (answer.status === 200) {
          this.offset = Number(answer.getResponseHeader("Upload-Offset"));
          return (this.known = true);
        }
        if (answer.status !== 404) this.refuse(answer);
        drop(this.file);
        this.at = null;
      }
      return this.root ? this.begin() : false;
    }

    async begin() {
      const headers = {
        "Upload-Length": String(this.file.size),
        "Upload-Metadata": about({ filename: this.file.name, ...this.said }),
      };
      const answer = await this.asked("POST", this.root, { headers });
      if (answer.status === 429) throw new Refusal("failed", detail(answer).text); // too many are open already
      if (answer.status !== 201) this.refuse(answer);
      this.at = new URL(answer.getResponseHeader("Location"), document.baseURI).pathname;
      keep(this.file, this.at);
      this.offset = 0;
      return (this.known = true);
    }

    async piece() {
      const start = this.offset;
      const moved = (bytes) => this.told("sending", Math.min(start + bytes, this.file.size));
      const headers = { "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" };
      const body = this.file.slice(start, start + PIECE);
      this.told("sending", start);
      const answer = await this.asked("PATCH", this.at, { headers, body, moved });
      if (answer.status !== 204 && answer.status !== 409) this.refuse(answer);
      if (!answer.getResponseHeader("Upload-Offset")) throw new Lost();
      this.offset = Number(answer.getResponseHeader("Upload-Offset"));
      this.tries = 0;
    }

    // A file that was changed or moved meanwhile breaks a request off as a lost line does.
    async readable() {
      try {
        await this.file.slice(this.offset, this.offset + 1).arrayBuffer();
      } catch {
        throw new Refusal("changed");
      }
    }

    async delivered() {
      this.told("reading");
      const answer = await this.asked("POST", `${this.at}/submission`);
      const told = detail(answer);
      const page = answer.status === 201 ? told.page : told.submission && `/sender/deliveries/${told.submission}`;
      if (!page) this.sent = answer.status !== 404 && answer.status !== 409; // else it was never there whole
      if (!page && !this.sent) throw new Lost();
      if (!page) this.refuse(answer);
      drop(this.file);
      return page;
    }

    refuse(answer) {
      const busy = [404, 423, 429].includes(answer.status) || answer.status >= 500;
      if (busy) throw new Lost(Number(answer.getResponseHeader("Retry-After")) || 0);
      if (answer.status === 403) throw new Refusal("expired");
      throw new Refusal("failed", detail(answer).text);
    }

    // Wait longer each time; a line that is back, or somebody's word, ends it.
    wait(after) {
      const seconds = Math.max(after, Math.min(LONGEST_WAIT_S, 2 ** this.tries++ / 2));
      this.told("waiting");
      return new Promise((resolve) => {
        this.wake = () => {
          this.wake = null;
          resolve();
        };
        setTimeout(this.wake, seconds * 1000);
        window.addEventListener("online", this.wake, { once: true });
      });
    }

    asked(method, at, { headers = {}, body = null, moved } = {}) {
      const cancels = at.endsWith("/forget");
      if (this.cancelled && !cancels) return Promise.reject(new Refusal("cancelled"));
      if (this.paused && !cancels) return Promise.reject(new Lost());
      return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open(method, at);
        const usual = { "Tus-Resumable": "1.0.0", Accept: "application/problem+json", "X-CSRF-Token": window.wagewatch.token() };
        for (const [name, value] of Object.entries({ ...usual, ...headers })) request.setRequestHeader(name, value);
        const alive = () => (heard = performance.now());
        const watch = setInterval(() => performance.now() - heard > STALLED_MS && request.abort(), 1000);
        let heard = performance.now();
        for (const sign of ["progress", "load"]) request.upload.addEventListener(sign, alive);
        request.addEventListener("loadend", () => clearInterval(watch));
        if (moved) request.upload.addEventListener("progress", (event) => moved(event.loaded));
        const signedOut = () => new URL(request.responseURL).pathname.startsWith("/signin");
        request.addEventListener("load", () => (signedOut() ? reject(new Refusal("expired")) : resolve(request)));
        for (const end of ["error", "abort"]) {
          request.addEventListener(end, () => reject(this.cancelled ? new Refusal("cancelled") : new Lost()));
        }
        if (!cancels) this.request = request;
        request.send(body);
      });
    }
  }

  Object.assign(window.wagewatch, { Uploading });
})();

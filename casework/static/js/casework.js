/* Comfort only: every page does its work without this file.
   Nothing here listens to single letter keys (Telex), stores anything, or calls another host. */
"use strict";

(() => {
  const root = document.documentElement;
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const text = root.dataset;

  // A page that comes back out of the browser's memory may have been locked meanwhile.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      root.classList.add("gone");
      location.reload();
    }
  });

  // What is typed and not yet sent

  let dirty = null;
  let leaving = false;

  const watched = (form) =>
    form && form.method === "post" && form.closest("main") && !form.hasAttribute("data-free");

  document.addEventListener("input", (event) => {
    if (watched(event.target.form)) dirty = event.target.form;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") {
      leaving = true;
      form.dataset.sent = "yes";
      setTimeout(() => delete form.dataset.sent, 8000);
    }
  });

  addEventListener("beforeunload", (event) => {
    if (dirty && !leaving) event.preventDefault();
  });

  // Quick lock: the page goes at once, then the server drops the keys.
  // What was typed goes with it, to be kept sealed for its author.

  const lockForm = document.getElementById("lock");
  let locking = false;

  function lockNow() {
    if (!lockForm || locking) return;
    locking = leaving = true;
    root.classList.add("gone");
    document.title = "Casework";
    if (dirty && dirty.isConnected) {
      const unsent = new FormData(dirty);
      lockForm.action = lockForm.dataset.keep;
      const add = (name, value) => {
        const input = document.createElement("textarea");
        input.name = name;
        input.value = value;
        lockForm.append(input);
      };
      add("kept_address", new URL(dirty.action).pathname);
      const secret = new Set(all("input[type=password]", dirty).map((input) => input.name));
      for (const [name, value] of unsent) {
        if (typeof value === "string" && name !== "csrf_token" && !secret.has(name)) add(name, value);
      }
    }
    lockForm.submit();
  }

  if (lockForm) {
    lockForm.addEventListener("submit", (event) => {
      event.preventDefault();
      lockNow();
    });
    let presses = [];
    addEventListener("keydown", (event) => {
      if (event.key !== "Shift") {
        presses = [];
      } else if (!event.repeat) {
        presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < 1200);
        if (presses.length > 2) lockNow();
      }
    });
  }

  // A long page folds its sections on a phone; a link into one opens it.

  if (matchMedia("(max-width: 40rem)").matches) {
    for (const part of all("details[data-fold]")) part.open = false;
  }
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const part = target && target.closest("details[data-fold]");
    if (part) part.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // Time to lock, and a warning before it. Work on the page (typing too) keeps the desk open.

  const left = document.querySelector("[data-lock-in]");
  const bar = document.getElementById("idle");

  if (left && lockForm) {
    let end = Date.now() + left.dataset.lockIn * 1000;
    let active = 0;
    let asked = 0;
    const touch = () => {
      asked = Date.now();
      fetch(lockForm.dataset.touch, {
        method: "POST",
        headers: { "X-CSRFToken": lockForm.elements.csrf_token.value },
      })
        .then((answer) => (answer.ok ? answer.text() : Promise.reject()))
        .then((seconds) => {
          end = Date.now() + seconds * 1000;
          show();
        })
        .catch(() => {});
    };
    const show = () => {
      const seconds = Math.round((end - Date.now()) / 1000);
      if (seconds <= 0) {
        lockNow();
        return;
      }
      if (seconds < 420 && active > Date.now() - 60000 && asked < Date.now() - 60000) touch();
      left.firstElementChild.textContent = Math.max(1, Math.ceil(seconds / 60));
      left.classList.toggle("soon", seconds <= 120);
      bar.hidden = seconds > 120;
    };
    for (const sign of ["keydown", "pointerdown", "scroll"]) {
      addEventListener(sign, () => (active = Date.now()), { passive: true });
    }
    bar.querySelector("button").addEventListener("click", touch);
    document.addEventListener("visibilitychange", show);
    setInterval(show, 10000);
    show();
  }

  // Deadlines: the same words as kernel/clock.py format_left

  const words = (milliseconds) => {
    const head = milliseconds > 0 ? text.left : text.late;
    const minutes = Math.floor(Math.abs(milliseconds) / 60000);
    if (minutes >= 2880) return `${head} ${Math.floor(minutes / 1440)} ${text.days}`;
    if (minutes >= 60) return `${head} ${Math.floor(minutes / 60)} ${text.hours}`;
    return `${head} ${minutes || text.under} ${text.minutes}`;
  };
  const skew = Date.parse(text.now) - Date.now() || 0;
  const count = () => {
    for (const time of all("time[data-due]")) {
      time.textContent = words(Date.parse(time.dateTime) - Date.now() - skew);
    }
  };
  if (all("time[data-due]").length) setInterval(count, 20000);

  // Small helps inside forms

  for (const field of all("[data-max]")) {
    const said = document.getElementById(`${field.id}-count`);
    if (!said) continue;
    const most = Number(field.dataset.max);
    const tell = () => {
      const spare = most - [...field.value.normalize("NFC")].length;
      said.textContent =
        spare < 0 ? text.over.replace("#", -spare) : text.spare.replace("#", spare);
      said.classList.toggle("over", spare < 0);
      said.hidden = spare > Math.min(most / 2, 100);
    };
    field.addEventListener("input", tell);
    tell();
  }

  const two = (number) => String(number).padStart(2, "0");

  for (const button of all("button[data-for]")) {
    const field = document.getElementById(button.dataset.for);
    button.hidden = false;
    button.addEventListener("click", () => {
      if (field.type === "password" || button.dataset.shown) {
        const shown = field.type === "password";
        field.type = shown ? "text" : "password";
        button.dataset.shown = "yes";
        button.setAttribute("aria-pressed", shown);
        button.textContent = shown ? button.dataset.hide : button.dataset.show;
      } else {
        // Viet Nam has kept UTC+7 without daylight saving since 1975.
        const now = new Date(Date.now() + skew + 7 * 3600000);
        field.value =
          `${two(now.getUTCDate())}/${two(now.getUTCMonth() + 1)}/${now.getUTCFullYear()} ` +
          `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}`;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  document.querySelector(".errors")?.focus();
})();

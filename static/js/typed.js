// Keeps what somebody types in a part of a case until it has arrived: a telephone loses its network, or the page.

const notice = document.querySelector("[data-typed]");
const form = document.querySelector("form.entry");
const name = `typed ${notice.dataset.typed}`;
const kept = "input:not([type=hidden]):not([type=file]), textarea, select";
let unsaved = false;

function values() {
  const found = {};
  for (const control of form.querySelectorAll(kept)) {
    if (!control.name) continue;
    const box = control.type === "checkbox" || control.type === "radio";
    found[`${control.name} ${box ? control.value : ""}`] = box ? control.checked : control.value;
  }
  return found;
}

function keep(sent) {
  try {
    localStorage.setItem(name, JSON.stringify({ begun: form.elements.begun.value, sent, values: values() }));
  } catch {
    // A full or forbidden store keeps nothing; saving still works.
  }
}

function forget() {
  localStorage.removeItem(name);
  notice.hidden = true;
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function putBack(typed) {
  for (const control of form.querySelectorAll(kept)) {
    const box = control.type === "checkbox" || control.type === "radio";
    const value = typed.values[`${control.name} ${box ? control.value : ""}`];
    if (value === undefined) continue;
    if (box) control.checked = value;
    else control.value = value;
  }
  unsaved = true;
  notice.hidden = true;
}

const typed = read();
if ("sentBack" in notice.dataset) {
  // The answer to a form that was not saved holds what was typed, with a row more or less.
  unsaved = true;
  keep(false);
} else if (typed) {
  const arrived = typed.sent && typed.begun !== form.elements.begun.value;
  if (arrived || JSON.stringify(typed.values) === JSON.stringify(values())) forget();
  else notice.hidden = false;
}
notice.querySelector("[data-typed-back]").addEventListener("click", () => putBack(typed));
notice.querySelector("[data-typed-away]").addEventListener("click", forget);

form.addEventListener("input", () => {
  unsaved = true;
  keep(false);
});
form.addEventListener("submit", () => {
  unsaved = false;
  keep(true);
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

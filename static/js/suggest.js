// Suggestions below a search box while somebody types. Without this file the box searches all the same.
// The pattern is that of a combobox with a list (ARIA 1.2); what the list holds and says comes from the server.

const PAUSE = 150; // ms without typing
const KEPT = 30; // answers that are kept for whoever goes back a letter
const CHINESE = /\p{Script=Han}/u;

const answers = new Map();
let timer, asked;
let silentUntil = 0; // the site asked to wait

function parts(input) {
  const form = input.form;
  return { form, list: form.querySelector(".suggestions"), said: form.querySelector("[role=status]") };
}

// Whoever pays for each byte, or waits long for it, gets what they ask for and nothing else.
function sparing() {
  const link = navigator.connection;
  return Boolean(link && (link.saveData || /2g$/.test(link.effectiveType || "")));
}

function enough(text) {
  return [...text].length > 1 || CHINESE.test(text);
}

function prepare(input) {
  if (input.hasAttribute("aria-controls")) return;
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", "suggestions"],
  ]) {
    input.setAttribute(name, value);
  }
  const said = document.createElement("span");
  said.className = "hidden-text";
  said.setAttribute("role", "status");
  input.form.append(said);
}

function close(input) {
  clearTimeout(timer);
  asked?.abort();
  const { list, said } = parts(input);
  list?.remove();
  said.textContent = "";
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function show(input, html) {
  const { form, said } = parts(input);
  document.getElementById("suggestions")?.remove();
  form.insertAdjacentHTML("beforeend", html);
  const list = parts(input).list;
  said.textContent = list ? list.dataset.said : "";
  input.setAttribute("aria-expanded", String(Boolean(list)));
  input.removeAttribute("aria-activedescendant");
}

async function ask(input) {
  const text = input.value.trim();
  asked?.abort();
  if (!enough(text) || sparing() || Date.now() < silentUntil) return close(input);
  const address = `${input.form.dataset.suggest}?q=${encodeURIComponent(text)}`;
  if (!answers.has(address)) {
    const request = new AbortController();
    asked = request;
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (answer.status === 429) silentUntil = Date.now() + 1000 * Number(answer.headers.get("Retry-After"));
      if (!answer.ok) return close(input);
      answers.set(address, (await answer.text()).trim());
      if (answers.size > KEPT) answers.delete(answers.keys().next().value);
    } catch {
      return; // stopped by what was typed next, or no network: the box works without
    }
    if (request.signal.aborted) return;
  }
  if (document.activeElement === input && input.value.trim() === text) show(input, answers.get(address));
}

function move(input, step) {
  const { list } = parts(input);
  const options = [...list.children];
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = now < 0 && step < 0 ? options.length - 1 : now + step;
  if (now >= 0) options[now].removeAttribute("aria-selected");
  // Past either end one is back in the box, as it was typed.
  const option = options[next];
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function box(event) {
  const input = event.target;
  return input instanceof HTMLInputElement && input.name === "q" && input.form?.dataset.suggest ? input : null;
}

// A list of results that htmx has fetched has a new box.
function prepareAll() {
  for (const input of document.querySelectorAll("form[data-suggest] input[name=q]")) prepare(input);
}
prepareAll();
document.addEventListener("htmx:load", prepareAll);

function typed(event) {
  const input = box(event);
  if (!input || event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE, input);
}
document.addEventListener("input", typed);
document.addEventListener("compositionend", typed);

document.addEventListener("keydown", (event) => {
  const input = box(event);
  if (!input || event.isComposing || event.keyCode === 229) return;
  const { list } = parts(input);
  if (!list) return;
  const chosen = list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(input, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && chosen) chosen.click();
  else if (event.key === "Escape") close(input);
  else return;
  event.preventDefault();
});

// The box keeps the focus while somebody presses on the list, so that the list does not go before the link is followed.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".suggestions")) event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  const input = box(event);
  if (input) close(input);
});

document.addEventListener("submit", (event) => {
  if (event.target.dataset.suggest) close(event.target.elements.q);
});

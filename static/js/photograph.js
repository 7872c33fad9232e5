// Keeps a chosen photograph on the device until it has arrived, and sends it in pieces: a network that breaks costs a
// piece, not the photograph. What is kept belongs to one person and one case; the server knows the key of each, so
// that whatever is sent again is there once.

const SMALLEST = 256 * 1024;
const LARGEST = 2 * 1024 * 1024;
const QUICK = 3000; // milliseconds; a piece that takes less is followed by one of twice the size
const PATIENCE = 120_000;
const WIDEST = 2560; // pixels; more than any page or print of ours shows
const ENOUGH = 600 * 1024; // a photograph of so few bytes stays as it is
const PAUSES = [2, 4, 8, 16, 32, 60]; // seconds between attempts without a network
const NAME = "photographs";

class Broken extends Error {} // the network or the server fails: it is tried again
class Ended extends Error {} // it cannot go on now; the message is for the reader, or empty
class Refused extends Ended {} // this photograph never arrives
class Stopped extends Error {} // another photograph was chosen, or this one thrown away

// --- what is kept ---

const done = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

async function store(mode, work) {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(NAME, { keyPath: "place" }));
  const database = await done(opening);
  try {
    return await done(work(database.transaction(NAME, mode).objectStore(NAME)));
  } finally {
    database.close();
  }
}

// A full or forbidden store keeps nothing; sending still works as long as the page is open.
const kept = (mode, work) => store(mode, work).catch(() => undefined);

// --- the page ---

let form;
let photograph = null; // { place, person, key, name, type, content, values, sent }
let preparing = null; // a promise, while what is chosen is read and made smaller
let going = null; // what ends the attempt that runs
const place = () => `${form.dataset.person} ${form.dataset.photograph}`;
const file = () => form.elements.file;
const fields = () => [...form.elements].filter((each) => each.name && !["hidden", "file"].includes(each.type));

function values() {
  return Object.fromEntries(fields().map((each) => [each.name, each.type === "checkbox" ? each.checked : each.value]));
}

function say(name, text = "") {
  form.querySelector("[data-sending]").hidden = !name;
  for (const each of form.querySelectorAll("[data-says]")) each.hidden = each.dataset.says !== name;
  form.querySelector("[data-progress]").hidden = !["sending", "waiting"].includes(name);
  if (text) form.querySelector(`[data-says="${name}"]`).textContent = text;
}

function show(share) {
  const bar = form.querySelector("progress");
  bar.value = share;
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
  bar.nextElementSibling.textContent = percent.format(share);
}

function keep() {
  photograph.values = values();
  return kept("readwrite", (all) => all.put(photograph));
}

async function forget() {
  going?.abort();
  photograph = null;
  await kept("readwrite", (all) => all.delete(place()));
}

function choose() {
  const own = chosen().finally(() => {
    if (preparing === own) preparing = null;
  });
  preparing = own;
}

// Whoever corrects the choice before it is prepared means the later one, whichever is ready first.
async function chosen() {
  const [given] = file().files;
  await forget();
  say("");
  const made = given && (await smaller(given).catch(() => null));
  if (!given || file().files[0] !== given) return;
  if (!made) {
    file().value = "";
    say("unreadable");
    return;
  }
  photograph = { place: place(), person: form.dataset.person, key: newKey(), ...made, sent: false };
  form.elements.key.value = photograph.key;
  if ((await keep()) !== undefined) say("kept");
}

// A photograph of a telephone is made smaller before it uses up a slow link; it loses the place where it was taken as
// well. Its content is copied: a telephone may take the file away while it is sent.
async function smaller(given) {
  const { name, type } = given;
  if (given.size > ENOUGH && /^image\/(jpeg|webp|hei[cf])$/.test(type)) {
    try {
      const picture = await createImageBitmap(given);
      const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      if (made && made.size < given.size) {
        return { name: name.replace(/\.\w+$|$/, ".jpg"), type: made.type, content: await made.arrayBuffer() };
      }
    } catch {
      // Not one that this browser can draw: the server looks at it.
    }
  }
  return { name, type, content: await given.arrayBuffer() };
}

// `crypto.randomUUID` is there on secure pages only.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function putBack() {
  for (const each of fields()) {
    const value = photograph.values[each.name];
    if (each.type === "checkbox") each.checked = value === true;
    else if (value !== undefined) each.value = value;
  }
  chooseAgain();
}

function chooseAgain() {
  const list = new DataTransfer();
  list.items.add(new File([photograph.content], photograph.name, { type: photograph.type }));
  file().files = list.files;
  form.elements.key.value = photograph.key;
}

// --- sending ---

async function ask(address, options, stop) {
  const own = new AbortController();
  const end = () => own.abort();
  const timer = setTimeout(end, PATIENCE);
  stop.addEventListener("abort", end);
  let answer;
  try {
    answer = await fetch(address, { ...options, headers: { Accept: "application/json" }, signal: own.signal });
  } catch {
    throw new Broken();
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", end);
  }
  if (stop.aborted) throw new Stopped();
  if (answer.status === 429) {
    await wait(Number(answer.headers.get("Retry-After")) || 10, stop);
    return ask(address, options, stop);
  }
  if (answer.status >= 500) throw new Broken();
  if (answer.redirected) throw new Ended(); // to the form of those who are not logged in
  return answer;
}

// Only the sentence of those who look at photographs refuses one: others on the way answer with 400, too.
async function told(answer, stop) {
  const said = await answer.json().catch(() => ({}));
  if (stop.aborted) throw new Stopped();
  if (answer.status === 400 && said.problem) throw new Refused(said.problem);
  if (!answer.ok) throw new Ended(said.problem);
  return said;
}

function data(more) {
  const found = new FormData();
  found.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  found.set("key", photograph.key);
  for (const [name, value] of Object.entries(more)) found.set(name, value);
  return found;
}

async function sendPieces(stop) {
  const { content, key } = photograph;
  const address = form.dataset.pieces;
  let said = await told(await ask(`${address}?key=${key}`, {}, stop), stop);
  let size = SMALLEST;
  say("sending");
  while (!said.added && said.received < content.byteLength) {
    show(said.received / content.byteLength);
    const piece = new Blob([content.slice(said.received, said.received + size)]);
    const began = performance.now();
    const body = data({ size: content.byteLength, offset: said.received, piece });
    said = await told(await ask(address, { method: "POST", body }, stop), stop);
    size = performance.now() - began < QUICK ? Math.min(size * 2, LARGEST) : SMALLEST;
  }
  show(1);
}

async function sendWords(stop) {
  const words = Object.fromEntries(fields().filter((each) => each.type !== "checkbox" || each.checked).map((each) => [each.name, each.value]));
  const answer = await ask(form.action, { method: "POST", body: data(words) }, stop);
  if (answer.ok && answer.headers.get("Content-Type").startsWith("text/html")) {
    const text = await answer.text();
    if (stop.aborted) throw new Stopped();
    await correct(text);
    return;
  }
  const said = await told(answer, stop);
  await forget();
  location.assign(said.next);
}

// The page came back with what has to be corrected.
async function correct(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  begin();
  if ("arrived" in form.dataset) {
    photograph.sent = false;
    chooseAgain();
    await keep();
    say("kept");
  } else {
    await forget();
  }
  document.querySelector("main h1").scrollIntoView();
}

function wait(seconds, stop) {
  return new Promise((resolve) => {
    const timer = setTimeout(over, seconds * 1000);
    function over() {
      clearTimeout(timer);
      window.removeEventListener("online", over);
      stop.removeEventListener("abort", over);
      resolve();
    }
    window.addEventListener("online", over);
    stop.addEventListener("abort", over);
  });
}

async function send() {
  going?.abort();
  going = new AbortController();
  const stop = going.signal;
  photograph.sent = true;
  await keep();
  show(0);
  say("sending");
  for (let attempt = 0; !stop.aborted; attempt += 1) {
    try {
      await sendPieces(stop);
      await sendWords(stop);
      break;
    } catch (error) {
      if (error instanceof Broken) {
        if (stop.aborted) break;
        say("waiting");
        await wait(PAUSES[Math.min(attempt, PAUSES.length - 1)], stop);
        continue;
      }
      if (!(error instanceof Ended || error instanceof Stopped)) throw error;
      if (error instanceof Refused) await forget();
      if (error instanceof Ended) say(error.message ? "refused" : "ended", error.message);
      break;
    }
  }
  if (going?.signal === stop) going = null;
}

function begin() {
  form = document.querySelector("form[data-photograph]");
  file().addEventListener("change", choose);
  form.addEventListener("input", () => photograph && keep());
  form.addEventListener("submit", async (event) => {
    if (!photograph && !preparing) return; // nothing is chosen: the server says so
    event.preventDefault();
    await preparing;
    if (photograph && !going) send();
  });
  form.querySelector("[data-throw-away]").addEventListener("click", async () => {
    await forget();
    file().value = "";
    say("");
    file().focus();
  });
}

begin();
// Whoever used this device before has left nothing to see.
const found = (await kept("readonly", (all) => all.getAll())) ?? [];
for (const each of found) {
  if (each.person !== form.dataset.person) await kept("readwrite", (all) => all.delete(each.place));
}
photograph = found.find((each) => each.place === place()) ?? null;
if (photograph) {
  putBack();
  if (photograph.sent) send();
  else say("kept");
}

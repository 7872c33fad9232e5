// Improves what already works without it: menus close, a citation can be copied, a page printed.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    drop.open = false;
    drop.querySelector("summary").focus();
  }
});

document.addEventListener("click", async (event) => {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (!drop.contains(event.target)) drop.open = false;
  }
  const button = event.target.closest("button[data-copy], button[data-print]");
  if (!button) return;
  if (button.hasAttribute("data-print")) {
    window.print();
    return;
  }
  const text = document.getElementById(button.dataset.copy).innerText.trim();
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset.done;
});

// Buttons that need this script are hidden until it runs, and those of a new list until that is there.
function reveal() {
  for (const button of document.querySelectorAll("button[data-copy], button[data-print]")) {
    button.hidden = button.hasAttribute("data-copy") && !navigator.clipboard;
  }
}
reveal();
document.addEventListener("htmx:load", reveal);

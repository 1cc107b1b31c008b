/* Small comforts of the shell. Every page works without this file. */
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  // The menu button of narrow screens.
  const openMenu = (button) => {
    const menu = document.getElementById(button.getAttribute("aria-controls"));
    const open = menu.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  };

  // Copy a reference, and say so to everybody.
  const copyReference = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".pc-burger")) openMenu(button);
    if (button.matches(".pc-copy")) copyReference(button);
  });

  document.addEventListener("keydown", (event) => {
    const button = document.querySelector(".pc-burger[aria-expanded=true]");
    if (event.key === "Escape" && button) { openMenu(button); button.focus(); }
  });

  // One press, one request: a second press within a few seconds is ignored.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sentAt && Date.now() - Number(form.dataset.sentAt) < 4000) {
      event.preventDefault();
      return;
    }
    form.dataset.sentAt = String(Date.now());
  });

  // After a refused form, attention goes to the summary of what is wrong.
  const start = () => {
    const summary = document.querySelector(".pc-error-summary");
    if (summary) summary.focus();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

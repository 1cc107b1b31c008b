/* Small comforts of the shell. Every page works without this file. */
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  // The buttons of narrow screens that open the menu or the filters.
  const openPart = (button) => {
    const part = document.getElementById(button.getAttribute("aria-controls"));
    const open = part.classList.toggle("is-open");
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
    if (button.matches(".pc-burger, .pc-filters-toggle")) openPart(button);
    if (button.matches(".pc-copy")) copyReference(button);
    if (button.matches("[data-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    const button = document.querySelector(".pc-burger[aria-expanded=true]");
    if (event.key === "Escape" && button) { openPart(button); button.focus(); }
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

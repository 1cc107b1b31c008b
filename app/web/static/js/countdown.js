/* Keeps deadlines true on a page left open over midnight: past the day, the page asks to be read again. */
(() => {
  "use strict";
  const openedOn = new Date().toDateString();
  document.addEventListener("visibilitychange", () => {
    const late = document.visibilityState === "visible" && new Date().toDateString() !== openedOn;
    const typing = document.querySelector("main form[method=post] .pc-input");
    if (late && document.querySelector("[data-due]") && !typing) location.reload();
  });
})();

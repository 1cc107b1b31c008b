/* On narrow screens the filters of the catalogue begin folded; without this file they begin open. */
(() => {
  "use strict";
  const wide = window.matchMedia("(min-width: 992px)");
  const fold = () => {
    for (const part of document.querySelectorAll("details.cat-facets")) part.open = wide.matches;
  };
  wide.addEventListener("change", fold);
  fold();
})();

// Runs before the first paint: the theme chosen earlier, or that of the system, without a flash.
(function () {
  "use strict";
  var racine = document.documentElement;
  var choix = "system";
  try {
    choix = window.localStorage.getItem("scheme") || "system";
  } catch (refus) {
    choix = "system";
  }
  var sombre = choix === "dark" ||
    (choix === "system" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  racine.setAttribute("data-fr-scheme", choix);
  racine.setAttribute("data-fr-theme", sombre ? "dark" : "light");
})();

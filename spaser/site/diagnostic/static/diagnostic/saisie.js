// Typing a sheet in: a digit ticks the level of the row and goes to the next one.
(() => {
  "use strict";
  const lignes = [...document.querySelectorAll("tr[data-question]")];

  const tick = (ligne, valeur) => {
    const choix = ligne.querySelector(`input[value="${valeur}"]`);
    if (!choix) return;
    choix.checked = true;
    const suivante = lignes[lignes.indexOf(ligne) + 1];
    const but = suivante
      ? suivante.querySelector("input:checked") || suivante.querySelector("input")
      : choix.form.querySelector("button[type=submit]");
    but.focus();
  };

  for (const ligne of lignes) {
    ligne.addEventListener("keydown", (evenement) => {
      if (evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
      const touche = evenement.key.toLowerCase();
      if (!/^[0-4x]$/.test(touche)) return;
      evenement.preventDefault();
      tick(ligne, touche);
    });
  }
})();

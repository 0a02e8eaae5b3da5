// Follows the reading of files: says how far it is, and shows the new figures at its end.
(() => {
  const attente = document.getElementById("depenses-attente");
  if (!attente) return;
  const attendre = (delai) => window.setTimeout(demander, delai);

  async function demander() {
    try {
      const reponse = await fetch(attente.dataset.etat, { headers: { Accept: "application/json" } });
      const etat = await reponse.json();
      for (const [cle, texte] of Object.entries(etat.fichiers)) {
        const badge = document.querySelector(`[data-cle="${cle}"]`);
        if (badge) badge.textContent = texte;
      }
      if (etat.attend) attendre(1500);
      else window.location.reload();
    } catch {
      attendre(10000);
    }
  }

  attendre(1000);
})();

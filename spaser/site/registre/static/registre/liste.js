// Refines the list without reloading: the same addresses, read in the background.
(() => {
  "use strict";

  const formulaire = document.querySelector("[data-liste]");
  const annonce = document.getElementById("annonce");
  const telephone = window.matchMedia("(max-width: 61.99em)");
  let enCours = null;

  const adresseDe = () => {
    const donnees = new URLSearchParams(new FormData(formulaire));
    for (const [nom, valeur] of [...donnees]) {
      if (valeur === "") donnees.delete(nom, valeur);
    }
    const requete = donnees.toString();
    return formulaire.action + (requete ? `?${requete}` : "");
  };

  const remplacer = (page, identifiant) => {
    const ancien = document.getElementById(identifiant);
    const ouverts = new Map([...ancien.querySelectorAll("details")].map((d) => [d.id, d.open]));
    const nouveau = document.importNode(page.getElementById(identifiant), true);
    for (const detail of nouveau.querySelectorAll("details")) {
      if (ouverts.has(detail.id)) detail.open = ouverts.get(detail.id);
    }
    ancien.replaceWith(nouveau);
  };

  const preparer = () => {
    for (const bouton of document.querySelectorAll("[data-sans-script]")) bouton.hidden = true;
  };

  const lire = async (adresse, { historique = true, haut = false } = {}) => {
    enCours?.abort();
    enCours = new AbortController();
    const focus = document.activeElement?.id;
    try {
      const reponse = await fetch(adresse, { signal: enCours.signal });
      if (!reponse.ok) throw new Error(String(reponse.status));
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      for (const identifiant of ["filtres", "resultats"]) remplacer(page, identifiant);
      document.title = page.title;
      if (historique) window.history.pushState(null, "", adresse);
    } catch (erreur) {
      if (erreur.name !== "AbortError") window.location.assign(adresse);
      return;
    }
    preparer();
    const nombre = document.getElementById("nombre");
    if (haut) nombre.focus();
    else if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    annonce.textContent = nombre.textContent;
  };

  formulaire.addEventListener("submit", (evenement) => {
    if (evenement.submitter?.hasAttribute("data-comparer")) return;
    evenement.preventDefault();
    lire(adresseDe());
  });

  formulaire.addEventListener("change", (evenement) => {
    if (evenement.target.name !== "q") lire(adresseDe());
  });

  formulaire.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest(
      ".spaser-carte a, .fr-pagination a[href], .fr-tags-group a[href]",
    );
    if (!lien || evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
    evenement.preventDefault();
    lire(lien.href.baseVal ?? lien.href, { haut: true }).then(() => {
      document.getElementById("q").value = new URL(window.location).searchParams.get("q") ?? "";
    });
  });

  window.addEventListener("popstate", () => {
    document.getElementById("q").value = new URL(window.location).searchParams.get("q") ?? "";
    lire(window.location.href, { historique: false });
  });

  preparer();
  if (telephone.matches) document.getElementById("tous-les-filtres")?.removeAttribute("open");
})();

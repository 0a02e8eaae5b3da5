// Proposes organisations while a name is typed. Without it, the form searches all the same.
(() => {
  const champ = document.querySelector("[data-suggestions]");
  const liste = document.getElementById("suggestions");
  if (!champ || !liste) return;
  let attente = 0;
  let demande = null;

  const show = (suggestions) => {
    liste.replaceChildren(
      ...suggestions.map(({ siren, nom, lieu }) => {
        const option = document.createElement("option");
        option.value = `${siren} ${nom}`;
        option.label = lieu ? `${nom} – ${lieu}` : nom;
        return option;
      }),
    );
  };

  const ask = async () => {
    demande?.abort();
    demande = new AbortController();
    const adresse = `${champ.dataset.suggestions}?q=${encodeURIComponent(champ.value)}`;
    try {
      const reponse = await fetch(adresse, { signal: demande.signal });
      if (reponse.ok) show((await reponse.json()).suggestions);
    } catch {
      // Another letter was typed, or the network is gone: the form still works.
    }
  };

  champ.addEventListener("input", () => {
    clearTimeout(attente);
    if (champ.value.trim().length > 2) attente = setTimeout(ask, 200);
  });
})();

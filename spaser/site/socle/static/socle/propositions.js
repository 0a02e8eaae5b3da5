// Proposes pages while words are typed in a search field. Without it, the form searches all the same.
// The field says where to ask (data-propositions), and what is proposed, in one word and in several
// (data-quoi, data-quois); the answer is one list of { nom, precision, adresse }.
(() => {
  const equip = (champ) => {
    const liste = document.createElement("ul");
    const annonce = document.createElement("p");
    let attente = 0;
    let demande = null;
    let choisi = -1;

    liste.id = `${champ.id}-propositions`;
    liste.className = "spaser-propositions";
    liste.setAttribute("role", "listbox");
    liste.setAttribute("aria-label", champ.dataset.quois);
    liste.hidden = true;
    annonce.className = "fr-sr-only";
    annonce.setAttribute("role", "status");
    champ.form.append(liste, annonce);
    champ.setAttribute("role", "combobox");
    champ.setAttribute("aria-autocomplete", "list");
    champ.setAttribute("aria-controls", liste.id);
    champ.setAttribute("aria-expanded", "false");

    const open = (ouverte) => {
      liste.hidden = !ouverte;
      champ.setAttribute("aria-expanded", String(ouverte));
      if (!ouverte) choose(-1);
    };

    const choose = (rang) => {
      choisi = rang;
      [...liste.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === rang)));
      if (rang < 0) champ.removeAttribute("aria-activedescendant");
      else champ.setAttribute("aria-activedescendant", liste.children[rang].id);
    };

    const follow = (option) => window.location.assign(option.dataset.adresse);

    const makeOption = ({ nom, precision, adresse }, rang) => {
      const option = document.createElement("li");
      const detail = document.createElement("span");
      option.id = `${champ.id}-proposition-${rang}`;
      option.setAttribute("role", "option");
      option.dataset.adresse = adresse;
      detail.className = "spaser-propositions__detail";
      detail.textContent = precision;
      option.append(nom, detail);
      option.addEventListener("mousedown", (geste) => {
        geste.preventDefault(); // the field keeps the focus
        follow(option);
      });
      return option;
    };

    const show = (proposees) => {
      liste.replaceChildren(...proposees.map(makeOption));
      open(proposees.length > 0);
      const { quoi, quois } = champ.dataset;
      annonce.textContent = proposees.length
        ? `${proposees.length} ${proposees.length > 1 ? quois : quoi}`
        : "Aucune proposition";
    };

    const ask = async () => {
      demande?.abort();
      demande = new AbortController();
      const adresse = `${champ.dataset.propositions}?q=${encodeURIComponent(champ.value)}`;
      try {
        const reponse = await fetch(adresse, { signal: demande.signal });
        if (reponse.ok) show(Object.values(await reponse.json())[0]);
      } catch {
        // Another letter was typed, or the network is gone: the form still works.
      }
    };

    champ.addEventListener("input", () => {
      clearTimeout(attente);
      if (champ.value.trim().length > 2) attente = setTimeout(ask, 150);
      else open(false);
    });
    champ.addEventListener("blur", () => open(false));
    champ.addEventListener("keydown", (touche) => {
      const nombre = liste.children.length;
      if (touche.key === "Escape" && !liste.hidden) {
        touche.preventDefault();
        open(false);
      } else if (touche.key === "Enter" && choisi >= 0) {
        touche.preventDefault();
        follow(liste.children[choisi]);
      } else if ((touche.key === "ArrowDown" || touche.key === "ArrowUp") && nombre) {
        touche.preventDefault();
        open(true);
        const pas = touche.key === "ArrowDown" ? 1 : -1;
        choose((choisi + pas + nombre + (choisi < 0 && pas < 0 ? 1 : 0)) % nombre);
      }
    });
  };

  document.querySelectorAll("[data-propositions]").forEach(equip);
})();

// Typing « @ » proposes the colleagues of the list under the text; without this, the list does it.

const MOT = /(^|\s)@([\p{L}\p{M} .'’-]{0,40})$/u;

for (const texte of document.querySelectorAll("textarea[data-mentions]")) {
  const noms = [...texte.form.elements.mention.options].slice(1).map((choix) => choix.text);
  const propositions = document.createElement("div");
  propositions.className = "spaser-propositions";
  propositions.setAttribute("role", "group");
  propositions.setAttribute("aria-label", "Collègues proposés");
  const annonce = document.createElement("p");
  annonce.className = "fr-sr-only";
  annonce.setAttribute("role", "status");
  texte.after(propositions, annonce);

  const avant = () => texte.value.slice(0, texte.selectionStart);

  const hide = () => propositions.replaceChildren();

  const insert = (nom) => {
    const debut = avant().replace(MOT, `$1@${nom} `);
    const fin = texte.value.slice(texte.selectionStart);
    texte.value = debut + fin;
    hide();
    texte.focus();
    texte.setSelectionRange(debut.length, debut.length);
  };

  const propose = () => {
    const mot = avant().match(MOT);
    const cherche = mot ? mot[2].toLocaleLowerCase("fr") : "";
    const trouves = mot
      ? noms.filter((nom) => nom.toLocaleLowerCase("fr").includes(cherche)).slice(0, 6)
      : [];
    hide();
    annonce.textContent = trouves.length ? "Flèche vers le bas pour choisir un collègue." : "";
    for (const nom of trouves) {
      const bouton = document.createElement("button");
      bouton.type = "button";
      bouton.className = "fr-btn fr-btn--sm fr-btn--secondary";
      bouton.textContent = `@${nom}`;
      bouton.addEventListener("click", () => insert(nom));
      propositions.append(bouton);
    }
  };

  texte.addEventListener("input", propose);
  texte.addEventListener("keydown", (touche) => {
    if (touche.key === "Escape") hide();
    if (touche.key === "ArrowDown" && propositions.firstChild) {
      touche.preventDefault();
      propositions.firstChild.focus();
    }
  });
  propositions.addEventListener("keydown", (touche) => {
    if (touche.key !== "Escape") return;
    hide();
    texte.focus();
  });
}

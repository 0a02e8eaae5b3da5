// Creates or uses a passkey, then sends the form. Without it, a code does as well.
(() => {
  const form = document.querySelector("[data-cle]");
  const etat = document.querySelector("[data-cle-etat]");
  if (!form || !etat) return;
  if (!window.PublicKeyCredential) {
    etat.textContent = "Ce navigateur ne connaît pas les clés d’accès.";
    return;
  }
  const creation = form.dataset.cle === "creation";
  let pret = false;
  form.hidden = false;

  const read = (texte) => {
    const base64 = texte.replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(base64), (signe) => signe.charCodeAt(0));
  };

  const write = (octets) =>
    btoa(String.fromCharCode(...new Uint8Array(octets)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  const readOptions = () => {
    const options = JSON.parse(form.dataset.options);
    options.challenge = read(options.challenge);
    if (options.user) options.user.id = read(options.user.id);
    for (const liste of [options.excludeCredentials, options.allowCredentials])
      for (const cle of liste ?? []) cle.id = read(cle.id);
    return { publicKey: options };
  };

  const ask = () =>
    creation ? navigator.credentials.create(readOptions()) : navigator.credentials.get(readOptions());

  const PARTIES = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  const tell = ({ id, rawId, type, response }) => {
    const parties = PARTIES.filter((nom) => response[nom]);
    return JSON.stringify({
      id,
      rawId: write(rawId),
      type,
      response: Object.fromEntries(parties.map((nom) => [nom, write(response[nom])])),
    });
  };

  const FAUTES = {
    InvalidStateError: "Cette clé est déjà enregistrée. Choisissez-en une autre.",
    NotAllowedError: "La clé n’a pas répondu. Recommencez, ou choisissez un autre moyen.",
    SecurityError: "Les clés d’accès ne marchent pas à cette adresse. Choisissez un autre moyen.",
  };

  form.addEventListener("submit", async (geste) => {
    if (pret) return;
    geste.preventDefault();
    etat.textContent = "Suivez les indications de votre navigateur.";
    try {
      form.elements.cle.value = tell(await ask());
    } catch (faute) {
      etat.textContent = FAUTES[faute.name] ?? FAUTES.NotAllowedError;
      return;
    }
    pret = true;
    form.requestSubmit();
  });
})();

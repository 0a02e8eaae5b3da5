// What was answered, judged and packed: the same characters as the site's own cookie.
"use strict";

(() => {
  const VERSION = "1";
  const SIGNES = "0123456789abcdefghijklmnopqrstuvwxyz";
  const CLE = 8;
  const TETE = 13;
  const PAQUET_MAX = 3500;

  const egales = (unes, autres) => unes.length === autres.length && unes.every((v, n) => v === autres[n]);

  // Of an order, ranks count; of the rest, only what is ticked.
  SPASER.juger = (question, choisis) =>
    question.nature === "ordre"
      ? egales(choisis, question.justes)
      : egales([...choisis].sort((a, b) => a - b), question.justes);

  const emballer = (cle, suivi, avecReponses) => {
    const reponses = avecReponses ? Object.entries(suivi.reponses) : [];
    return [
      `${cle}${suivi.version}${suivi.faite ? "*" : "-"}`,
      ...reponses.map(([question, choisis]) => question + choisis.map((n) => SIGNES[n]).join("")),
    ].join("_");
  };

  // `suivis`: [key of a lesson, what is kept of it], in the order of the lessons.
  SPASER.emballer = (suivis, maximum = PAQUET_MAX) => {
    const entier = [VERSION, ...suivis.map(([cle, suivi]) => emballer(cle, suivi, true))].join(".");
    if (entier.length <= maximum) return entier;
    let paquet = VERSION;
    for (const [cle, suivi] of suivis) {
      const suite = `${paquet}.${emballer(cle, suivi, !suivi.faite)}`;
      if (suite.length > maximum) break;
      paquet = suite;
    }
    return paquet;
  };

  SPASER.deballer = (paquet) => {
    const [version, ...morceaux] = paquet.split(".");
    if (version !== VERSION) return {};
    const lus = {};
    for (const morceau of morceaux) {
      const [tete, ...reponses] = morceau.split("_");
      if (tete.length !== TETE) continue;
      lus[tete.slice(0, CLE)] = {
        version: tete.slice(CLE, -1),
        faite: tete.endsWith("*"),
        reponses: Object.fromEntries(
          reponses
            .filter((reponse) => reponse.length > CLE)
            .map((reponse) => [reponse.slice(0, CLE), [...reponse.slice(CLE)].map((s) => SIGNES.indexOf(s))]),
        ),
      };
    }
    return lus;
  };
})();

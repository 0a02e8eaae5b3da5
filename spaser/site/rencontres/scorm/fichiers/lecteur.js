// Shows one lesson at a time, corrects, and tells the platform. Without it, the page reads whole.
"use strict";

(() => {
  const CENT = 100;
  const seuil = Number(document.body.dataset.seuil);

  const lireQuestion = (form) => ({
    form,
    cle: form.dataset.question,
    nature: form.dataset.nature,
    justes: form.dataset.justes.split(" ").filter(Boolean).map(Number),
    champs: [...form.querySelectorAll("fieldset input, fieldset select")],
    correction: form.parentElement.querySelector("[data-correction]"),
    manque: form.querySelector("[data-manque]"),
  });

  const lecons = [...document.querySelectorAll("[data-lecon]")].map((article) => ({
    article,
    cle: article.dataset.lecon,
    version: article.dataset.version,
    titre: article.querySelector("h2"),
    questions: [...article.querySelectorAll("form")].map(lireQuestion),
  }));
  const suivis = {};
  const montrer = (etat, oui = true) => {
    document.querySelector(`[data-etat="${etat}"]`).hidden = !oui;
  };

  // What is typed: choices in the order of their ranks, or those ticked; null when it is no answer.
  const lireReponse = ({ nature, champs }) => {
    if (nature !== "ordre") {
      const coches = champs.filter((champ) => champ.checked).map((champ) => Number(champ.value));
      return coches.length ? coches.sort((a, b) => a - b) : null;
    }
    const places = champs.map((champ) => [Number(champ.value), Number(champ.name.slice("rang-".length))]);
    const rangs = new Set(places.map(([place]) => place));
    if (rangs.has(0) || rangs.size !== champs.length) return null;
    return places.sort(([une], [autre]) => une - autre).map(([, rang]) => rang);
  };

  const remettreReponse = ({ nature, champs }, choisis) => {
    for (const champ of champs) {
      if (nature === "ordre") {
        const place = choisis.indexOf(Number(champ.name.slice("rang-".length))) + 1;
        champ.value = place ? String(place) : "";
      } else {
        champ.checked = choisis.includes(Number(champ.value));
      }
    }
  };

  const corriger = (question, choisis) => {
    const juste = SPASER.juger(question, choisis);
    question.correction.hidden = false;
    question.correction.classList.toggle("formation-correction--fausse", !juste);
    for (const verdict of question.correction.querySelectorAll("[data-verdict]")) {
      verdict.hidden = (verdict.dataset.verdict === "juste") !== juste;
    }
  };

  const compterJustes = (lecon) => {
    const { reponses } = suivis[lecon.cle] ?? { reponses: {} };
    return lecon.questions.filter((q) => reponses[q.cle] && SPASER.juger(q, reponses[q.cle])).length;
  };
  const estAtteinte = (lecon) =>
    lecon.questions.every((question) => suivis[lecon.cle].reponses[question.cle]) &&
    CENT * compterJustes(lecon) >= seuil * lecon.questions.length;
  const estFaite = (lecon) => Boolean(suivis[lecon.cle]?.faite);
  const estFini = () => lecons.every(estFaite);

  const dire = () => {
    for (const lecon of lecons) {
      const faite = estFaite(lecon);
      document.querySelector(`[data-vers="${lecon.cle}"]`).parentElement.querySelector("[data-faite]").hidden = !faite;
      lecon.article.querySelector("[data-lecon-finie]").hidden = !faite;
    }
    montrer("fini", estFini() || Boolean(plateforme?.terminee));
  };

  const garder = (lecon) => {
    if (!plateforme) return;
    const total = lecons.reduce((somme, une) => somme + une.questions.length, 0);
    const justes = lecons.reduce((somme, une) => somme + compterJustes(une), 0);
    const garde = plateforme.garder({
      paquet: SPASER.emballer(lecons.filter((une) => suivis[une.cle]).map((une) => [une.cle, suivis[une.cle]])),
      lecon: lecon.titre.id.slice(0, 255),
      score: total ? Math.round((CENT * justes) / total) : 0,
      fini: estFini(),
    });
    montrer("pleine", !garde);
  };

  const repondre = (lecon, question) => {
    const choisis = lireReponse(question);
    question.manque.hidden = choisis !== null;
    if (choisis === null) {
      question.manque.focus();
      return;
    }
    const avant = suivis[lecon.cle] ?? { reponses: {}, faite: false };
    suivis[lecon.cle] = { ...avant, version: lecon.version, reponses: { ...avant.reponses, [question.cle]: choisis } };
    suivis[lecon.cle].faite = avant.faite || estAtteinte(lecon);
    corriger(question, choisis);
    garder(lecon);
    dire();
    question.correction.focus();
  };

  const ouvrir = (ancre) => {
    const but = document.getElementById(ancre);
    const article = but?.closest("[data-lecon]");
    for (const lecon of lecons) lecon.article.hidden = lecon.article !== article;
    if (article) {
      but.scrollIntoView();
      if (but.tabIndex === -1) but.focus();
    }
  };

  // What was answered to a question that is no longer asked is let go; the rest may now be enough.
  const reprendre = (paquet) => {
    const lus = SPASER.deballer(paquet);
    for (const lecon of lecons.filter((une) => lus[une.cle])) {
      const lu = lus[lecon.cle];
      const posees = lecon.questions.filter((question) => lu.reponses[question.cle]);
      if (lu.version !== lecon.version) montrer("changee");
      suivis[lecon.cle] = {
        version: lecon.version,
        faite: lu.faite,
        reponses: Object.fromEntries(posees.map((question) => [question.cle, lu.reponses[question.cle]])),
      };
      suivis[lecon.cle].faite ||= estAtteinte(lecon);
      for (const question of posees) {
        remettreReponse(question, lu.reponses[question.cle]);
        corriger(question, lu.reponses[question.cle]);
      }
    }
  };

  const plateforme = SPASER.ouvrirPlateforme();
  montrer("gardee", Boolean(plateforme));
  montrer("seul", !plateforme);
  if (plateforme) {
    reprendre(plateforme.lire("cmi.suspend_data"));
    const dernier = plateforme.lire("cmi.core.lesson_location");
    if (estFini() && !plateforme.terminee) garder(lecons.at(-1));
    ouvrir(window.location.hash.slice(1) || dernier);
    for (const fin of ["pagehide", "unload"]) {
      window.addEventListener(fin, () => plateforme.quitter());
    }
  } else {
    ouvrir(window.location.hash.slice(1));
  }
  dire();
  for (const lecon of lecons) {
    for (const question of lecon.questions) {
      question.form.addEventListener("submit", (envoi) => {
        envoi.preventDefault();
        repondre(lecon, question);
      });
    }
  }
  window.addEventListener("hashchange", () => ouvrir(window.location.hash.slice(1)));
})();

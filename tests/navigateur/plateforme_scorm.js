// A learning platform that keeps to SCORM 1.2 and writes down each fault of the page that it opens.
"use strict";

(() => {
  const OUI = "true";
  const NON = "false";
  const LUS = ["cmi.core.lesson_status", "cmi.core.lesson_location", "cmi.core.score.raw", "cmi.suspend_data"];
  const ETATS = ["passed", "completed", "failed", "incomplete", "browsed"];
  const nombre = (valeur) => /^\d{1,3}(\.\d{1,2})?$/.test(valeur) && Number(valeur) <= 100;
  const ECRITS = {
    "cmi.core.lesson_status": (valeur) => ETATS.includes(valeur),
    "cmi.core.lesson_location": (valeur) => valeur.length <= 255,
    "cmi.core.score.raw": nombre,
    "cmi.core.score.min": nombre,
    "cmi.core.score.max": nombre,
    "cmi.core.exit": (valeur) => ["time-out", "suspend", "logout", ""].includes(valeur),
    "cmi.core.session_time": (valeur) => /^\d{2,4}:\d{2}:\d{2}(\.\d{1,2})?$/.test(valeur),
    "cmi.suspend_data": (valeur) => valeur.length < 4096,
  };

  window.creerPlateforme = (gardes = {}) => {
    const cmi = { "cmi.core.lesson_status": "not attempted", "cmi.suspend_data": "", ...gardes };
    const journal = [];
    const fautes = [];
    let etat = "fermée";
    let erreur = "0";
    const refuser = (code, faute) => {
      erreur = code;
      fautes.push(faute);
      return "";
    };
    const appel = (nom, args) => {
      journal.push([nom, ...args]);
      if (args.some((arg) => typeof arg !== "string")) refuser("201", `${nom} : un argument n’est pas un texte`);
      erreur = "0";
      if (nom !== "LMSInitialize" && etat !== "ouverte") refuser("301", `${nom} hors de la visite`);
      return erreur === "0";
    };
    const API = {
      LMSInitialize: (rien) => {
        appel("LMSInitialize", [rien]);
        if (etat !== "fermée" || rien !== "") return refuser("101", "LMSInitialize deux fois") || NON;
        etat = "ouverte";
        return OUI;
      },
      LMSGetValue: (nom) => {
        if (!appel("LMSGetValue", [nom])) return "";
        if (!LUS.includes(nom)) return refuser("401", `${nom} ne se lit pas`);
        return cmi[nom] ?? "";
      },
      LMSSetValue: (nom, valeur) => {
        if (!appel("LMSSetValue", [nom, valeur])) return NON;
        if (!ECRITS[nom]?.(valeur)) return refuser("405", `${nom} n’accepte pas « ${valeur} »`) || NON;
        cmi[nom] = valeur;
        return OUI;
      },
      LMSCommit: (rien) => (appel("LMSCommit", [rien]) && rien === "" ? OUI : NON),
      LMSFinish: (rien) => {
        if (!appel("LMSFinish", [rien])) return NON;
        etat = "finie";
        return OUI;
      },
      LMSGetLastError: () => erreur,
      LMSGetErrorString: () => "",
      LMSGetDiagnostic: () => "",
    };
    return { API, cmi, journal, fautes, lire: () => etat };
  };
})();

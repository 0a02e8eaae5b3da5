// The learning platform, as SCORM 1.2 lets a page speak to it. Nothing is said once it is left.
"use strict";

const SPASER = {};

(() => {
  const NIVEAUX = 7;
  const TERMINES = ["completed", "passed"];
  const OUI = "true";

  const monter = (fenetre) => {
    let lieu = fenetre;
    for (let niveau = 0; lieu && niveau <= NIVEAUX; niveau += 1) {
      try {
        if (lieu.API) return lieu.API;
        if (lieu.parent === lieu) return null;
        lieu = lieu.parent;
      } catch {
        return null; // a window of another site
      }
    }
    return null;
  };

  const lireOuvreuse = (fenetre) => {
    try {
      return fenetre.opener;
    } catch {
      return null;
    }
  };

  // HHHH:MM:SS
  const ecrireDuree = (ms) => {
    const secondes = Math.min(Math.floor(ms / 1000), 9999 * 3600);
    const deux = (nombre) => String(nombre).padStart(2, "0");
    const heures = String(Math.floor(secondes / 3600)).padStart(4, "0");
    return `${heures}:${deux(Math.floor(secondes / 60) % 60)}:${deux(secondes % 60)}`;
  };

  class Plateforme {
    constructor(api) {
      this.api = api;
      this.debut = Date.now();
      this.quittee = false;
      const etat = this.lire("cmi.core.lesson_status");
      this.terminee = TERMINES.includes(etat);
      if (!this.terminee && etat !== "incomplete") this.ecrire("cmi.core.lesson_status", "incomplete");
    }

    lire(nom) {
      const valeur = this.api.LMSGetValue(nom);
      return String(this.api.LMSGetLastError()) === "0" ? String(valeur) : "";
    }

    ecrire(nom, valeur) {
      return String(this.api.LMSSetValue(nom, String(valeur))) === OUI;
    }

    // Says whether what matters was kept. « completed » is sent once, and never taken back.
    garder({ paquet, lecon, score, fini }) {
      if (this.quittee) return false;
      let garde = this.ecrire("cmi.suspend_data", paquet);
      this.ecrire("cmi.core.lesson_location", lecon);
      this.ecrire("cmi.core.score.min", 0);
      this.ecrire("cmi.core.score.max", 100);
      this.ecrire("cmi.core.score.raw", score);
      if (fini && !this.terminee) {
        this.terminee = this.ecrire("cmi.core.lesson_status", "completed");
        garde &&= this.terminee;
      }
      return String(this.api.LMSCommit("")) === OUI && garde;
    }

    quitter() {
      if (this.quittee) return;
      this.quittee = true;
      this.ecrire("cmi.core.session_time", ecrireDuree(Date.now() - this.debut));
      this.ecrire("cmi.core.exit", this.terminee ? "" : "suspend");
      this.api.LMSCommit("");
      this.api.LMSFinish("");
    }
  }

  SPASER.ecrireDuree = ecrireDuree;
  SPASER.ouvrirPlateforme = () => {
    const api = monter(window) ?? monter(lireOuvreuse(window)) ?? monter(lireOuvreuse(window.top));
    if (!api || String(api.LMSInitialize("")) !== OUI) return null;
    return new Plateforme(api);
  };
})();

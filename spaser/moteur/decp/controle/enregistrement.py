"""One record: brought to the names of v2, examined field by field, then as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from spaser.moteur.decp.champs import ANCIENS_NOMS, FAMILLES, NOUVEAUX_CHAMPS
from spaser.moteur.decp.controle.modele import Probleme, Releve, Sort, show_brut
from spaser.moteur.decp.controle.regles import REGLES
from spaser.moteur.decp.controle.structures import ExamenObjet
from spaser.moteur.decp.octets import CARACTERE_INVALIDE, CLE_EN_DOUBLE
from spaser.moteur.decp.xml.tolerant import TEXTE_PARASITE, TEXTE_PERDU

type Objet = dict[str, Any]

_EXAMENS: Final = {
    famille: ExamenObjet(champs, "", famille) for famille, champs in FAMILLES.items()
}
_PLIES: Final = {
    famille: {nom.casefold(): nom for nom in examen.noms} for famille, examen in _EXAMENS.items()
}
_PROPRES_CONCESSION: Final = frozenset({"valeurGlobale", "autoriteConcedante", "concessionnaires"})
_CONTENU: Final = frozenset({"objet", "montant", "valeurGlobale"})


class Verdict(NamedTuple):
    """What is wrong with a record, and the record once repaired (None: the buyer is needed)."""

    famille: str
    problemes: list[Probleme]
    repare: Objet | None

    @property
    def valide(self) -> bool:
        """Nothing is wrong, remarks aside."""
        return all(p.sort is Sort.REMARQUE for p in self.problemes)

    @property
    def conforme(self) -> bool:
        """The official schema takes the record as it is."""
        return not any(p.schema for p in self.problemes)


def examine_record(
    famille: str | None,
    valeurs: Objet,
    aujourdhui: date,
    *,
    xml: bool = False,
    anomalies: Iterable[Mapping[str, str | None]] = (),
) -> Verdict:
    """Examine a record; `famille` is told by the list that holds it, None when none does.

    `anomalies` are those that the reader met in its JSON.
    """
    releve = Releve(aujourdhui, xml=xml)
    if famille is None:
        famille = guess_famille(valeurs)
        message = "les contrats vont dans « marches », puis « marche » ou « contrat-concession »"
        releve.repair("racine_ancienne", "marches", None, message)
    if anomalies:
        _note_anomalies(anomalies, valeurs, releve)
    if NOUVEAUX_CHAMPS.isdisjoint(valeurs) and not _CONTENU.isdisjoint(valeurs):
        message = "ce contrat est publié dans le format d’avant 2024"
        releve.ask("format_ancien", "marches", None, message)
        return Verdict(famille, releve.problemes, None)
    examen = _EXAMENS[famille]
    if not valeurs.keys() <= examen.noms:
        valeurs = _rename(valeurs, famille, releve)
    objet = examen.examine(valeurs, releve)
    REGLES[famille](objet, releve)
    problemes = releve.problemes
    return Verdict(famille, problemes, None if problemes and releve.is_blocked() else objet)


def guess_famille(valeurs: Objet) -> str:
    """Return the family of a record whose list does not tell it."""
    genre = str(valeurs.get("_type") or valeurs.get("nature") or "").casefold()
    concession = "concession" in genre or genre.startswith("délégation")
    return "concession" if concession or not _PROPRES_CONCESSION.isdisjoint(valeurs) else "marche"


def _rename(valeurs: Objet, famille: str, releve: Releve) -> Objet:
    noms = _EXAMENS[famille].noms
    renommes: Objet = {}
    for cle, valeur in valeurs.items():
        if cle in noms:
            renommes[cle] = valeur
            continue
        officiel = _official_name(cle, famille)
        if officiel and officiel not in valeurs and officiel not in renommes:
            releve.repair("nom_de_champ", cle, valeur, f"ce champ s’appelle « {officiel} »")
            renommes[officiel] = valeur
        else:
            message = "ce champ n’existe pas dans le format : il est à retirer"
            releve.repair("propriete_interdite", cle, valeur, message)
    return renommes


def _official_name(cle: str, famille: str) -> str | None:
    nom = _PLIES[famille].get(cle.strip().casefold()) or ANCIENS_NOMS.get(cle)
    return nom if nom in _EXAMENS[famille].noms else None


_TEXTES_PERDUS: Final = frozenset({TEXTE_PARASITE, TEXTE_PERDU})
_JSON_REPARE: Final = "le texte du fichier est mal formé ici ; la lecture l’a rétabli"


def _note_anomalies(
    anomalies: Iterable[Mapping[str, str | None]], valeurs: Objet, releve: Releve
) -> None:
    for anomalie in anomalies:
        code, champ, valeur = anomalie["code"] or "", anomalie["champ"] or "", anomalie["valeur"]
        if code == CLE_EN_DOUBLE:
            _note_double(champ, valeur, valeurs, releve)
        elif code in _TEXTES_PERDUS:
            releve.ask(code, champ, valeur, "ce texte est hors de tout champ : où va-t-il ?")
        elif code == CARACTERE_INVALIDE:
            releve.remark(code, champ, valeur, "un caractère n’a pas pu être lu")
        else:
            releve.repair(code, champ, valeur, _JSON_REPARE)


def _note_double(champ: str, perdue: str | None, valeurs: Objet, releve: Releve) -> None:
    """Note a field given twice: that is repaired when it says the same thing twice."""
    if champ in valeurs and show_brut(valeurs[champ]) == perdue:
        releve.repair(CLE_EN_DOUBLE, champ, perdue, "le champ y est deux fois, avec une valeur")
    else:
        message = "le champ y est deux fois, avec deux valeurs : laquelle est la bonne ?"
        releve.ask(CLE_EN_DOUBLE, champ, perdue, message)

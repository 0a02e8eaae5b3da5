"""The figures and the lines as a spreadsheet: private, and kept by nobody on the way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from spaser.documents.classeur import Format, Onglet
from spaser.documents.tableur import Cellule, Euros, as_euros, as_part
from spaser.donnees.depenses.modele import MOTIFS
from spaser.donnees.depenses.resultats.preuve import LigneLue
from spaser.donnees.tables.modele import Remarque
from spaser.metier.indicateurs import name_indicateur
from spaser.web.depenses.resultats.filtres import NOMS_ETATS
from spaser.web.depenses.resultats.mesures import list_taux
from spaser.web.depenses.selectors import Depenses

CLASSEUR_MAX: Final = 20_000  # lines of a workbook: beyond, a CSV
_REPONSES: Final = {True: "oui", False: "non", None: "inconnu"}


def read_format(texte: str) -> Format:
    """Return the format of an address; a workbook unless it says otherwise."""
    return Format(texte) if texte in set(Format) else Format.XLSX


def make_lignes(depenses: Depenses, lignes: Iterable[LigneLue], indicateur: str) -> Onglet:
    entetes = [
        "Fichier", "Feuille", "Ligne", "État", "Raison", "Année", "Date", "Fournisseur", "SIREN",
        "SIRET", "Code postal", "Compte", "Famille", "N° de marché", "Couverture", "Pièce",
        "Objet", "Montant lu", "Montant HT",
    ]  # fmt: skip
    if indicateur:
        entetes.append(f"Compte dans {indicateur} ({name_indicateur(indicateur)})")
    return Onglet("Lignes", entetes, [_write(depenses, ligne, indicateur) for ligne in lignes])


def make_rapport(depenses: Depenses, remarques: Iterable[Remarque]) -> Onglet:
    return Onglet(
        "À corriger",
        ("Fichier", "Feuille", "Ligne", "Colonne", "Valeur lue", "Raison", "Remède"),
        [
            (
                depenses.name(r.fichier),
                r.feuille,
                r.ligne,
                depenses.name_colonne(r),
                r.valeur,
                MOTIFS[r.motif],
                r.remede,
            )
            for r in remarques
        ],
    )


def make_resultats(depenses: Depenses) -> list[Onglet]:
    bilan = depenses.bilan
    if bilan is None:
        return [Onglet("Totaux", ("Année",), [])]
    synthese, rendu = bilan.synthese, bilan.compte_rendu
    taux = [t for annee in depenses.annees for t in list_taux(depenses, annee)]
    return [
        Onglet(
            "Totaux",
            (
                "Année", "Borne basse HT", "Borne haute HT", "Lignes comptées", "Sans HT connu",
                "Lignes à vérifier", "Premier jour", "Dernier jour",
            ),
            [
                (
                    t.annee, Euros(t.bas), Euros(t.haut), t.lignes, t.lignes_sans_ht,
                    t.lignes_a_verifier, t.premier_jour, t.dernier_jour,
                )
                for t in synthese.totaux
            ],
        ),
        Onglet(
            "Taux",
            (
                "Année", "Indicateur", "Libellé", "En", "Valeur", "Borne basse", "Borne haute",
                "Numérateur", "Dénominateur connu", "n", "Sans réponse", "Pourquoi sans valeur",
                "Méthode", "Référence",
            ),
            [
                (
                    t.valeur.annee, t.code, t.nom, t.valeur.variante, *t.cellules,
                    t.valeur.n, t.valeur.inconnus, t.valeur.absence, t.methode, str(t.reference),
                )
                for t in taux
            ],
        ),
        *(
            Onglet(
                nom,
                ("Année", nom, "Montant HT", "Lignes", "Part"),
                [(p.annee, p.libelle, Euros(p.montant), p.lignes, as_part(p.part)) for p in parts],
            )
            for nom, parts in (("Famille", synthese.familles), ("Couverture", synthese.couverture))
        ),
        Onglet(
            "Compte des lignes",
            ("Sort", "Raison", "Lignes", "Montant lu"),
            [
                ("Lues", "", rendu.lues.lignes, Euros(rendu.lues.euros)),
                *(
                    (NOMS_ETATS[etat.value], "", s.lignes, Euros(s.euros))
                    for etat, s in rendu.par_etat.items()
                ),
                *(("", MOTIFS[m], s.lignes, Euros(s.euros)) for m, s in rendu.par_motif.items()),
            ],
        ),
    ]  # fmt: skip


def _write(depenses: Depenses, ligne: LigneLue, indicateur: str) -> list[Cellule]:
    cellules: list[Cellule] = [
        depenses.name(ligne.fichier), ligne.feuille, ligne.ligne, NOMS_ETATS[ligne.etat],
        MOTIFS[ligne.motif] if ligne.motif else "", ligne.annee, ligne.jour, ligne.tiers,
        ligne.siren, ligne.siret, ligne.code_postal, ligne.compte, ligne.famille, ligne.marche,
        ligne.couverture, ligne.piece, ligne.objet, Euros(ligne.lu),
        as_euros(ligne.ht),
    ]  # fmt: skip
    return [*cellules, _REPONSES[ligne.reponse]] if indicateur else cellules

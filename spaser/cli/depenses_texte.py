"""The reading of spend in a terminal: the account, the year, the rates, what to do next."""

from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from spaser.documents.francais import (
    format_euros_lus,
    format_nombre,
    format_pourcent,
    pluriel,
    typographie,
)
from spaser.donnees.depenses.achats import read_provenance
from spaser.donnees.depenses.lecture import ExtraitsLus
from spaser.donnees.depenses.modele import MOTIFS, CompteRendu, EtatLigne, Somme
from spaser.donnees.depenses.resultats.synthese import Synthese
from spaser.donnees.depenses.resultats.totaux import CE_QUI_COMPTE
from spaser.donnees.depenses.resultats.valeurs import TotalAnnee, ValeurDepense
from spaser.donnees.tables.modele import Remarque
from spaser.metier.indicateurs import name_indicateur

_ETATS: Final = {
    EtatLigne.COMPTEE: "comptées",
    EtatLigne.A_VERIFIER: "à vérifier, dans la borne haute",
    EtatLigne.ECARTEE: "mises à part",
    EtatLigne.QUARANTAINE: "illisibles",
}
_MONTRES: Final = 10


def print_depenses(console: Console, lecture: ExtraitsLus, synthese: Synthese) -> None:
    rendu = lecture.compte_rendu
    _print_compte(console, rendu)
    for correspondance in lecture.correspondances:
        colonnes = ", ".join(f"{c.value} ← {t}" for c, t in correspondance.colonnes.items())
        console.print(Text(typographie(f"Colonnes lues : {colonnes}"), style="dim"))
        if laissees := ", ".join(correspondance.inutilisees):
            console.print(Text(typographie(f"Colonnes laissées : {laissees}"), style="dim"))
    _print_remarques(console, rendu.remarques)
    for total in synthese.totaux:
        _print_total(console, total)
        _print_valeurs(console, [v for v in synthese.valeurs if v.annee == total.annee])
    _print_inconnus(console, synthese)
    _print_paires(console, synthese)
    console.print(Text(f"\n{typographie(CE_QUI_COMPTE)}", style="dim"))
    console.print(Text(typographie(read_provenance().reserve), style="dim"))


def _grid() -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for cadrage in ("left", "right", "right"):
        table.add_column(justify="left" if cadrage == "left" else "right")
    return table


def _row(table: Table, libelle: str, somme: Somme) -> None:
    table.add_row(
        typographie(libelle), format_nombre(somme.lignes), format_euros_lus(float(somme.euros))
    )


def _print_compte(console: Console, rendu: CompteRendu) -> None:
    table = _grid()
    _row(table, "Lignes lues", rendu.lues)
    for etat, libelle in _ETATS.items():
        _row(table, f"  {libelle}", rendu.par_etat[etat])
    for motif, somme in sorted(rendu.par_motif.items(), key=lambda m: -abs(m[1].centimes)):
        _row(table, f"    {MOTIFS[motif]}", somme)
    console.print(table)
    for motif, nombre in sorted(rendu.alertes.items(), key=lambda a: -a[1]):
        console.print(Text(typographie(f"{pluriel(nombre, 'ligne')} : {MOTIFS[motif]}.")))


def _print_remarques(console: Console, remarques: list[Remarque]) -> None:
    for r in remarques[:_MONTRES]:
        lieu = f"{r.fichier}, ligne {r.ligne}" + (f", colonne « {r.colonne} »" if r.colonne else "")
        suite = f" : {r.remede}" if r.remede else ""
        console.print(Text(typographie(f"{lieu} : {MOTIFS[r.motif]} « {r.valeur} »{suite}.")))


def _print_total(console: Console, total: TotalAnnee) -> None:
    bas, haut = format_euros_lus(float(total.bas)), format_euros_lus(float(total.haut))
    montant = bas if total.bas == total.haut else f"entre {bas} et {haut}"
    lignes = pluriel(total.lignes, "ligne comptée", "lignes comptées")
    console.print(Text(typographie(f"\n{total.annee} : {montant} HT"), style="bold"))
    detail = f"{lignes}, dont {format_nombre(total.lignes_sans_ht)} sans HT connu"
    console.print(Text(typographie(detail), style="dim"))


def _print_valeurs(console: Console, valeurs: list[ValeurDepense]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    comptes = ("Numérateur", "Dénominateur", "n", "Sans réponse")
    for titre in ("Part", "En", "Valeur", "Entre", *comptes):
        table.add_column(titre)
    for v in valeurs:
        en_euros = v.variante == "montant"
        divises = (
            format_euros_lus(float(nombre)) if en_euros else f"{nombre:.0f}"
            for nombre in (v.numerateur, v.denominateur)
        )
        table.add_row(
            f"{v.indicateur} {name_indicateur(v.indicateur)}",
            "euros HT" if en_euros else "fournisseurs",
            _value(v, v.valeur) if v.absence is None else typographie(v.absence),
            f"{_value(v, v.bas)} – {_value(v, v.haut)}" if v.absence is None else "",
            *(compte if v.absence is None else "" for compte in divises),
            format_nombre(v.n),
            format_nombre(v.inconnus),
        )
    console.print(table)


def _value(valeur: ValeurDepense, nombre: float | None) -> str:
    if nombre is None:
        return ""
    return format_nombre(nombre) if valeur.variante == "total" else format_pourcent(nombre)


def _print_inconnus(console: Console, synthese: Synthese) -> None:
    if not synthese.inconnus:
        return
    montant = format_euros_lus(float(synthese.montant_inconnus))
    titre = f"Fournisseurs sans SIREN utilisable : {montant}. Les plus gros :"
    console.print(Text(typographie(titre), style="bold"))
    for inconnu in synthese.inconnus[:_MONTRES]:
        pistes = " ; ".join(f"{c.nom} ({c.siren}, {c.raison})" for c in inconnu.candidats)
        suite = f" — peut-être {pistes}" if pistes else ""
        lieu = f" ({inconnu.code_postal})" if inconnu.code_postal else ""
        euros = format_euros_lus(float(inconnu.montant))
        console.print(Text(typographie(f"  {inconnu.nom}{lieu} : {euros}{suite}")))


def _print_paires(console: Console, synthese: Synthese) -> None:
    avoirs = synthese.avoirs
    if avoirs.lignes:
        euros = format_euros_lus(float(avoirs.montant))
        texte = f"Avoirs et montants négatifs : {avoirs.lignes}, {euros}, déduits du total ; "
        console.print(Text(typographie(f"{texte}{avoirs.nb_rapproches} rapprochés d’une facture.")))
    if synthese.nb_semblables:
        texte = "même fournisseur, même jour, même montant : comptées, à regarder"
        nombre = pluriel(synthese.nb_semblables, "ligne")
        console.print(Text(typographie(f"{nombre} ({texte}).")))

"""A proof in a terminal: the counts, the division they give, then the contracts."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from spaser.documents.francais import (
    format_date_courte,
    format_euros,
    format_euros_courts,
    format_siren,
    pluriel,
    typographie,
)
from spaser.documents.preuve import EXPLICATIONS, Preuve, name_etat, tell_calcul
from spaser.documents.vue_bilan import VARIANTES
from spaser.donnees.valeurs import LignePreuve


def print_preuve(console: Console, preuve: Preuve, limite: int) -> None:
    """Print a proof, with at most `limite` contracts in each state; all of them for 0."""
    fiche, acheteur = preuve.fiche, preuve.acheteur
    titre = Text(f"{typographie(fiche.libelle)}, {preuve.annee}", style="bold")
    titre.append(f"  {fiche.code}, {VARIANTES[preuve.variante]}", style="not bold dim")
    console.print()
    console.print(titre)
    console.print(Text(f"{acheteur.nom or f'Acheteur {format_siren(acheteur.siren)}'}\n"))
    console.print(_build_comptes(preuve))
    console.print(Text(tell_calcul(preuve) or "", style="bold"))
    for etat in preuve.count_etats():
        _print_etat(console, preuve, etat, limite)


def _build_comptes(preuve: Preuve) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim")
    for etat, nombre in preuve.count_etats().items():
        montant = preuve.sum_montants(etat)
        explication = EXPLICATIONS[etat] if preuve.est_part or etat == "ecarte" else ""
        table.add_row(
            f"{pluriel(nombre, 'marché')} {name_etat(etat, nombre)}",
            format_euros_courts(montant) if montant else "",
            explication,
        )
    return table


def _print_etat(console: Console, preuve: Preuve, etat: str, limite: int) -> None:
    concernes = preuve.list_etat(etat)
    montres = concernes[:limite] if limite else concernes
    titre = "Marchés" if len(concernes) > 1 else "Marché"
    console.print(_build_table(f"{titre} {name_etat(etat, len(concernes))}", montres))
    if len(montres) < len(concernes):
        reste = pluriel(len(concernes) - len(montres), "autre")
        suite = f"… et {reste}. Pour tous : --limite 0, ou --sortie preuve.csv\n"
        console.print(Text(typographie(suite), style="dim"))


def _build_table(titre: str, lignes: Sequence[LignePreuve]) -> Table:
    table = Table(
        title=titre, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    table.add_column("Marché", overflow="fold")
    table.add_column("Objet", ratio=1)
    table.add_column("Notifié le", no_wrap=True)
    table.add_column("Montant HT", justify="right", no_wrap=True)
    table.add_column("Fichier et rang", ratio=1, overflow="fold")
    for ligne in lignes:
        jour = ligne.date_notification
        table.add_row(
            Text(ligne.id or "sans identifiant"),
            Text(ligne.objet or ""),
            format_date_courte(jour) if jour else "",
            format_euros(ligne.montant) if ligne.montant is not None else "non connu",
            Text(typographie(f"{ligne.fichier} n° {ligne.rang}")),
        )
    return table

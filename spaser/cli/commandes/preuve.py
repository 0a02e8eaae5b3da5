"""`spaser preuve`: from a figure back to the contracts, their file and their rank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from spaser.cli.choix_acheteur import check_saisie, choose_acheteur, open_store
from spaser.cli.commandes.indicateurs import find_fiche
from spaser.cli.console import deliver, dump_json, make_console, tell
from spaser.cli.saisies import ANNEE, ENTIER, option_entrepot
from spaser.documents.francais import format_date, format_euros, pluriel, typographie
from spaser.donnees.valeurs import Acheteur, Fiche, LignePreuve
from spaser.erreurs import ErreurSpaser

_PAR_SUFFIXE: Final = {".json": "json", ".csv": "csv"}


@click.command()
@click.argument("siren", help="SIREN ou SIRET de l’acheteur, ou son nom s’il est seul à le porter.")
@click.argument("indicateur", help="Code de l’indicateur, par exemple SOC-01.")
@click.option("--annee", type=ANNEE, required=True, help="Année du chiffre.")
@click.option(
    "--format",
    "forme",
    type=click.Choice(["texte", "json", "csv"]),
    help="Forme du résultat ; sinon, celle que dit le nom de la sortie, ou texte.",
)
@click.option(
    "--limite",
    type=ENTIER,
    default=15,
    show_default=True,
    help="Marchés montrés par état, en texte ; 0 pour tous.",
)
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Fichier à écrire ; sinon, l’écran.",
)
@option_entrepot
def preuve(  # noqa: PLR0913, PLR0917 - one parameter an option
    siren: str,
    indicateur: str,
    annee: int,
    forme: str | None,
    limite: int,
    sortie: Path | None,
    entrepot: Path,
) -> None:
    """Montre les marchés derrière un chiffre.

    Chaque marché est compté, non compté, sans réponse ou écarté ; il porte le nom de son fichier
    et son rang dans ce fichier, pour le retrouver.
    """
    check_saisie(siren)
    from spaser.documents.preuve import to_csv, to_dict
    from spaser.donnees.indicateurs import fiches
    from spaser.donnees.indicateurs.preuve import list_preuve

    fiche = find_fiche(tuple(fiches()), indicateur)
    with open_store(entrepot) as ouvert:
        acheteur = choose_acheteur(ouvert, siren)
        lignes = list(list_preuve(ouvert.connexion, acheteur.siren, fiche.code, annee))
    if not lignes:
        raise _aucun_marche(acheteur, annee)
    forme = forme or _PAR_SUFFIXE.get(sortie.suffix.lower() if sortie else "", "texte")
    if forme == "json":
        deliver(dump_json(to_dict(acheteur, fiche, annee, lignes)) + "\n", sortie)
    elif forme == "csv":
        deliver(to_csv(acheteur, fiche, annee, lignes), sortie)
    elif sortie is not None:
        raise click.UsageError("Dans un fichier, la preuve s’écrit en json ou en csv.")
    else:
        _show(acheteur, fiche, annee, lignes, limite)


def _aucun_marche(acheteur: Acheteur, annee: int) -> ErreurSpaser:
    connues = ", ".join(map(str, acheteur.annees))
    return ErreurSpaser(
        f"Aucun marché de {annee} n’est connu pour {acheteur.nom or acheteur.siren}.",
        f"Années connues : {connues}." if connues else None,
    )


def _show(
    acheteur: Acheteur, fiche: Fiche, annee: int, lignes: Sequence[LignePreuve], limite: int
) -> None:
    from spaser.documents.preuve import ETATS, EXPLICATIONS, count_etats

    console = make_console()
    console.print(f"\n[bold]{typographie(fiche.libelle)}[/] ({fiche.code}), {annee}")
    console.print(f"{acheteur.nom or acheteur.siren}\n", markup=False)
    for etat, nombre in count_etats(lignes).items():
        console.print(
            f"  {pluriel(nombre, 'marché')} {_accord(ETATS[etat], nombre)} : {EXPLICATIONS[etat]}"
        )
    for etat in count_etats(lignes):
        concernes = [ligne for ligne in lignes if ligne.etat == etat]
        montres = concernes[:limite] if limite else concernes
        titre = f"Marchés {_accord(ETATS[etat], len(concernes))}"
        console.print(_build_table(titre, montres))
        if len(montres) < len(concernes):
            reste = pluriel(len(concernes) - len(montres), "autre")
            tell(f"… et {reste}. Pour tous : --limite 0, ou --format csv")


def _accord(etat: str, nombre: int) -> str:
    """Give « compté » its plural; « sans réponse » has none."""
    deux = 2
    return f"{etat}s" if nombre >= deux and etat.endswith("é") else etat


def _build_table(titre: str, lignes: Sequence[LignePreuve]) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=titre, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Marché", no_wrap=True)
    table.add_column("Objet", ratio=3)
    table.add_column("Notifié le", no_wrap=True)
    table.add_column("Montant HT", justify="right", no_wrap=True)
    table.add_column("Fichier et rang", ratio=2)
    for ligne in lignes:
        table.add_row(
            Text(ligne.id or "sans identifiant"),
            Text(ligne.objet or ""),
            format_date(ligne.date_notification) if ligne.date_notification else "",
            format_euros(ligne.montant) if ligne.montant is not None else "non connu",
            Text(f"{ligne.fichier}, n° {ligne.rang}"),
        )
    return table

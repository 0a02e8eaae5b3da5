"""`spaser demarrer`: from nothing to a first bilan, in one command."""

from pathlib import Path

import click

from spaser.cli.choix_acheteur import open_store
from spaser.cli.commandes.bilan import make_bilan, render
from spaser.cli.commandes.importer import check_utile, run_import, show_rapport
from spaser.cli.console import deliver, make_console, tell
from spaser.cli.saisies import (
    DEMONSTRATION,
    PROGRAMME,
    check_entrees,
    option_entrepot,
    tell_entrepot,
    tell_programme,
)
from spaser.documents.vue_bilan import VueBilan
from spaser.erreurs import ErreurSpaser


@click.command(short_help="Fait tout d’un coup : lit, calcule, montre un bilan.")
@click.argument(
    "fichiers",
    nargs=-1,
    metavar="[FICHIER]...",
    help="Fichiers de marchés ; sans fichier, la démonstration.",
)
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("sortie"),
    show_default="./sortie",
    metavar="DOSSIER",
    help="Dossier de la page écrite.",
)
@option_entrepot
def demarrer(fichiers: tuple[str, ...], sortie: Path, entrepot: Path) -> None:
    """Lit des fichiers, ou un territoire inventé, et montre le bilan d’un acheteur.

    Range les marchés, imprime les quatre chiffres du schéma pour l’acheteur qui a le plus
    de marchés, écrit son bilan complet en page HTML, et dit quoi faire ensuite. La démonstration
    est rangée à part : elle ne se mêle jamais à de vrais marchés.
    """
    check_entrees(fichiers)
    from spaser.cli.bilan_texte import print_essentiel
    from spaser.documents.vue_bilan import build_vue

    if fichiers:
        rapport = run_import(fichiers, entrepot)
        show_rapport(rapport)
        check_utile(rapport)
        siren = _find_premier(entrepot)
    else:
        tell("Sans fichier donné : voici un territoire inventé, Val-Fictif.")
        entrepot /= DEMONSTRATION
        siren = _import_demonstration(sortie, entrepot)
    resultat = make_bilan(entrepot, siren)
    vue = build_vue(resultat)
    print_essentiel(make_console(), vue)
    page = sortie / f"bilan-{siren}.html"
    deliver(render(resultat, "html"), page)
    _tell_suite(vue, page, entrepot)


def _import_demonstration(sortie: Path, entrepot: Path) -> str:
    from spaser.demonstration.ecriture import write_demonstration

    ecrite = write_demonstration(sortie / "val-fictif")
    show_rapport(run_import([str(ecrite.dossier)], entrepot))
    return ecrite.siren


def _find_premier(entrepot: Path) -> str:
    with open_store(entrepot) as ouvert:
        acheteurs = ouvert.list_acheteurs(1)
    if not acheteurs:
        raise ErreurSpaser("Aucun marché lu ne porte le SIRET de son acheteur.")
    return acheteurs[0].siren


def _tell_suite(vue: VueBilan, page: Path, entrepot: Path) -> None:
    programme, siren, ici = tell_programme(), vue.bilan.acheteur.siren, tell_entrepot(entrepot)
    suites = {
        "ouvrir la page du bilan": str(page),
        "lire tous ses chiffres ici": f"{programme} bilan {siren}{ici}",
        "choisir un autre acheteur": f"{programme} acheteurs{ici}",
    }
    if code := _choose_code(vue):
        preuve = f"{programme} preuve {siren} {code} --annee {vue.annee}{ici}"
        suites |= {
            "voir les marchés d’un chiffre": preuve,
            "comprendre un indicateur": f"{programme} indicateurs {code}",
        }
    if vue.est_demonstration:
        suites["lire vos propres fichiers"] = f"{programme} demarrer FICHIER…"
    if _lacks_listes(entrepot):
        listes = f"{programme} importer LISTE…{ici}  (docs/guide/listes.md)"
        suites["compter ESUS et insertion"] = listes
    ou = "" if programme == PROGRAMME else f", dans le dossier {Path.cwd()}"
    tell(f"\nEt maintenant{ou} :")
    for quoi, comment in suites.items():
        tell(f"  {quoi:<32}{comment}")


def _lacks_listes(entrepot: Path) -> bool:
    with open_store(entrepot) as ouvert:
        return not ouvert.listes_absentes.isdisjoint({"ref_esus", "ref_inclusion"})


def _choose_code(vue: VueBilan) -> str | None:
    """Return the first figure that has contracts to show: one of the law if there is one."""
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    return next((ligne.fiche.code for ligne in lignes if ligne.est_connue), None)

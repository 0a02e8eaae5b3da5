"""`spaser bilan`: every figure of a buyer."""

import sys
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Final

import click

from spaser.cli.choix_acheteur import check_saisie, choose_acheteur, open_store
from spaser.cli.console import deliver, dump_json, make_console
from spaser.cli.saisies import ANNEE, option_entrepot, options_sortie
from spaser.donnees.valeurs import Bilan
from spaser.erreurs import ErreurSpaser

_DOCUMENTS: Final = ("pdf", "docx", "odt")
FORMES: Final = ("texte", "json", "csv", "html", *_DOCUMENTS)
_PAR_SUFFIXE: Final = {
    ".txt": "texte",
    ".json": "json",
    ".csv": "csv",
    ".html": "html",
    ".htm": "html",
    **{f".{forme}": forme for forme in _DOCUMENTS},
}


_EXEMPLES: Final = """
\b
Exemples :
  spaser bilan 001010016
  spaser bilan 001010016 --annee 2025 --format json
  spaser bilan 001010016 --sortie bilan.html
  spaser bilan 001010016 --sortie bilan.docx
"""


@click.command(epilog=_EXEMPLES)
@click.argument("siren", help="SIREN ou SIRET de l’acheteur, ou son nom s’il est seul à le porter.")
@click.option("--annee", type=ANNEE, help="Une seule année ; sinon, toutes.")
@options_sortie(FORMES)
@click.option(
    "--moteur",
    metavar="MAÎTRE",
    help="Recalcule les chiffres sur ce Spark (spark://… ou local[2]) au lieu de les lire.",
)
@option_entrepot
def bilan(
    siren: str,
    annee: int | None,
    forme: str | None,
    sortie: Path | None,
    moteur: str | None,
    entrepot: Path,
) -> None:
    """Montre les chiffres d’un acheteur, avec leur fourchette.

    D’abord les quatre chiffres du schéma (social, environnement, ESUS, entreprises
    employant des personnes défavorisées) et son texte, puis les autres indicateurs par thème.
    L’année montrée est la dernière qui soit finie et publiée ; l’année en cours est à côté.
    """
    forme = forme or _PAR_SUFFIXE.get(sortie.suffix.lower() if sortie else "", "texte")
    if forme in ("html", *_DOCUMENTS) and sortie is None and sys.stdout.isatty():
        nom = "une page HTML" if forme == "html" else f"un document {forme.upper()}"
        raise click.UsageError(f"{nom} s’écrit dans un fichier : ajoutez --sortie bilan.{forme}")
    resultat = make_bilan(entrepot, siren, annee, moteur)
    if forme == "texte" and sortie is None:
        show_bilan(resultat)
    else:
        deliver(render(resultat, forme), sortie)


def make_bilan(
    entrepot: Path, saisie: str, annee: int | None = None, moteur: str | None = None
) -> Bilan:
    check_saisie(saisie)
    from spaser.donnees.bilan import compute_bilan

    with open_store(entrepot) as ouvert:
        acheteur = choose_acheteur(ouvert, saisie)
        if moteur is not None:
            from spaser.donnees.indicateurs.spark import replace_valeurs

            replace_valeurs(ouvert, moteur)
        resultat = compute_bilan(
            ouvert, acheteur.siren, annee, aujourdhui=datetime.now().astimezone().date()
        )
    if resultat is None:
        raise ErreurSpaser(f"Aucun marché de l’acheteur {acheteur.siren} n’a été lu.")
    return resultat


def show_bilan(resultat: Bilan) -> None:
    from spaser.cli.bilan_texte import print_bilan
    from spaser.documents.vue_bilan import build_vue

    print_bilan(make_console(), build_vue(resultat))


def render(resultat: Bilan, forme: str) -> str | bytes:
    if forme in _DOCUMENTS:
        from spaser.documents.bilan_document import write_document
        from spaser.documents.rendus import Forme, write_forme

        return write_forme(write_document(resultat), Forme(forme), sommaire=True)
    if forme == "html":
        from spaser.documents.bilan_html import render_bilan

        return render_bilan(resultat)
    from spaser.documents.bilan_donnees import dump_bilan, write_bilan_csv

    if forme == "csv":
        return write_bilan_csv(resultat)
    if forme == "json":
        return dump_json(dump_bilan(resultat)) + "\n"
    return _render_texte(resultat)


def _render_texte(resultat: Bilan) -> str:
    from spaser.cli.bilan_texte import print_bilan
    from spaser.documents.vue_bilan import build_vue

    tampon = StringIO()
    print_bilan(make_console(tampon=tampon), build_vue(resultat))
    return tampon.getvalue()

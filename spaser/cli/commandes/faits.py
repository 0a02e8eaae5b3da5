"""`spaser faits`: what the project cites of the law, and what an expert must still read of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from spaser.cli.console import make_console, print_json
from spaser.cli.saisies import option_forme
from spaser.documents.francais import format_date, pluriel, typographie

if TYPE_CHECKING:
    from spaser.faits.verification import ARelire

CODE_ALERTES = 1


@click.command(short_help="Liste les textes de loi qu’il faut encore lire.")
@option_forme("Forme de la liste.")
def faits(forme: str) -> int:
    """Montre ce qu’une personne experte doit encore lire parmi ce qui est cité.

    D’abord ce qui finit bientôt, ou était à relire ; puis, le moins sûr d’abord, ce qui n’est pas
    sûr, avec la raison. Tout vient des fichiers de spaser/contenus/faits.

    La commande sort avec 1 si un texte finit sans suite ou est en retard de relecture, 0 sinon.
    """
    from spaser.faits.lecture import load_faits
    from spaser.faits.verification import list_a_relire, list_alertes

    tous, jour = tuple(load_faits().values()), datetime.now().astimezone().date()
    alertes, lignes = list_alertes(tous, jour), list_a_relire(tous, jour)
    if forme == "json":
        print_json({"alertes": alertes, "a_relire": [_describe(ligne) for ligne in lignes]})
    else:
        _show(alertes, lignes, len(tous))
    return CODE_ALERTES if alertes else 0


def _describe(ligne: ARelire) -> dict[str, Any]:
    fait = ligne.fait
    return {
        "code": fait.code,
        "sujet": fait.sujet,
        "texte": fait.texte,
        "version": fait.version,
        "confiance": fait.niveau.mots,
        "lu_le": str(fait.lu_le) if fait.lu_le else None,
        "a_relire_le": str(fait.a_relire_le),
        "adresse": fait.lien,
        "raisons": list(ligne.raisons),
    }


def _show(alertes: Sequence[str], lignes: Sequence[ARelire], total: int) -> None:
    from rich.text import Text

    console = make_console()
    console.print(Text("À lire maintenant", style="bold"))
    for alerte in alertes or ["Aucun texte ne finit ni n’est en retard de relecture."]:
        console.print(Text(f"  {typographie(alerte)}"))
    console.print()
    console.print(Text(f"À relire : {pluriel(len(lignes), 'texte')} sur {total}", style="bold"))
    for ligne in lignes:
        fait = ligne.fait
        console.print(Text(f"\n{fait.nom}", style="bold"))
        quand = f"à relire le {format_date(fait.a_relire_le)}"
        console.print(Text(f"  {fait.texte}, {fait.version} ; {fait.niveau.mots} ; {quand}"))
        for raison in ligne.raisons:
            console.print(Text(f"  {typographie(raison)}"))
        console.print(Text(f"  {fait.lien or 'aucune adresse'}", style="dim"))

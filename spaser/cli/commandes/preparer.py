"""`spaser preparer`: makes the site ready to be served."""

import click

from spaser.cli.console import tell
from spaser.cli.site import close_dossier, open_site, tell_listes, tell_memoire
from spaser.documents.francais import pluriel


@click.command(short_help="Prépare le site : tables et premiers contenus.")
@click.option("--demonstration", is_flag=True, help="Charge aussi des contenus fictifs.")
@click.option("--reglages", is_flag=True, help="Contrôle les réglages, dit la mémoire qu’il faut.")
def preparer(*, demonstration: bool, reglages: bool) -> None:
    """Met la base du site à jour et charge ses premiers contenus.

    Peut être relancé à tout moment : ce qui est déjà là n’est ni doublé ni écrasé.
    """
    open_site()
    if reglages:
        tell("Les réglages du site vont.")
        tell_memoire()
        return
    from spaser.web.comptes.donnees_personnelles import redo_effacements
    from spaser.web.socle.preparation import prepare

    close_dossier()
    prepare(demonstration=demonstration, tell=tell)
    if refaits := redo_effacements():
        tell(f"{pluriel(refaits, 'effacement refait', 'effacements refaits')} : la base datait.")
    tell_listes()
    tell("Le site est prêt.")

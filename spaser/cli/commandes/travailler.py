"""`spaser travailler`: what works beside the web server, in a process or a container of its own."""

import click

from spaser.cli.console import tell
from spaser.cli.site import close_dossier, open_site, run_services

_ROLES = ("urgences", "fichiers")


@click.command(short_help="Fait le travail du site sans le servir.")
@click.argument(
    "roles",
    nargs=-1,
    type=click.Choice(_ROLES),
    metavar="[ROLE]...",
    help="urgences (courriels, heures fixes) ou fichiers ; sans rien, les deux.",
)
def travailler(roles: tuple[str, ...]) -> None:
    """Envoie les courriels, lit les fichiers et lance ce qui revient à heure fixe.

    À côté d’un serveur web lancé par « spaser serve --sans-travailleur ». Ctrl-C arrête tout.
    """
    open_site()
    close_dossier()
    from spaser.web.serveur.supervision import make_travaux
    from spaser.web.socle.preparation import check_migree

    check_migree()
    tell(f"Au travail : {', '.join(roles or _ROLES)} (Ctrl-C pour arrêter).")
    run_services(make_travaux(roles or _ROLES))

"""`spaser serve`: serves the site, with its worker and its scheduler."""

import os
from collections.abc import Sequence
from socket import socket
from typing import Final, NoReturn

import click

from spaser.cli.console import tell
from spaser.cli.site import close_dossier, open_site, run_services
from spaser.erreurs import ErreurSpaser

PORT: Final = 8000
_ADRESSE: Final = "SPASER_ADRESSE"


@click.command(short_help="Sert le site sur cette machine.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=PORT,
    show_default=True,
    metavar="N",
    help="Port à servir.",
)
@click.option(
    "--adresse",
    default="127.0.0.1",
    show_default=True,
    metavar="IP",
    help="Adresse à servir ; une autre que 127.0.0.1 demande un serveur frontal.",
)
@click.option(
    "--sans-travailleur",
    is_flag=True,
    help="Le serveur web seul : ni courriels, ni contrôle des dépôts, ni travaux planifiés.",
)
def serve(port: int, adresse: str, *, sans_travailleur: bool) -> None:
    """Sert le site, et fait tourner à côté ce qui envoie les courriels et contrôle les dépôts.

    Ce qui s’arrête est relancé. Ctrl-C arrête tout. Le site doit avoir été préparé par
    « spaser preparer ».
    """
    from spaser.web.serveur.supervision import is_loopback, listen

    with listen(adresse, port) as ecoute:
        if is_loopback(adresse):
            os.environ.setdefault(_ADRESSE, _make_racine(adresse, port))
        open_site()
        close_dossier()
        _check_site(adresse)
        _supervise(ecoute, _describe(adresse, port), travailleur=not sans_travailleur)


def _make_racine(adresse: str, port: int) -> str:
    return f"http://[{adresse}]:{port}" if ":" in adresse else f"http://{adresse}:{port}"


def _check_site(adresse: str) -> None:
    from django.conf import settings

    from spaser.web.serveur.supervision import is_loopback
    from spaser.web.socle.preparation import check_migree

    if settings.DEMONSTRATION and not is_loopback(adresse):
        raise ErreurSpaser(
            "Une démonstration ne se sert que sur cette machine : ses comptes sont ouverts.",
            "Servez-la sur 127.0.0.1, ou retirez SPASER_DEMONSTRATION.",
        )
    if not settings.MANDATAIRES and not is_loopback(adresse):
        raise ErreurSpaser(
            "Servi seul, le site n’écoute que cette machine : un serveur frontal doit le protéger "
            "des visiteurs lents et tenir le https.",
            "Servez-le sur 127.0.0.1, ou mettez un serveur frontal devant lui et dites combien se "
            "suivent dans SPASER_MANDATAIRES (docs/exploitation/deployer.md).",
        )
    check_migree()
    if settings.SANS_COURRIEL and not settings.DEMONSTRATION:
        tell(f"Sans SPASER_COURRIEL, aucun courriel ne part : {settings.DOSSIER}/courriels/")


def _describe(adresse: str, port: int) -> list[str]:
    from django.conf import settings
    from django.db import connections

    from spaser.web.acheteurs.selectors import find_premier
    from spaser.web.espace.entrepot import close_entrepots
    from spaser.web.socle.demonstration import list_liens
    from spaser.web.socle.depot_courriels import shows_courriels

    racine = _make_racine(adresse, port)
    lignes = []
    liens = list_liens()
    if liens:
        lignes.append("\nPour entrer dans la démonstration (chaque lien sert une fois) :")
        lignes += [f"  {lien.libelle}\n    {racine}{lien.chemin}" for lien in liens]
    if shows_courriels() and not settings.MANDATAIRES:  # not shown behind a proxy
        lignes.append(f"  Lire les courriels et leurs liens\n    {racine}/demo/courriels/")
    if not (settings.DEMONSTRATION or settings.MANDATAIRES) and (premier := find_premier()):
        lignes.append(
            f"\nPour commencer, l’acheteur qui a le plus de marchés\u00a0: {premier.nom}\n"
            f"    {racine}/acheteurs/{premier.siren}/"
        )
    close_entrepots()
    connections.close_all()
    return [*lignes, f"\nLe site est servi sur {racine}/ (Ctrl-C pour l’arrêter)."]


def _supervise(ecoute: socket, lignes: Sequence[str], *, travailleur: bool) -> NoReturn:
    from spaser.web.serveur.supervision import make_travaux, make_web

    tell("Le site démarre…")
    services = [make_web(ecoute), *(make_travaux() if travailleur else ())]
    descripteurs = (ecoute.fileno(),)
    run_services(services, descripteurs=descripteurs, lignes=lignes, fin="Le site est arrêté.")

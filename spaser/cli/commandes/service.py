"""The commands that set the site up and serve it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from spaser.cli import saisies, site
from spaser.cli.commandes.chiffres import make_bilan, render
from spaser.cli.commandes.marches import check_utile, run_import, show_rapport
from spaser.cli.console import deliver, make_console, print_json, tell
from spaser.documents.bilan.vue import VueBilan, build_vue
from spaser.documents.francais import format_date, pluriel, typographie
from spaser.elements import ErreurSpaser

if TYPE_CHECKING:
    from spaser.contenus.faits import ARelire


# --- `spaser demarrer`: from nothing to a first bilan, in one command ---


@click.command(short_help="Fait tout d’un coup : lit, calcule, montre un bilan.")
@click.argument("fichiers", nargs=-1, metavar="[FICHIER]...",
    help="Fichiers de marchés ; sans fichier, la démonstration.")  # fmt: skip
@click.option("--sortie", type=saisies.DOSSIER, default=Path("sortie"), show_default="./sortie",
    metavar="DOSSIER", help="Dossier de la page écrite.")  # fmt: skip
@saisies.option_entrepot
def demarrer(fichiers: tuple[str, ...], sortie: Path, entrepot: Path) -> None:
    """Lit des fichiers, ou un territoire inventé, et montre le bilan d’un acheteur.

    Range les marchés, imprime les quatre chiffres du schéma pour l’acheteur qui a le plus
    de marchés, écrit son bilan complet en page HTML, et dit quoi faire ensuite. La démonstration
    est rangée à part : elle ne se mêle jamais à de vrais marchés.
    """
    saisies.check_entrees(fichiers)
    from spaser.cli.affichage import print_essentiel

    if fichiers:
        rapport = run_import(fichiers, entrepot)
        show_rapport(rapport)
        check_utile(rapport)
        siren = _find_premier(entrepot)
    else:
        from spaser.demonstration.fichiers import write_demonstration

        tell("Sans fichier donné : voici un territoire inventé, Val-Fictif.")
        entrepot /= saisies.DEMONSTRATION
        ecrite = write_demonstration(sortie / "val-fictif")
        show_rapport(run_import([str(ecrite.dossier)], entrepot))
        siren = ecrite.siren
    resultat = make_bilan(entrepot, siren)
    vue = build_vue(resultat)
    print_essentiel(make_console(), vue)
    page = sortie / f"bilan-{siren}.html"
    deliver(render(resultat, "html"), page)
    _tell_suite(vue, page, entrepot)


def _find_premier(entrepot: Path) -> str:
    with saisies.open_store(entrepot) as ouvert:
        acheteurs = ouvert.list_acheteurs(1)
    if not acheteurs:
        raise ErreurSpaser("Aucun marché lu ne porte le SIRET de son acheteur.")
    return acheteurs[0].siren


def _tell_suite(vue: VueBilan, page: Path, entrepot: Path) -> None:
    programme, ici = saisies.tell_programme(), saisies.tell_entrepot(entrepot)
    siren = vue.bilan.acheteur.siren
    suites = {
        "ouvrir la page du bilan": str(page),
        "lire tous ses chiffres ici": f"{programme} bilan {siren}{ici}",
        "choisir un autre acheteur": f"{programme} acheteurs{ici}",
    }
    # the first figure that has contracts to show: one of the law if there is one
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    if code := next((ligne.fiche.code for ligne in lignes if ligne.est_connue), None):
        preuve = f"{programme} preuve {siren} {code} --annee {vue.annee}{ici}"
        suites |= {
            "voir les marchés d’un chiffre": preuve,
            "comprendre un indicateur": f"{programme} indicateurs {code}",
        }
    if vue.est_demonstration:
        suites["lire vos propres fichiers"] = f"{programme} demarrer FICHIER…"
    with saisies.open_store(entrepot) as ouvert:
        absentes = ouvert.listes_absentes & {"ref_esus", "ref_inclusion"}
    if absentes:
        listes = f"{programme} importer LISTE…{ici}  (docs/guide/listes.md)"
        suites["compter ESUS et insertion"] = listes
    ou = "" if programme == saisies.PROGRAMME else f", dans le dossier {Path.cwd()}"
    tell(f"\nEt maintenant{ou} :")
    for quoi, comment in suites.items():
        tell(f"  {quoi:<32}{comment}")


# --- `spaser serve`: serves the site, with its worker and its scheduler ---


PORT: Final = 8000
_ADRESSE: Final = "SPASER_ADRESSE"


@click.command(short_help="Sert le site sur cette machine.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True,
    metavar="N", help="Port à servir.")  # fmt: skip
@click.option("--adresse", default="127.0.0.1", show_default=True, metavar="IP",
    help="Adresse à servir ; une autre que 127.0.0.1 demande un serveur frontal.")  # fmt: skip
@click.option("--sans-travailleur", is_flag=True,
    help="Le serveur web seul : ni courriels, ni contrôle des dépôts, ni travaux planifiés."
)  # fmt: skip
def serve(port: int, adresse: str, *, sans_travailleur: bool) -> None:
    """Sert le site, et fait tourner à côté ce qui envoie les courriels et contrôle les dépôts.

    Ce qui s’arrête est relancé. Ctrl-C arrête tout. Le site doit avoir été préparé par
    « spaser preparer ».
    """
    from spaser.site.config.supervision import is_loopback, listen

    with listen(adresse, port) as ecoute:
        if is_loopback(adresse):
            os.environ.setdefault(_ADRESSE, _make_racine(adresse, port))
        site.open_site()
        site.close_dossier()
        _check_site(adresse)
        _supervise(ecoute, _describe_serve(adresse, port), travailleur=not sans_travailleur)


def _make_racine(adresse: str, port: int) -> str:
    return f"http://[{adresse}]:{port}" if ":" in adresse else f"http://{adresse}:{port}"


def _check_site(adresse: str) -> None:
    from django.conf import settings

    from spaser.site.config.supervision import is_loopback
    from spaser.site.socle.preparation import check_migree

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


def _describe_serve(adresse: str, port: int) -> list[str]:
    from django.conf import settings
    from django.db import connections

    from spaser.site.acheteurs.page_publique import find_premier_acheteur
    from spaser.site.espace.bilans import close_entrepots
    from spaser.site.socle.courriels.envoi import shows_courriels
    from spaser.site.socle.journal import list_liens

    racine = _make_racine(adresse, port)
    lignes = [f"  {lien.libelle}\n    {racine}{lien.chemin}" for lien in list_liens()]
    if lignes:
        lignes.insert(0, "\nPour entrer dans la démonstration (chaque lien sert une fois) :")
    if shows_courriels() and not settings.MANDATAIRES:  # not shown behind a proxy
        lignes.append(f"  Lire les courriels et leurs liens\n    {racine}/demo/courriels/")
    if not (settings.DEMONSTRATION or settings.MANDATAIRES) and (
        premier := find_premier_acheteur()
    ):
        lignes.append(
            f"\nPour commencer, l’acheteur qui a le plus de marchés\u00a0: {premier.nom}\n"
            f"    {racine}/acheteurs/{premier.siren}/"
        )
    close_entrepots()
    connections.close_all()
    return [*lignes, f"\nLe site est servi sur {racine}/ (Ctrl-C pour l’arrêter)."]


def _supervise(ecoute: socket, lignes: Sequence[str], *, travailleur: bool) -> NoReturn:
    from spaser.site.config.supervision import make_travaux, make_web

    tell("Le site démarre…")
    services = [make_web(ecoute), *(make_travaux() if travailleur else ())]
    descripteurs = (ecoute.fileno(),)
    site.run_services(services, descripteurs=descripteurs, lignes=lignes, fin="Le site est arrêté.")


# --- `spaser travailler`: what works beside the web server, in a process or a container of its
# own ---


_ROLES = ("urgences", "fichiers")


@click.command(short_help="Fait le travail du site sans le servir.")
@click.argument("roles", nargs=-1, type=click.Choice(_ROLES), metavar="[ROLE]...",
    help="urgences (courriels, heures fixes) ou fichiers ; sans rien, les deux.")  # fmt: skip
def travailler(roles: tuple[str, ...]) -> None:
    """Envoie les courriels, lit les fichiers et lance ce qui revient à heure fixe.

    À côté d’un serveur web lancé par « spaser serve --sans-travailleur ». Ctrl-C arrête tout.
    """
    site.open_site()
    site.close_dossier()
    from spaser.site.config.supervision import make_travaux
    from spaser.site.socle.preparation import check_migree

    check_migree()
    tell(f"Au travail : {', '.join(roles or _ROLES)} (Ctrl-C pour arrêter).")
    site.run_services(make_travaux(roles or _ROLES))


# --- `spaser preparer`: makes the site ready to be served ---


@click.command(short_help="Prépare le site : tables et premiers contenus.")
@click.option("--demonstration", is_flag=True, help="Charge aussi des contenus fictifs.")
@click.option("--reglages", is_flag=True, help="Contrôle les réglages, dit la mémoire qu’il faut.")
def preparer(*, demonstration: bool, reglages: bool) -> None:
    """Met la base du site à jour et charge ses premiers contenus.

    Peut être relancé à tout moment : ce qui est déjà là n’est ni doublé ni écrasé.
    """
    site.open_site()
    if reglages:
        tell("Les réglages du site vont.")
        site.tell_memoire()
        return
    from spaser.site.comptes.donnees_personnelles import redo_effacements
    from spaser.site.socle.preparation import prepare

    site.close_dossier()
    prepare(demonstration=demonstration, tell=tell)
    if refaits := redo_effacements():
        tell(f"{pluriel(refaits, 'effacement refait', 'effacements refaits')} : la base datait.")
    site.tell_listes()
    tell("Le site est prêt.")


# --- `spaser demo`: writes the files of the fictitious territory ---


@click.command()
@click.argument("dossier", type=saisies.DOSSIER, default=Path("val-fictif"),
    help="Dossier à écrire ; sinon, ./val-fictif.")  # fmt: skip
def demo(dossier: Path) -> None:
    """Écrit les fichiers d’un territoire inventé, pour essayer.

    Six acheteurs, environ trois mille marchés de 2019 à 2026, dans les formats officiels, avec les
    défauts des vrais fichiers. Toujours les mêmes, à l’octet près. Aucune personne réelle.
    """
    from spaser.demonstration.fichiers import write_demonstration

    ecrite = write_demonstration(dossier)
    for chemin in (*ecrite.fichiers, ecrite.esus, ecrite.inclusion):
        click.echo(str(chemin))
    tell(f"\nPour les lire :    spaser importer {dossier}")
    tell(f"Puis, un bilan :   spaser bilan {ecrite.siren}")


# --- `spaser faits`: what the project cites of the law, and what an expert must still read of it


CODE_ALERTES = 1


@click.command(short_help="Liste les textes de loi qu’il faut encore lire.")
@saisies.option_forme("Forme de la liste.")
def faits(forme: str) -> int:
    """Montre ce qu’une personne experte doit encore lire parmi ce qui est cité.

    D’abord ce qui finit bientôt, ou était à relire ; puis, le moins sûr d’abord, ce qui n’est pas
    sûr, avec la raison. Tout vient des fichiers de spaser/contenus/faits.

    La commande sort avec 1 si un texte finit sans suite ou est en retard de relecture, 0 sinon.
    """
    from spaser.contenus.faits import list_a_relire, list_alertes, load_faits

    tous, jour = tuple(load_faits().values()), datetime.now().astimezone().date()
    alertes, lignes = list_alertes(tous, jour), list_a_relire(tous, jour)
    if forme == "json":
        print_json({"alertes": alertes, "a_relire": [_describe_faits(ligne) for ligne in lignes]})
    else:
        _show(alertes, lignes, len(tous))
    return CODE_ALERTES if alertes else 0


def _describe_faits(ligne: ARelire) -> dict[str, Any]:
    fait = ligne.fait
    return {
        **{nom: getattr(fait, nom) for nom in ("code", "sujet", "texte", "version")},
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

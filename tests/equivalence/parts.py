"""Small shares of a recording, for tests: a page, a door, a table taken back, a mail, a command."""

from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.urls import reverse

from spaser.contenus.lecture import EXEMPLE_1_1, read_exemple
from spaser.regles.format_spaser import read_spaser
from spaser.site.socle.taches.travailleur import list_planifiees
from tests.equivalence.commandes import open_poste
from tests.equivalence.monde import JOUR, TIRAGES, step
from tests.equivalence.oubli import forget_all
from tests.equivalence.ouvert import describe_aller_retour, make_envoi, take_back
from tests.equivalence.portes import read_portes, record_portes
from tests.equivalence.posts import record_post
from tests.equivalence.promenade import describe_pas
from tests.equivalence.recueil import Recueil, read_recueil
from tests.equivalence.taches import run
from tests.transverses.site.demonstration import seat
from tests.transverses.site.marche import Bornes, ask, walk
from tests.transverses.site.personnes import ANONYME


def record(dossier, part, *arguments):
    """Record a share in a folder, as a process that has read nothing yet."""
    forget_all()
    recueil = Recueil(Path(dossier), "essai", "part")
    part(recueil, *arguments)
    recueil.write()
    return dossier


def count_lignes(dossier):
    """Return how many lines were recorded."""
    return sum(len(x) for f in dossier.rglob("*.txt") for x in read_recueil(f).values())


def page(recueil, _site, qui, adresse):
    """Keep what somebody is shown at an address, or the file that it gives."""
    TIRAGES.start(adresse)
    recueil.note(adresse, describe_pas(ask(seat(qui), qui, adresse), recueil.cadres))


def marche(recueil, _site, qui, combien):
    """Keep the first steps of somebody."""
    pas = walk(seat(qui), qui, "/", Bornes(1, toutes=False).start())
    for un in islice(pas, combien):
        recueil.note(un.adresse, describe_pas(un, recueil.cadres))


def porte(recueil, _site, *vues):
    """Keep what everybody is answered at the addresses of some views."""
    portes = read_portes()
    record_portes(recueil, "get", {vue: portes[vue] for vue in vues})


def reprise(recueil, site, outil, suffixe, qui):
    """Keep what the site makes of a table that it gave."""
    with step(outil):
        recueil.note(outil, take_back(outil, suffixe, qui, site, recueil.cadres))


def courriel(recueil, site, vue, envoi):
    """Keep what comes of a form that nobody in particular sends."""
    with step(vue):
        forme = make_envoi(reverse(vue))
        recueil.note(vue, record_post(seat(ANONYME), forme, envoi, site, recueil.cadres)[0])


def tache(recueil, site, nom, jours):
    """Keep what a planned function does, some days from now."""
    planifiee = next(p for p in list_planifiees() if p.nom == nom)
    with step(nom):
        recueil.note(nom, run(nom, planifiee, JOUR + timedelta(days=jours), site))


def commande(recueil, _site, *mots):
    """Keep what a command answers."""
    with open_poste(recueil) as poste:
        poste.type(*mots)


def fiche(recueil, _site=None):
    """Keep a sheet in the open format, both ways."""
    recueil.note("fiche", describe_aller_retour(read_spaser(read_exemple(EXEMPLE_1_1))))

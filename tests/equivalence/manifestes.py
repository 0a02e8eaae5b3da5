"""What the site declares of itself: menus, texts to be found, pages for robots, files, rights."""

from zlib import crc32

from django.contrib.staticfiles.finders import get_finders
from django.utils import timezone

from spaser.regles.droits import MATRICE
from spaser.site.recherche.services import list_sources, list_sources_vives, read_synonymes
from spaser.site.socle.declarations import list_declares
from tests.equivalence.fichiers import describe_fichier
from tests.equivalence.lignes import dump_table
from tests.equivalence.portes import read_portes
from tests.transverses.site.demonstration import seat
from tests.transverses.site.marche import ask
from tests.transverses.site.personnes import ANONYME
from tests.transverses.site.vues import list_vues

DES_ROBOTS = ("/robots.txt", "/sitemap.xml")
D_AILLEURS = ("dsfr/", "admin/", "django")  # files of libraries


def record_manifestes(recueil, _site=None):
    """Keep each list."""
    for nom, lister in LISTES.items():
        recueil.note(nom, sorted(lister()))
    for adresse in DES_ROBOTS:
        pas = ask(seat(ANONYME), ANONYME, adresse)
        recueil.note(adresse, [f"statut {pas.statut}", *describe_fichier(adresse, pas.contenu)])


def _list_menus():
    for entree in list_declares("ENTREES"):
        yield f"menu {entree.zone} {entree.ordre} {entree.libelle} {entree.vue} {entree.icone}"


def _list_sans_porte():
    yield from (
        f"sans porte {nom}" for nom in {vue.nom for vue in list_vues()} - read_portes().keys()
    )


def _list_vues():
    for vue in list_vues():
        yield f"vue {vue.nom} {' '.join(vue.parametres)} · {vue.portee} {vue.operation or ''}"


def _list_droits():
    for operation, roles in MATRICE.items():
        yield f"droit {operation} {' '.join(sorted(roles))}"


def _list_textes():
    jour = timezone.localdate()
    for source in list_sources():
        yield f"source {source.nom} {source.libelle} {source.rang} {source.poids}"
        for texte in source.read(jour):
            suite = f"{texte.resume}|{texte.mots_cles}|{texte.corps}"
            print_ = crc32(suite.encode())
            yield f"texte {source.nom} {texte.code} « {texte.titre} » {texte.adresse} {print_:08x}"


def _list_vives():
    yield from (f"vive {vive.nom} {vive.libelle} {vive.rang}" for vive in list_sources_vives())
    for lus in read_synonymes(timezone.localdate()):
        yield f"synonymes {lus.code} {lus.titre} : {' / '.join(lus.formes)}"


def _list_statiques():
    for chercheur in get_finders():
        for chemin, depot in chercheur.list([]):
            if not chemin.startswith(D_AILLEURS):
                with depot.open(chemin) as fichier:
                    yield f"statique {chemin} {crc32(fichier.read()):08x}"


LISTES = {
    "menus": _list_menus,
    "vues": _list_vues,
    "vues sans porte": _list_sans_porte,
    "droits": _list_droits,
    "textes cherchés": _list_textes,
    "autres recherches": _list_vives,
    "index": lambda: dump_table("recherche_entree"),
    "fichiers statiques": _list_statiques,
}

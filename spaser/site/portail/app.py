"""What the app `portail` declares: tools, personal data, planned work, tasks."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import chain
from typing import Final

import msgspec
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from spaser.contenus.lecture import read_contenu
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.droits import Operation
from spaser.regles.editorial import Contenu
from spaser.regles.pratiques import EtatRecit
from spaser.site.comptes.donnees_personnelles import Modele, Part, tell_champs
from spaser.site.editorial.services import make_source
from spaser.site.espace.bilans import close_entrepots
from spaser.site.organisations import outils
from spaser.site.organisations.acces import allow
from spaser.site.portail import accueil_site, aide, considerations, faq, pratiques
from spaser.site.portail.accueil_site import list_ressources
from spaser.site.portail.approches import FICHES, read_fiches_pratiques
from spaser.site.portail.considerations import FAMILLES, keep_declarations, read_considerations
from spaser.site.portail.faq import FAQ, read_faq
from spaser.site.portail.models import Avis, QuestionRecue, Recit
from spaser.site.portail.parcours import PARCOURS, read_parcours
from spaser.site.portail.pratiques import PRATIQUES, read_pratiques
from spaser.site.portail.questions_recues import close_repondues, sweep_faq
from spaser.site.recherche.services import SourceTextes, TexteCherchable, gather_textes
from spaser.site.socle import pages
from spaser.site.socle.taches.travailleur import planifie

# --- What to write in contracts, by family of purchase, that the search finds ---


def _present_considerations(_jour: date) -> TexteCherchable:
    return TexteCherchable(
        code="considerations",
        titre="Clauses et critères à copier",
        adresse=reverse("considerations:liste"),
        resume="Par famille d’achat : des phrases à copier dans un CCTP, un CCAP ou un règlement "
        "de consultation, avec la preuve à demander.",
        mots_cles="clause type phrase à copier considération environnementale sociale critère",
    )


SOURCE_CONSIDERATIONS: Final = make_source(
    FAMILLES,
    lambda famille: (
        f"famille d’achat clause critère CCTP CCAP {famille.objet} {famille.code.replace('-', ' ')}"
    ),
    libelle="Clauses et critères à copier",
    sans="objet",
    entete=_present_considerations,
    read=read_considerations,
    rang=20,
    poids=1.05,
)


# --- What the scheduler runs for the families of purchases ---


@planifie("considerations.declarations", toutes_les=timedelta(minutes=10))
def count_again(maintenant: datetime) -> None:
    """Count what contracts declare as soon as the store, or a family, has changed.

    The store is let go then: the scheduler has no other use for what it takes in memory.
    """
    keep_declarations(read_considerations(timezone.localtime(maintenant).date()))
    close_entrepots()


# --- The answers of the FAQ that the search finds ---


def list_textes_faq(jour: date) -> Iterator[TexteCherchable]:
    """Return each answer, then each part of those that answer several questions at once."""
    page = reverse("faq:page")
    for reponse in read_faq(jour):
        adresse = f"{page}#{reponse.code}"
        yield TexteCherchable(
            code=reponse.code,
            titre=reponse.titre,
            adresse=adresse,
            resume=reponse.court,
            corps=gather_textes(reponse, "titre", "court", "volets"),
            mots_cles=reponse.code.replace("-", " "),
            page=adresse,
        )
        for volet in reponse.volets:
            yield TexteCherchable(
                code=volet.code,
                titre=volet.titre,
                adresse=f"{page}#{volet.code}",
                corps=volet.texte,
                mots_cles=f"{reponse.code} {volet.code}".replace("-", " "),
                page=adresse,
            )


SOURCE_FAQ: Final = SourceTextes(
    "faq", "Foire aux questions", list_textes_faq, rang=10, poids=1.1, generations=(FAQ.code,)
)


def count_avis(debut: date, fin: date) -> dict[str, int]:
    """Count what readers said of the answers, from a day to another; nothing when nobody did."""
    lus = Avis.objects.filter(jour__range=(debut, fin)).aggregate(
        avis=Count("pk"), aides=Count("pk", filter=Q(utile=True))
    )
    return lus if lus["avis"] else {}


def _count_inutiles() -> outils.EnAttente:
    recents = timezone.localdate() - AVIS_RECENTS
    return outils.count_attente(Avis.objects.filter(utile=False, jour__gt=recents), "jour")


AVIS_RECENTS: Final = timedelta(days=30)
_PUBLIQUE: Final = "It speaks of a public page, with or without a space."

_OUTIL_FAQ: Final = outils.Outil(
    code="faq",
    titre="Foire aux questions",
    vue="faq:page",
    ordre=25,
    groupe=outils.Groupe.SITE,
    modeles=(
        Modele(
            QuestionRecue,
            export="questions_posees",
            detache=("courriel",),
            donne=tell_champs("reponse", "creee_le", question="message"),
            hors_espace=_PUBLIQUE,
        ),
        Modele(Avis, hors_espace=_PUBLIQUE),
    ),
    donnees=(
        Part(
            "questions_posees",
            reste="Les questions que vous avez posées restent, sans votre adresse.",
        ),
    ),
    attentes=(
        outils.AttenteEquipe(
            "questions",
            "Questions reçues",
            "faq:questions_recues",
            "Répondre",
            Operation.RELIRE_TEXTE,
            partial(outils.count_requetes, QuestionRecue),
            "questions",
            ordre=2,
        ),
        outils.AttenteEquipe(
            "avis",
            "Réponses qui n’ont pas aidé, ce mois-ci",
            "faq:questions_recues",
            "Lire",
            Operation.RELIRE_TEXTE,
            _count_inutiles,
            "questions",
            ordre=3,
        ),
    ),
    mesures=count_avis,
)


# --- What the scheduler runs for the FAQ ---


@planifie("faq.oubli", toutes_les=timedelta(days=1))
def forget_lecteurs(maintenant: datetime) -> None:
    """Forget who gave an opinion, and addresses long answered."""
    sweep_faq(maintenant)


@planifie("faq.reponses", toutes_les=timedelta(hours=6))
def tell_repondues(maintenant: datetime) -> None:
    """Answer the questions whose text has come to its day."""
    close_repondues(maintenant)


# --- The sheets that the search finds ---


def list_textes_fiches(jour: date) -> Iterator[TexteCherchable]:
    """Return each sheet, then each of its parts; a sheet is shown once, where it answers best."""
    for fiche in read_fiches_pratiques(jour):
        adresse = reverse("fiches:fiche", args=[fiche.code])
        yield TexteCherchable(
            code=fiche.code,
            titre=fiche.titre,
            adresse=adresse,
            resume=fiche.resume,
            corps=" ".join(partie.titre for partie in fiche.parties),
            mots_cles=f"fiche {fiche.code.replace('-', ' ')}",
            page=adresse,
        )
        for rang, partie in enumerate(fiche.parties, start=1):
            yield TexteCherchable(
                code=f"{fiche.code}-{rang}",
                titre=f"{fiche.titre} : {partie.titre}",
                adresse=adresse,
                corps=gather_textes(partie, "titre"),
                page=adresse,
            )


SOURCE_FICHES: Final = SourceTextes(
    "fiches",
    "Fiches pratiques",
    list_textes_fiches,
    rang=15,
    poids=1.05,
    generations=(FICHES.code,),
)


# --- The steps of the parcours that the search finds ---


def _present_parcours(jour: date) -> TexteCherchable:
    return TexteCherchable(
        code="parcours-spaser",
        titre="Le parcours SPASER, étape par étape",
        adresse=reverse("parcours:page"),
        resume=f"Quoi faire, combien de temps, avec quel outil : "
        f"{', '.join(etape.titre.lower() for etape in read_parcours(jour))}.",
        mots_cles="étapes commencer démarche débuter par où commencer",
    )


SOURCE_PARCOURS: Final = make_source(
    PARCOURS,
    lambda _etape: "étape parcours",
    resume="court",
    sans="faq fiches outils",
    entete=_present_parcours,
    rang=5,
    poids=1.05,
)


# --- The pages and tools of the site that the search finds, and what else has no page of its own
# ---


class PageTrouvable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page without argument: its view, and the words under which people look for it."""

    vue: str
    titre: str
    resume: str
    mots_cles: str


@cache
def load_pages() -> tuple[PageTrouvable, ...]:
    return read_contenu("recherche/pages.json", tuple[PageTrouvable, ...])


def list_textes_pages(_jour: date) -> Iterator[TexteCherchable]:
    for page in load_pages():
        yield TexteCherchable(
            code=page.vue,
            titre=page.titre,
            adresse=reverse(page.vue),
            resume=page.resume,
            mots_cles=page.mots_cles,
        )


def list_guides(_jour: date) -> Iterator[TexteCherchable]:
    adresse = reverse("portail:ressources")
    for ressource in chain.from_iterable(lues for _, lues in list_ressources()):
        yield TexteCherchable(
            code=ressource.titre,
            titre=ressource.titre,
            adresse=adresse,
            resume=ressource.resume,
            mots_cles=f"{ressource.editeur} {ressource.annee or ''}",
            page=f"{adresse}?{ressource.titre}",
        )


SOURCE_PAGES: Final = SourceTextes(
    "pages", "Pages et outils du site", list_textes_pages, rang=30, poids=0.95
)
SOURCE_RESSOURCES: Final = SourceTextes(
    "ressources", "Guides et formations à lire", list_guides, rang=75, poids=0.7
)


# --- The good practices that the search finds ---


def list_textes_pratiques(jour: date) -> Iterator[TexteCherchable]:
    noms = read_familles()
    for pratique in read_pratiques(jour):
        familles = (noms.get(code, "") for code in pratique.familles)
        yield TexteCherchable(
            code=pratique.code,
            titre=pratique.titre,
            adresse=reverse("pratiques:fiche", args=[pratique.code]),
            resume=pratique.resultat,
            corps=" ".join([pratique.qui, *pratique.textes]),
            mots_cles=" ".join(["bonne pratique exemple", pratique.axe.libelle, *familles]),
        )


SOURCE_PRATIQUES: Final = SourceTextes(
    "pratiques", "Bonnes pratiques", list_textes_pratiques, rang=50, generations=(PRATIQUES.code,)
)


_OUTIL_PRATIQUES: Final = outils.Outil(
    code="pratiques",
    titre="Nos bonnes pratiques",
    vue="pratiques:siennes",
    ordre=50,
    groupe=outils.Groupe.EQUIPE,
    description="Ce que vous avez fait et que d’autres acheteurs peuvent refaire.",
    gestes=(
        outils.Vocabulaire(
            "pratique",
            "Bonnes pratiques",
            {
                "ajout": "a commencé à raconter une bonne pratique",
                "modification": "a modifié une bonne pratique",
                "envoi": "a envoyé une bonne pratique à l’équipe du programme",
                "reprise": "a repris une bonne pratique avant sa relecture",
                "retrait": "a retiré une bonne pratique du site",
                "suppression": "a effacé le brouillon d’une bonne pratique",
                "publication": "a publié une bonne pratique",
                "retour": "a demandé de corriger une bonne pratique",
                "refus": "n’a pas retenu une bonne pratique",
            },
        ),
    ),
    modeles=(
        Modele(
            Recit,
            gestes=(
                "pratique.ajout", "pratique.modification", "pratique.envoi",
                "pratique.reprise", "pratique.retrait", "pratique.suppression",
                "pratique.publication", "pratique.retour", "pratique.refus",
            ),
            export="pratiques",
            detache=("auteur", "traite_par"),
            par=("auteur",),
            donne=tell_champs("titre", "etat", "contenu"),
        ),
    ),
    donnees=(
        Part(
            "pratiques",
            reste="Les bonnes pratiques que vous avez racontées pour une organisation restent, "
            "sans votre nom.",
        ),
    ),
    attentes=(
        outils.AttenteEquipe(
            "pratiques", "Bonnes pratiques à relire", "pratiques:file", "Relire",
            Operation.RELIRE_TEXTE,
            lambda: outils.count_attente(
                Recit.objects.filter(etat=EtatRecit.ENVOYEE), "envoye_le"
            ),
            "relectures", ordre=4,
        ),
    ),
)  # fmt: skip


OUTILS: Final = (_OUTIL_FAQ, _OUTIL_PRATIQUES)


# --- What it offers: menus, public pages, kinds of text, what the search finds ---


_AIDE: Final = pages.Entree("Aide", "aide:sommaire", 0, pages.Zone.PIED)
_CONSIDERATIONS: Final = pages.Entree(
    "Clauses et critères à copier", "considerations:liste", 15, pages.Zone.METHODE
)
_FAQ: Final = pages.Entree("Foire aux questions", "faq:page", 5, pages.Zone.RESSOURCES)
_FICHES: Final = pages.Entree("Fiches pratiques", "fiches:liste", 10, pages.Zone.METHODE)
_PARCOURS: Final = pages.Entree("Parcours", "parcours:page", 5)
_PRATIQUES: Final = pages.Entree("Bonnes pratiques", "pratiques:liste", 40, pages.Zone.METHODE)
_ENTREES: Final = (
    pages.Entree("Guides et formations à lire", "portail:ressources", 10, pages.Zone.RESSOURCES),
    pages.Entree("À propos", "portail:a_propos", 5, pages.Zone.PIED),
    pages.Entree("Contact", "portail:contact", 30, pages.Zone.PIED),
    pages.Entree("Plan du site", "portail:plan", 0, pages.Zone.LEGAL),
    pages.Entree(
        "Accessibilité\u00a0: non conforme", "portail:accessibilite", 10, pages.Zone.LEGAL
    ),
    pages.Entree("Mentions légales", "portail:mentions", 20, pages.Zone.LEGAL),
    pages.Entree("Données personnelles", "portail:donnees_personnelles", 30, pages.Zone.LEGAL),
    pages.Entree("Conditions d’utilisation", "portail:conditions", 40, pages.Zone.LEGAL),
)


TEXTES: Final = (
    SOURCE_PRATIQUES, SOURCE_FAQ, SOURCE_PARCOURS, SOURCE_FICHES, SOURCE_CONSIDERATIONS,
    aide.SOURCE, SOURCE_PAGES, SOURCE_RESSOURCES,
)  # fmt: skip
SYNONYMES: Final = (accueil_site.read_synonymes_edites,)
GENRES: Final = (
    PRATIQUES, FAQ, faq.RESSOURCES, PARCOURS, FICHES, FAMILLES, considerations.REGLES,
    accueil_site.SYNONYMES,
)  # fmt: skip
APPROBATIONS: Final = ((FAQ, close_repondues),)
SUITES_FAMILLES: Final = (
    ("pratiques", pratiques.list_suites_pratiques),
    ("considerations", considerations.list_suites_considerations),
)

ENTREES: Final = (
    _AIDE,
    _CONSIDERATIONS,
    _FAQ,
    _FICHES,
    _PARCOURS,
    _PRATIQUES,
    *_ENTREES,
    pages.Entree(
        "Pratiques à relire",
        "pratiques:file",
        ordre=33,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-chat-check-line",
        visible=allow(Operation.RELIRE_TEXTE),
    ),
    pages.Entree(
        "Questions reçues",
        "faq:questions_recues",
        ordre=33,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-questionnaire-line",
        visible=allow(Operation.RELIRE_TEXTE),
    ),
)


def _list_pages_aide() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse(_AIDE.vue))
    yield from (pages.PagePubliee(page.adresse) for page in aide.load_guide().values())


def _publish(
    entree: pages.Entree, vue: str, read: Callable[[date], Iterable[Contenu]]
) -> Callable[[], Iterator[pages.PagePubliee]]:
    """Return what lists a page, and that of each text that stands under it."""

    def list_publiees() -> Iterator[pages.PagePubliee]:
        yield pages.PagePubliee(reverse(entree.vue))
        for contenu in read(timezone.localdate()):
            yield pages.PagePubliee(reverse(vue, args=[contenu.code]))

    return list_publiees


def _list_pages_portail() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse("portail:accueil"))
    yield from (pages.PagePubliee(reverse(entree.vue)) for entree in _ENTREES)


PAGES: Final = (
    _publish(_PRATIQUES, "pratiques:fiche", read_pratiques),
    lambda: [pages.PagePubliee(reverse(_FAQ.vue))],
    _publish(_PARCOURS, "parcours:etape", read_parcours),
    _publish(_FICHES, "fiches:fiche", read_fiches_pratiques),
    _publish(_CONSIDERATIONS, "considerations:famille", read_considerations),
    _list_pages_aide,
    _list_pages_portail,
)

"""What buyers tell of their practices: drafted, sent, read again, published, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify

from spaser.documents.corps import list_citations
from spaser.documents.francais import pluriel
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles import editorial, pratiques
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import Rubrique
from spaser.site.chiffres.marches.services import Marche, list_marches
from spaser.site.chiffres.mesures import SuiteFamille
from spaser.site.comptes.models import Utilisateur
from spaser.site.editorial import genres, services
from spaser.site.editorial.models import Texte
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.organisations.acces import list_moderateurs
from spaser.site.organisations.models import Espace
from spaser.site.portail.models import Recit
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.versions import take_version

# --- Published practices as the programme team edits them ---


def check_pratique(pratique: pratiques.Pratique, _jour: date) -> list[str]:
    cite = bool(list_citations(pratique.resultat, pratique.preuve))
    adresses = (marche.adresse for marche in pratique.marches if marche.adresse)
    return [
        *pratiques.list_manques(pratique, cite=cite),
        *check_textes(*pratique.textes),
        *check_adresses(*adresses),
    ]


def _render(pratique: pratiques.Pratique, _jour: date) -> SafeString:
    contexte = {"pratique": pratique, "familles": name_familles(pratique)}
    return SafeString(render_to_string("pratiques/composants/pratique.html", contexte))


def name_familles(pratique: pratiques.Pratique) -> list[tuple[str, str]]:
    connues = read_familles()
    return [(code, connues[code]) for code in pratique.familles if code in connues]


PRATIQUES: Final = genres.Genre(
    code="pratiques",
    titre="Bonnes pratiques",
    un="une bonne pratique",
    forme=pratiques.Pratique,
    load=pratiques.load_pratiques,
    sources={"familles": read_familles},
    render=_render,
    pages=lambda pratique: (
        (pratique.titre or pratique.code, reverse("pratiques:fiche", args=[pratique.code])),
        ("Bonnes pratiques", reverse("pratiques:liste")),
    ),
    check=check_pratique,
    start=partial(editorial.begin, pratiques.Pratique, axe=Rubrique.SOCIAL),
)


# --- Reads practices: those that everybody reads, those that a buyer tells, those that wait ---


PROPOSES = 10


def read_pratiques(jour: date) -> tuple[pratiques.Pratique, ...]:
    return services.read_contenus(PRATIQUES, jour)


def find_pratique(code: str, jour: date) -> pratiques.Pratique | None:
    return next((p for p in read_pratiques(jour) if p.code == code), None)


def list_suites_pratiques(jour: date) -> Iterator[SuiteFamille]:
    liste, noms = reverse("pratiques:liste"), read_familles()
    for code, nombre in pratiques.count_de_famille(read_pratiques(jour), noms).items():
        libelle = pluriel(nombre, "bonne pratique", "bonnes pratiques")
        yield SuiteFamille(noms[code], libelle, f"{liste}?famille={code}")


def list_pour_familles(familles: Collection[str], jour: date) -> list[pratiques.Pratique]:
    return [p for p in read_pratiques(jour) if not {*familles}.isdisjoint(p.familles)]


# What a buyer tells.


def list_recits(espace: Espace) -> QuerySet[Recit]:
    return Recit.objects.filter(espace=espace).select_related("espace__organisation", "auteur")


@dataclass(frozen=True)
class RecitLu:
    """A story as its buyer sees it: where it stands, why, what everybody reads of it."""

    recit: Recit
    etat: pratiques.EtatRecit
    raison: str
    montree: pratiques.Pratique | None

    @classmethod
    def of(cls, recit: Recit, jour: date) -> RecitLu:
        """Read where a story stands: the team may have withdrawn what it had published."""
        montree = find_pratique(recit.code, jour) if recit.code else None
        etat = pratiques.EtatRecit(recit.etat)
        if etat is pratiques.EtatRecit.PUBLIEE and montree is None:
            retire = Texte.objects.filter(genre=PRATIQUES.code, code=recit.code, etat="retiree")
            raison = retire.values_list("reponse", flat=True).first() or ""
            return cls(recit, pratiques.EtatRecit.RETIREE, raison, None)
        return cls(recit, etat, recit.reponse, montree)

    @property
    def classe(self) -> str:
        return _CLASSES.get(self.etat, "new")


_CLASSES = {
    pratiques.EtatRecit.ENVOYEE: "info",
    pratiques.EtatRecit.A_CORRIGER: "warning",
    pratiques.EtatRecit.PUBLIEE: "success",
    pratiques.EtatRecit.REFUSEE: "error",
}


def list_alertes(recit: Recit) -> list[str]:
    noms = {nom for marche in recit.marches for nom in marche.get("titulaires", "").split(", ")}
    lu = recit.lu
    return pratiques.find_eloges((lu.titre, *lu.textes), sorted(noms - {""}))


def search_marches(espace: Espace, texte: str, lies: Iterable[str]) -> list[Marche]:
    """Return a few published contracts of a space whose object or number holds these words."""
    mots, deja = texte.casefold().split(), set(lies)
    if not mots:
        return []
    trouves = (
        marche
        for marche in list_marches(espace)
        if marche.contrat.publie
        and not marche.contrat.prive
        and str(marche.cle) not in deja
        and all(mot in _describe_pratiques(marche) for mot in mots)
    )
    return [marche for marche, _ in zip(trouves, range(PROPOSES), strict=False)]


def _describe_pratiques(marche: Marche) -> str:
    return f"{marche.contrat.id or ''} {marche.contrat.objet or ''}".casefold()


# What waits for the team.


def list_attente() -> QuerySet[Recit]:
    attente = Recit.objects.filter(etat=pratiques.EtatRecit.ENVOYEE)
    return attente.select_related("espace__organisation", "auteur").order_by("envoye_le", "pk")


def find_publiee(recit: Recit, jour: date) -> pratiques.Pratique | None:
    return services.find_contenu(PRATIQUES, recit.code, jour) if recit.code else None


# --- Writes what buyers tell: drafted, sent, read again by the team, published, withdrawn ---


PAR_JOUR: Final = 20
JOUR: Final = timedelta(days=1)
_CODE_SIEN: Final = editorial.CODE_MAX - 4  # leaves room for a number


class RecitRefuse(Exception):
    """What is asked for may not be done; says why, in French."""


@transaction.atomic
def create_recit(
    espace: Espace, titre: str, contenu: dict[str, Any], auteur: Utilisateur, *, nomme: bool
) -> Recit:
    """Begin a story; a space begins a few a day."""
    check_limite("pratiques.recit", str(espace.pk), PAR_JOUR, JOUR)
    recit = Recit.objects.create(
        espace=espace, titre=titre, contenu=contenu, nomme=nomme, auteur=auteur
    )
    _note("pratique.ajout", recit, auteur)
    return recit


@transaction.atomic
def save_recit(
    recit: Recit,
    version: int,
    titre: str,
    contenu: dict[str, Any],
    auteur: Utilisateur,
    *,
    nomme: bool,
) -> None:
    """Keep what was typed; changing a published story begins its next text, the other one stays."""
    _hold(
        recit,
        version,
        *pratiques.OUVERTS,
        pratiques.EtatRecit.PUBLIEE,
        pratiques.EtatRecit.REFUSEE,
        pratiques.EtatRecit.RETIREE,
    )
    recit.titre, recit.contenu, recit.nomme = titre, contenu, nomme
    if recit.etat != pratiques.EtatRecit.A_CORRIGER:
        recit.etat = pratiques.EtatRecit.BROUILLON
    recit.auteur = auteur
    _save(recit)
    _note("pratique.modification", recit, auteur)


@transaction.atomic
def tie_marche(recit: Recit, marche: Marche, auteur: Utilisateur) -> None:
    """Tie a published contract to a story that is not sent yet."""
    _hold(recit, recit.version, *pratiques.OUVERTS)
    recit.marches = [*recit.marches, _describe_pratiques_(recit, marche)]
    _save(recit)
    _note("pratique.modification", recit, auteur)


@transaction.atomic
def untie_marche(recit: Recit, cle: str, auteur: Utilisateur) -> None:
    _hold(recit, recit.version, *pratiques.OUVERTS)
    recit.marches = [marche for marche in recit.marches if marche["cle"] != cle]
    _save(recit)
    _note("pratique.modification", recit, auteur)


@transaction.atomic
def send_recit(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, *, relu: bool
) -> None:
    """Send a story to the team, if it holds all that it must; `relu`: praise was seen and kept."""
    check_limite("pratiques.envoi", str(recit.espace_id), PAR_JOUR, JOUR)
    _hold(recit, version, *pratiques.OUVERTS)
    if recit.espace.est_essai:
        raise RecitRefuse(
            "Cet espace d’essai n’est celui d’aucune organisation\u00a0: rejoignez la vôtre, puis "
            "envoyez."
        )
    manques = pratiques.list_manques(recit.lu) + check_textes(*recit.lu.textes)
    if not manques and list_alertes(recit) and not relu:
        manques = ["Des mots vantent ou nomment une entreprise\u00a0: corrigez, ou cochez la case."]
    if manques:
        raise RecitRefuse(" ".join(manques))
    recit.etat, recit.envoye_le, recit.reponse = pratiques.EtatRecit.ENVOYEE, maintenant, ""
    _save(recit)
    _note("pratique.envoi", recit, auteur)
    for personne in list_moderateurs(Operation.RELIRE_TEXTE):
        tell_equipe(personne, recit)


@transaction.atomic
def take_back_recit(recit: Recit, version: int, auteur: Utilisateur) -> None:
    _hold(recit, version, pratiques.EtatRecit.ENVOYEE)
    recit.etat = pratiques.EtatRecit.BROUILLON
    _save(recit)
    _note("pratique.reprise", recit, auteur)


@transaction.atomic
def withdraw_recit(recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime) -> None:
    """Take a published story off the site, and what the team wrote of it since."""
    _hold(recit, version, *pratiques.EtatRecit)
    textes = Texte.objects.filter(
        genre=PRATIQUES.code, code=recit.code, etat=editorial.EtatTexte.APPROUVEE.value
    )
    for texte in textes:
        services.withdraw_texte(
            texte, texte.version, auteur, maintenant, "Retirée par son acheteur."
        )
    ouverts = [etat.value for etat in editorial.OUVERTS]
    for texte in Texte.objects.filter(genre=PRATIQUES.code, code=recit.code, etat__in=ouverts):
        services.abandon_texte(texte, texte.version, auteur, maintenant)
    recit.etat = pratiques.EtatRecit.RETIREE
    _save(recit)
    _note("pratique.retrait", recit, auteur)


@transaction.atomic
def drop_recit(recit: Recit, version: int, auteur: Utilisateur) -> None:
    """Erase a story that was never published."""
    if recit.code:
        raise RecitRefuse("Cette pratique a été publiée\u00a0: retirez-la, son histoire reste.")
    _hold(recit, version, *pratiques.OUVERTS, pratiques.EtatRecit.REFUSEE)
    _note("pratique.suppression", recit, auteur)
    recit.delete()


# What the team decides of a story.


@transaction.atomic
def accept_recit(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str = ""
) -> None:
    """Publish a story: its text becomes one that the team edits as any other."""
    _hold(recit, version, pratiques.EtatRecit.ENVOYEE)
    if recit.auteur_id == auteur.pk:
        raise RecitRefuse("Vous l’avez écrite\u00a0: une autre personne doit la relire.")
    recit.code = recit.code or _make_code(recit.titre)
    recit.__dict__.pop("lu", None)
    a_venir = Texte.objects.filter(
        genre=PRATIQUES.code,
        code=recit.code,
        etat=editorial.EtatTexte.APPROUVEE.value,
        effet_le__gt=timezone.localdate(maintenant),
    )
    for texte in a_venir:  # what the buyer now says must not be undone on a later day
        services.withdraw_texte(
            texte, texte.version, auteur, maintenant, "Le récit a changé depuis."
        )
    saisie = services.TexteSaisi(
        PRATIQUES, recit.lu, timezone.localdate(maintenant), "Racontée par son acheteur."
    )
    try:
        services.publish_relu(saisie, auteur, maintenant, reponse)
    except services.TexteRefuse as refus:
        raise RecitRefuse(str(refus)) from refus
    _decide(recit, pratiques.EtatRecit.PUBLIEE, auteur, maintenant, reponse)
    _note("pratique.publication", recit, auteur)


@transaction.atomic
def send_back_recit(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _hold(recit, version, pratiques.EtatRecit.ENVOYEE)
    if not reponse:
        raise RecitRefuse("Écrivez ce qu’il faut corriger.")
    _decide(recit, pratiques.EtatRecit.A_CORRIGER, auteur, maintenant, reponse)
    _note("pratique.retour", recit, auteur)


@transaction.atomic
def refuse_recit(
    recit: Recit, version: int, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    _hold(recit, version, pratiques.EtatRecit.ENVOYEE)
    if not reponse:
        raise RecitRefuse("Dites pourquoi elle n’est pas retenue.")
    _decide(recit, pratiques.EtatRecit.REFUSEE, auteur, maintenant, reponse)
    _note("pratique.refus", recit, auteur)


def _decide(
    recit: Recit, etat: pratiques.EtatRecit, auteur: Utilisateur, maintenant: datetime, reponse: str
) -> None:
    recit.etat, recit.reponse = etat, reponse
    recit.traite_par, recit.traite_le = auteur, maintenant
    _save(recit)
    if recit.auteur and recit.auteur.is_active:
        tell_verdict(recit.auteur, recit)


PRIS: Final = frozenset({"raconter", "a-relire"})
"""Where other pages of the app are: no practice may be there."""


def _make_code(titre: str) -> str:
    racine = slugify(titre)[:_CODE_SIEN].strip("-") or "pratique"
    ecrites = Texte.objects.filter(genre=PRATIQUES.code).values_list("code", flat=True)
    pris = PRIS.union(ecrites)
    return editorial.find_code_libre(
        racine, lambda code: code in pris or services.find_fichier(PRATIQUES, code) is not None
    )


def _describe_pratiques_(recit: Recit, marche: Marche) -> Mapping[str, Any]:
    """Return what is kept of a contract, with the public page that proves it."""
    contrat = marche.contrat
    code = "SOC-01" if recit.lu.axe == "social" else "ENV-01"
    page = reverse("acheteurs:preuve", args=[recit.espace.siren, code])
    choix = {"annee": contrat.annee or "", "expression": "nombre", "q": contrat.id or ""}
    return {
        "cle": str(marche.cle),
        "objet": contrat.objet or contrat.id or "Marché sans objet publié",
        "annee": contrat.annee,
        "adresse": f"{page}?{urlencode(choix)}",
        "titulaires": contrat.titulaires,
    }


def _hold(recit: Recit, version: int, *etats: pratiques.EtatRecit) -> None:
    take_version(recit, version, etat__in=etats)
    recit.__dict__.pop("lu", None)


def _save(recit: Recit) -> None:
    recit.save()
    recit.__dict__.pop("lu", None)


def _note(geste: str, recit: Recit, auteur: Utilisateur) -> None:
    record(geste, auteur=auteur, objet=recit, espace=recit.espace, details={"titre": recit.titre})


# What people are told of a story.


def _is_relu(recit: Recit) -> str:
    return "" if recit.attend else "L’équipe a déjà répondu."


@courriel(make_avis("Bonne pratique à relire", sujet=Sujet.EQUIPE, arret=_is_relu))
def tell_equipe(recit: Recit) -> Contexte:
    return compose_avis(
        f"Une bonne pratique à relire\u00a0: {recit.titre}",
        [f"{recit.espace.nom} raconte «\u00a0{recit.titre}\u00a0»."],
        (reverse("pratiques:relire", args=[recit.pk]), "Ouvrir la pratique"),
    )


_VERDICTS: Final = {
    pratiques.EtatRecit.PUBLIEE: ("publiée", "Elle est en ligne. Merci de l’avoir partagée."),
    pratiques.EtatRecit.A_CORRIGER: (
        "à corriger",
        "Corrigez ce qui est demandé, puis renvoyez-la.",
    ),
    pratiques.EtatRecit.REFUSEE: ("non retenue", "Vous pouvez la reprendre et la renvoyer."),
}


@courriel(make_avis("Bonne pratique relue", sujet=Sujet.DEPOTS))
def tell_verdict(recit: Recit) -> Contexte:
    verdict, suite = _VERDICTS.get(pratiques.EtatRecit(recit.etat), ("relue", ""))
    return compose_avis(
        f"Votre bonne pratique est {verdict}\u00a0: {recit.titre}",
        [
            f"«\u00a0{recit.titre}\u00a0» est {verdict}.",
            f"Message de l’équipe\u00a0: {recit.reponse}" if recit.reponse else "",
            suite,
        ],
        (recit.get_absolute_url(), "Voir la pratique"),
    )

"""The menu of a space: a few entries, one of which is where every other page stands."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse

from spaser.regles.parcours import Tiroir
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.models import ReglageOutil
from spaser.site.organisations.identite import list_espaces_essai
from spaser.site.organisations.models import Appartenance, Espace
from spaser.site.organisations.outils import (
    Acte,
    Groupe,
    Outil,
    list_outils,
    list_pages_groupe,
    order_suites,
)
from spaser.site.socle.journal import record

# The entry under which pages stand that are not in the menu: tools fill the scheme.
_SOUS: Final[Mapping[Groupe, str]] = {
    Groupe.OUTILS: "redaction",
    Groupe.EQUIPE: "equipe",
    Groupe.CHIFFRES: "tableau",
}


@dataclass(frozen=True)
class LienNavigation:
    """An entry of the menu; `courante` is the value of aria-current, or empty."""

    libelle: str
    adresse: str
    courante: str


def list_entrees(request: HttpRequest, espace: Espace) -> list[LienNavigation]:
    courante = _find_courante(request, espace)
    return [
        LienNavigation(page.name_for(espace), adresse, _tell(request, page, adresse, courante))
        for page in list_pages_groupe(Groupe.EN_VUE)
        for adresse in [reverse(page.vue, args=[espace.siren])]
    ]


def _tell(request: HttpRequest, entree: Outil, adresse: str, courante: Outil | None) -> str:
    if courante is None:
        return ""
    if entree.code != (courante.sous or _SOUS.get(courante.groupe, courante.code)):
        return ""
    return "page" if request.path == adresse else "true"


def _find_courante(request: HttpRequest, espace: Espace) -> Outil | None:
    """Return the nearest page above this one, else the only one of the same app."""
    pages = {
        reverse(page.vue, args=[espace.siren]): page
        for groupe in (Groupe.EN_VUE, *_SOUS)
        for page in list_pages_groupe(groupe)
    }
    if dessus := [adresse for adresse in pages if request.path.startswith(adresse)]:
        return pages[max(dessus, key=len)]
    ici = request.resolver_match
    soeurs = [p for p in pages.values() if ici and p.vue.startswith(f"{ici.namespace}:")]
    return soeurs[0] if len(soeurs) == 1 else None


# --- The tools that a space has switched off, and its tools as it wants them ---


_REGLAGES: Final = "reglages_outils"


def read_eteints(espace: Espace) -> frozenset[str]:
    prefetch_related_objects([espace], _REGLAGES)  # one question a request
    reglages = espace.reglages_outils.all()
    return frozenset(reglage.outil for reglage in reglages if not reglage.actif)


def list_allumes(espace: Espace) -> list[Outil]:
    return list_outils(read_eteints(espace))


def list_suites(espace: Espace, codes: Container[str] | None = None) -> list[Acte]:
    """Return what the tools, or those of `codes`, propose next, what helps most first."""
    outils = [o for o in list_allumes(espace) if codes is None or o.code in codes]
    return order_suites([outil.avancement(espace) for outil in outils])


@transaction.atomic
def switch_outil(espace: Espace, outil: Outil, auteur: Utilisateur, *, actif: bool) -> None:
    """Note what a space wants of a tool; nothing is written when it is so already."""
    reglage, _ = ReglageOutil.objects.select_for_update().get_or_create(
        espace=espace, outil=outil.code
    )
    if reglage.actif == actif:
        return
    reglage.actif, reglage.auteur = actif, auteur
    reglage.save()
    espace.refresh_from_db(fields=[_REGLAGES])
    record(
        "outil.rallume" if actif else "outil.eteint",
        auteur=auteur,
        objet=reglage,
        espace=espace,
        details={"nom": outil.titre},
    )


# --- The pages of a space that public texts lead to, and the space of whoever reads them ---


# The page of a space where a step is done.
TIROIRS: Final[Mapping[Tiroir, str]] = {
    Tiroir.PERIMETRE: "espace:perimetre",
    Tiroir.DIAGNOSTIC: "diagnostic:campagnes",
    Tiroir.ACTEURS: "acteurs:tableau",
    Tiroir.PLAN: "plan:plan",
    Tiroir.SCHEMA: "redaction:schema",
    Tiroir.CONTROLE: "redaction:controle",
    Tiroir.CIBLES: "cibles:cibles",
}


@dataclass(frozen=True)
class EspaceSien:
    """The space of somebody: its name, and its SIREN, which its pages bear."""

    nom: str
    siren: str

    def address(self, tiroir: Tiroir) -> str:
        return reverse(TIROIRS[tiroir], args=[self.siren])


def find_espace_sien(personne: Utilisateur | AnonymousUser) -> EspaceSien | None:
    """Return the space of whoever is signed in: that of her organisation first, else her trial.

    Somebody of several organisations chooses on « Mon espace »: none is taken for her.
    """
    if not personne.is_authenticated:
        return None
    siennes = Appartenance.objects.actives().filter(utilisateur=personne)
    organisations = [a.organisation for a in siennes.select_related("organisation")[:2]]
    if len(organisations) == 1:
        return EspaceSien(organisations[0].nom, organisations[0].siren)
    essais = list(list_espaces_essai(personne)[:2]) if not organisations else []
    return EspaceSien(essais[0].nom, essais[0].siren) if len(essais) == 1 else None

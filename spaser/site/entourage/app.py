"""What the app `entourage` declares: tools, personal data, planned work, tasks."""

from typing import Final

from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.comptes.donnees_personnelles import Modele, Part, tell_champs
from spaser.site.entourage.conseil import aides, recommandations
from spaser.site.entourage.models import conseil
from spaser.site.organisations.acces import allow
from spaser.site.organisations.outils import AttenteEquipe, Groupe, Outil, Vocabulaire
from spaser.site.socle import pages

_GESTES_CONSEIL: Final = {
    "accord": "a ouvert l’espace à un conseil",
    "accepte": "conseille cet espace",
    "decline": "a décliné une invitation à conseiller",
    "fin": "a mis fin à un accompagnement",
    "lu": "a lu cet espace, comme conseil",
    "recommandation": "a recommandé",
    "decision": "a répondu à une recommandation",
}
_GESTES_AIDE: Final = {
    "confiee": "a confié la page d’une aide",
    "mot": "a confirmé comment joindre son organisme",
}
_ATTENTE_AIDES: Final = AttenteEquipe(
    "aides", "Ce que les réseaux disent de leur page", "conseil:aides_suivies", "Lire",
    Operation.REDIGER_TEXTE, aides.read_attente, ordre=6,
)  # fmt: skip
_RESTE_CONSEIL: Final = "Ce que vous avez recommandé reste à l’acheteur, sans votre nom."
_RECOMMANDATION: Final = Modele(
    conseil.Recommandation,
    gestes=("conseil.recommandation", "conseil.decision"),
    export="conseil.recommandations",
    par=("auteur",),
    detache=("membre",),
    donne=tell_champs("texte", "pourquoi", "titre", "etat", "ecrite_le"),
)
_TENUE: Final = Modele(
    conseil.TenueAide,
    export="conseil.aides",
    efface=("utilisateur",),
    donne=tell_champs("appui", "courriel", "formulaire", "donne", "confirmee_le"),
    hors_espace="It speaks of a help, on a public page.",
)
_OUTILS_CONSEIL: Final = (
    Outil(
        code="recommandations",
        titre=recommandations.TITRE,
        vue="conseil:recommandations",
        ordre=15,
        groupe=Groupe.EQUIPE,
        description="Qui vous conseille, ce qu’il recommande, ce que vous en faites.",
        gestes=(
            Vocabulaire("conseil", "Conseils", _GESTES_CONSEIL),
            Vocabulaire("aide", "Aides", _GESTES_AIDE),
        ),
        modeles=(_RECOMMANDATION, _TENUE),
        donnees=(Part("conseil", reste=_RESTE_CONSEIL),),
        attentes=(_ATTENTE_AIDES,),
    ),
)

OUTILS: Final = (*_OUTILS_CONSEIL,)


# --- What it offers: menus and public pages ---


ENTREES: Final = (
    pages.Entree(aides.PREMIER, "conseil:premier", 6, sous="appuis:liste"),
    pages.Entree(
        aides.SUIVIES,
        "conseil:aides_suivies",
        ordre=34,
        zone=pages.Zone.EQUIPE,
        icone="fr-icon-map-pin-2-line",
        visible=allow(Operation.REDIGER_TEXTE),
    ),
)


def _list_pages() -> list[pages.PagePubliee]:
    codes = [appui.code for appui, _ in aides.read_aides()]
    adresses = [reverse("conseil:aide", args=[code]) for code in codes]
    return [pages.PagePubliee(adresse) for adresse in (reverse("conseil:premier"), *adresses)]


PAGES: Final = (_list_pages,)

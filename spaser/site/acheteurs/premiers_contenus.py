"""What the people of the demonstration have said to each other, all of it fictitious."""

from typing import Final

from django.db import transaction
from django.urls import reverse

from spaser.site.espace.discussions import SujetDiscussion, close_discussion, write_commentaire
from spaser.site.espace.models import Discussion
from spaser.site.organisations.premiers_contenus import METROPOLE, find_figurant, find_metropole
from spaser.site.socle.preparation import par_etapes

# The indicator, its name, who speaks, and what she says.
_PROPOS: Final = (
    (
        "SOC-01",
        "Marchés avec au moins une considération sociale",
        "redaction",
        (
            "La part publiée double presque entre 2024 et 2025. @Camille Fictif peux-tu vérifier "
            "les marchés de travaux sans réponse avant la commission ?"
        ),
    ),
    (
        "SOC-01",
        "Marchés avec au moins une considération sociale",
        "contribution",
        (
            "Deux des quatre portaient bien une clause d’insertion : je demande la correction au "
            "profil d’acheteur."
        ),
    ),
    (
        "ENV-01",
        "Marchés avec au moins une considération environnementale",
        "administration",
        "Qui présente ce chiffre au conseil ?",
    ),
    (
        "ENV-01",
        "Marchés avec au moins une considération environnementale",
        "redaction",
        "Moi, avec la vue pour le conseil.",
    ),
)
_REGLE: Final = "chiffres:ENV-01"


@par_etapes
def load_demonstration() -> None:
    espace = find_metropole()
    if espace is None or Discussion.objects.filter(espace=espace).exists():
        return
    sujets = [  # before any lock: the first `reverse` loads every view
        SujetDiscussion(
            f"chiffres:{code}", titre, reverse("chiffres:indicateur", args=[METROPOLE, code])
        )
        for code, titre, *_ in _PROPOS
    ]
    with transaction.atomic():
        for sujet, (_, _, compte, texte) in zip(sujets, _PROPOS, strict=True):
            write_commentaire(espace, sujet, texte, find_figurant(compte))
        reglee = Discussion.objects.get(espace=espace, objet=_REGLE)
        close_discussion(espace, reglee, find_figurant("administration"), close=True)


CHARGEURS: Final = (("Accueil de l’espace", "load_demonstration", load_demonstration),)

"""What a buyer tells of a practice, and what the team answers."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from spaser.donnees.referentiels.embarques import read_familles
from spaser.lettres import unaccent
from spaser.metier.indicateurs import Rubrique
from spaser.metier.pratiques import TITRE_MAX, Recherche
from spaser.web.commun.versions import FormVersionne
from spaser.web.editorial.champs import ChampLignes
from spaser.web.pratiques.textes import ChampFamilles, ask_axe
from spaser.web.socle.formulaires import (
    ChampAdresse,
    FormLibre,
    Texte,
    TexteLong,
    list_choix,
    tell_inconnue,
)

_UN_PAR_LIGNE: Final = "Une par ligne."
_SERVICE: Final = re.compile(
    r"achat|accueil|bourse|club|commande|contact|courrier|dgs|direction|durable|economie|finance"
    r"|info|juridique|mairie|marche|public|rse|secretariat|service|spaser|transition"
)
_D_UNE_PERSONNE: Final = (
    "Cette adresse semble être celle d’une personne\u00a0: donnez celle d’un service, comme "
    "commande.publique@exemple.fr, ou laissez vide."
)


class FormRecit(FormVersionne, DsfrBaseForm):
    """A practice, in the words of its buyer; a draft may be incomplete."""

    titre = Texte(
        "Titre",
        requis="Donnez un titre, même provisoire.",
        aide="À l’infinitif\u00a0: « Réserver le nettoyage des écoles »",
        max_length=TITRE_MAX,
    )
    axe = ask_axe()
    familles = ChampFamilles("Aucune case\u00a0: bonne pour tous les achats.")
    fait = TexteLong(
        "Ce que vous avez fait",
        rows=5,
        aide="Qui, quoi, quand. Parlez de ce que l’acheteur a fait, pas de l’entreprise.",
    )
    resultat = TexteLong(
        "Ce que cela a donné", rows=3, aide="Avec un chiffre\u00a0: un nombre, une part, une durée."
    )
    preuve = TexteLong(
        "Comment vous le savez",
        rows=3,
        aide="Qui a compté, où, sur quelle période, et ce qui n’a pas été compté.",
    )
    preuve_adresse = ChampAdresse(
        "Page qui le prouve",
        aide="Délibération, bilan, article, en https:// ; un marché lié suffit aussi.",
    )
    etapes = ChampLignes(
        "Étapes, pour faire de même", rows=5, aide=f"{_UN_PAR_LIGNE} Deux au moins."
    )
    pieges = ChampLignes("Ce qu’il faut éviter", rows=3, aide=_UN_PAR_LIGNE)
    nomme = forms.ChoiceField(
        label="Nommer l’acheteur",
        choices=[("oui", "Oui, par son nom"), ("non", "Non\u00a0: « un acheteur public »")],
        initial="oui",
        widget=forms.RadioSelect,
        help_text="Sans nom, vos marchés liés ne sont pas montrés\u00a0: ils le diraient.",
        error_messages={"required": "Dites si l’acheteur est nommé.", **tell_inconnue("un choix")},
    )
    contact = forms.EmailField(
        label="Adresse d’un service qui répondra",
        required=False,
        help_text="Elle sera publique. Jamais celle d’une personne.",
        error_messages={"invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."},
    )

    def clean_contact(self) -> str:
        """Refuse an address that seems to be somebody's."""
        adresse: str = self.cleaned_data["contact"]
        if adresse and not _SERVICE.search(unaccent(adresse.partition("@")[0])):
            raise ValidationError(_D_UNE_PERSONNE)
        return adresse

    def clean(self) -> dict[str, Any]:
        lu = super().clean() or self.cleaned_data
        if lu.get("nomme") == "non" and lu.get("contact"):
            self.add_error(
                "contact",
                "Cette adresse dirait qui vous êtes\u00a0: retirez-la, ou nommez l’acheteur.",
            )
        return lu

    def read(self) -> dict[str, Any]:
        lu = self.cleaned_data
        textes = ("fait", "resultat", "preuve", "preuve_adresse", "contact")
        return {
            "axe": lu["axe"],
            **{nom: lu[nom] or "" for nom in textes},
            **{nom: list(lu[nom]) for nom in ("familles", "etapes", "pieges")},
        }


class FormReponse(DsfrBaseForm):
    version = forms.IntegerField(widget=forms.HiddenInput())
    reponse = TexteLong(
        "Message",
        rows=4,
        aide="Demandé pour renvoyer ou ne pas retenir. La personne qui l’a écrite le reçoit.",
    )


class FormRecherche(FormLibre):
    """What one looks for; a question left empty filters nothing."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    famille = forms.ChoiceField(
        label="Famille d’achat",
        required=False,
        choices=lambda: [("", "Toutes"), *read_familles().items()],
    )
    axe = forms.ChoiceField(label="Thème", required=False, choices=list_choix(Rubrique, "Tous"))

    def read(self) -> Recherche:
        lu = self.cleaned_data
        axe = lu.get("axe")
        return Recherche(
            texte=lu.get("q", ""),
            famille=lu.get("famille", ""),
            axe=Rubrique(axe) if axe else None,
        )

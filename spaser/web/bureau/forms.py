"""What the team notes of a contact, and how it looks through the list of buyers."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.metier.bureau import Canal, Motif, Resultat, propose_relance
from spaser.web.bureau.acheteurs import CONTACTS
from spaser.web.editorial.champs import ChampUn
from spaser.web.socle.formulaires import ChampJour, FormLibre, TexteLong, list_choix


class FormContact(DsfrBaseForm):
    jour = ChampJour("Jour du contact", requis="Donnez le jour du contact.")
    canal = ChampUn("Moyen", Canal, "Dites par quel moyen.", "un moyen")
    resultat = ChampUn("Résultat", Resultat, "Dites ce qu’il en est.", "un résultat")
    note = TexteLong(
        "Note",
        rows=3,
        aide="Ce qu’il faut savoir la prochaine fois. Un service, une fonction\u00a0: jamais le "
        "nom d’une personne.",
    )
    relance_le = ChampJour(
        "À recontacter le",
        aide="Vide\u00a0: dans un mois sans réponse, dans six mois s’il prépare.",
    )

    def clean_jour(self) -> object:
        jour = self.cleaned_data["jour"]
        if jour and jour > timezone.localdate():
            raise forms.ValidationError("Ce jour n’est pas encore passé\u00a0: corrigez-le.")
        return jour

    def read(self) -> dict[str, Any]:
        """Return what is kept; the next day is proposed when nobody gave one."""
        lu = self.cleaned_data
        resultat = Resultat(lu["resultat"])
        relance = lu["relance_le"] or propose_relance(lu["jour"], resultat)
        return {
            "jour": lu["jour"],
            "canal": lu["canal"],
            "resultat": resultat.value,
            "note": lu["note"] or "",
            "relance_le": relance,
        }


_CONTACTS: Final = [("", "Tous, sauf les clos"), *CONTACTS.items()]


class FormFiltres(FormLibre):
    """What one looks for in the list of buyers; a question left empty filters nothing."""

    q = forms.CharField(label="Nom ou SIREN", required=False, max_length=100)
    motif = forms.ChoiceField(label="Motif", required=False, choices=list_choix(Motif, "Tous"))
    contact = forms.ChoiceField(label="Contact", required=False, choices=_CONTACTS)

    def read(self) -> dict[str, str]:
        lu = self.cleaned_data
        return {
            "motif": lu.get("motif", ""),
            "contact": lu.get("contact", ""),
            "texte": lu.get("q", ""),
        }

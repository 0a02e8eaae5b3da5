"""Forms of one's own account."""

from __future__ import annotations

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.web.comptes.forms.champs import (
    ChampAdresseConnexion,
    ChampMotDePasse,
    FormNouveauMotDePasse,
)


class FormChangementMotDePasse(FormNouveauMotDePasse):
    """The present password, then the new one."""

    mot_de_passe = ChampMotDePasse("Mot de passe actuel", "current-password")
    field_order = ("mot_de_passe",)


class FormNouvelleAdresse(DsfrBaseForm):
    """The address to move to."""

    courriel = ChampAdresseConnexion(label="Nouvelle adresse électronique")


class FormEffacement(DsfrBaseForm):
    """An erasure, asked for knowingly."""

    compris = forms.BooleanField(
        label="J’ai compris que mon compte sera effacé et que rien ne permet de le retrouver.",
        error_messages={"required": "Cochez cette case pour confirmer l’effacement."},
    )

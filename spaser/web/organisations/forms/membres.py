"""Roles, answers, and who takes over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.droits import ROLES_PROGRAMME, Role, assignable_roles
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.forms.champs import ChampCourriel, ChampRole, champ_message
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.selectors import list_membres

PARTIR = "partir"


class FormRole(DsfrBaseForm):
    role = ChampRole()

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("ChampRole", self.fields["role"]).offer(assignable_roles(roles))


class FormReponse(FormRole):
    """Yes with a role, or no with a reason."""

    role = ChampRole(required=False, label="Rôle donné, si vous acceptez")
    motif = champ_message("Motif, si vous refusez", "La personne le recevra par courriel.")

    def clean(self) -> dict[str, Any]:
        super().clean()
        donnees = self.cleaned_data
        accepte = self.data.get("reponse") == "accepter"
        if accepte and not donnees.get("role") and "role" not in self.errors:
            self.add_error("role", "Choisissez le rôle à donner.")
        if not accepte and not donnees.get("motif") and "motif" not in self.errors:
            self.add_error("motif", "Dites pourquoi vous refusez : la personne le lira.")
        return donnees


class ChampSuccesseur(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    def label_from_instance(self, obj: Appartenance) -> str:
        return f"{obj.utilisateur.nom_complet} ({obj.get_role_display()})"


class FormMainPassee(DsfrBaseForm):
    successeur = ChampSuccesseur(
        label="Personne qui administrera l’organisation",
        queryset=Appartenance.objects.none(),
        empty_label="Choisir une personne",
        error_messages={
            "required": "Choisissez une personne.",
            "invalid_choice": "Choisissez une personne de la liste.",
        },
    )
    ensuite = forms.ChoiceField(label="Et vous, ensuite")

    def __init__(self, *args: Any, appartenance: Appartenance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        membres = list_membres(appartenance.organisation).actives()
        successeur = cast("ChampSuccesseur", self.fields["successeur"])
        successeur.queryset = membres.exclude(pk=appartenance.pk)
        choix = cast("Iterable[Any]", successeur.choices)
        successeur.choices = list(choix)  # evaluated once: the page asks several times
        suites = [
            r for r in assignable_roles([Role.ADMINISTRATION]) if r.value != appartenance.role
        ]
        cast("forms.ChoiceField", self.fields["ensuite"]).choices = [
            *((role.value, f"Garder le rôle {role.libelle}") for role in suites),
            (PARTIR, "Quitter l’organisation"),
        ]

    def role_ensuite(self) -> Role | None:
        """Return what one becomes; nothing for who leaves."""
        ensuite = self.cleaned_data["ensuite"]
        return None if ensuite == PARTIR else Role(ensuite)


class FormPersonne(DsfrBaseForm):
    courriel = ChampCourriel("Adresse électronique de son compte")

    def clean_courriel(self) -> str:
        courriel: str = self.cleaned_data["courriel"]
        personne = Utilisateur.objects.filter(courriel=courriel, is_active=True).first()
        if personne is None:
            raise forms.ValidationError(
                "Aucun compte n’a cette adresse. La personne doit d’abord créer son compte."
            )
        self.personne = personne
        return courriel


class FormRoleProgramme(FormPersonne):
    role = ChampRole()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("ChampRole", self.fields["role"]).offer(ROLES_PROGRAMME)

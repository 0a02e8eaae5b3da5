"""Forms of organisations, of their members and of joining."""

from collections.abc import Iterable
from copy import copy
from typing import Any, cast

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.moteur.referentiels.annuaire import departements, regions
from spaser.regles import droits
from spaser.site.comptes.forms import ChampAdresseConnexion
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.identite import list_membres
from spaser.site.organisations.models import TYPES, Appartenance, Organisation
from spaser.site.socle.formulaires import ask_ligne, ask_texte, refuse_lien

# --- Fields that several forms share ---


class ChampRole(forms.TypedChoiceField):
    """A role among those that may be given."""

    def __init__(
        self, label: str = "Rôle", roles: Iterable[droits.Role] = (), **options: Any
    ) -> None:
        messages = {
            "required": "Choisissez un rôle.",
            "invalid_choice": "Choisissez un rôle de la liste.",
        }
        super().__init__(label=label, coerce=droits.Role, error_messages=messages, **options)
        self.offer(roles)

    def offer(self, roles: Iterable[droits.Role]) -> None:
        self.choices = [(role.value, role.libelle) for role in roles]


def ask_adresse(label: str) -> ChampAdresseConnexion:
    """Return the question of somebody else's address."""
    return ChampAdresseConnexion(label, "off", "une")


def ask_nom(label: str, de_qui: str, aide: str = "") -> forms.CharField:
    return ask_ligne(
        label, 200, f"Écrivez le nom de {de_qui}.", aide=aide, validators=[refuse_lien]
    )


def ask_type(vide: str = "Non renseigné") -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Type de structure", choices=[("", vide), *TYPES], required=False
    )


def list_regions(vide: str = "Non renseignée") -> list[tuple[str, str]]:
    zones = sorted(regions().values(), key=lambda zone: zone.nom)
    return [("", vide), *((zone.code, zone.nom) for zone in zones)]


def champ_message(label: str, aide: str) -> forms.CharField:
    return ask_texte(label, 1000, aide=aide)


# --- What an organisation is, when the tables do not say ---


POPULATION_MAXIMUM = 100_000_000


def _departements() -> list[tuple[str, str]]:
    return [("", "Aucun"), *((d.code, f"{d.code} – {d.nom}") for d in departements().values())]


class FormEssai(DsfrBaseForm):
    """Who the buyer of a trial is: asked once, read by every tool."""

    nom = ask_nom("Nom de l’acheteur", "l’acheteur", "Tel qu’il s’écrira sur vos documents.")
    type = ask_type()
    code_region = forms.ChoiceField(label="Région", choices=list_regions, required=False)


class FormIdentite(DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """Name, kind and place of an organisation that is not in the tables."""

    nom = ask_nom("Nom", "l’organisation")
    type = ask_type()
    code_region = forms.ChoiceField(label="Région", choices=list_regions, required=False)
    code_departement = forms.ChoiceField(
        label="Département",
        choices=_departements,
        required=False,
        help_text="Pour un organisme national ou régional, choisissez « Aucun ».",
    )
    population = forms.IntegerField(
        label="Nombre d’habitants",
        min_value=0,
        max_value=POPULATION_MAXIMUM,
        required=False,
        help_text="Seulement pour une collectivité ou une intercommunalité. Exemple : 125000",
        error_messages={
            "invalid": "Écrivez un nombre entier, sans espace ni virgule. Exemple : 125000",
            "min_value": "Un nombre d’habitants n’est pas négatif.",
            "max_value": "Ce nombre dépasse la population du pays : vérifiez-le.",
        },
    )

    class Meta:
        model = Organisation
        fields = ("nom", "type", "code_region", "code_departement", "population")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        connu = {"code_departement": organisation.code_departement}
        super().__init__(*args, instance=copy(organisation), initial=connu, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Keep region and department in step."""
        super().clean()
        donnees = self.cleaned_data
        donnees["nom"] = " ".join(donnees.get("nom", "").split())
        departement = departements().get(donnees.get("code_departement", ""))
        region = donnees.get("code_region", "")
        if departement and region and departement.code_region != region:
            self.add_error(
                "code_departement",
                f"{departement.nom} n’est pas dans cette région : changez l’un ou l’autre.",
            )
        elif departement:
            donnees["code_region"] = departement.code_region
        code = donnees.get("code_departement", "")
        if code != self.instance.code_departement:  # one choice must not lose the other codes
            self.instance.codes_departement = [code] if code else []
        return donnees


# --- Roles, answers, and who takes over ---


PARTIR = "partir"


class FormDelai(DsfrBaseForm):
    jours = forms.IntegerField(
        label="Jours que l’équipe se donne pour répondre",
        min_value=1,
        max_value=60,
        help_text="Ce délai est affiché à qui attend une réponse.",
        error_messages={"required": "Écrivez un nombre de jours, de 1 à 60."},
    )


class FormRole(DsfrBaseForm):
    role = ChampRole()

    def __init__(self, *args: Any, roles: Iterable[droits.Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("ChampRole", self.fields["role"]).offer(droits.assignable_roles(roles))


class FormReponseAdhesion(FormRole):
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
            r
            for r in droits.assignable_roles([droits.Role.ADMINISTRATION])
            if r.value != appartenance.role
        ]
        cast("forms.ChoiceField", self.fields["ensuite"]).choices = [
            *((role.value, f"Garder le rôle {role.libelle}") for role in suites),
            (PARTIR, "Quitter l’organisation"),
        ]

    def role_ensuite(self) -> droits.Role | None:
        """Return what one becomes; nothing for who leaves."""
        ensuite = self.cleaned_data["ensuite"]
        return None if ensuite == PARTIR else droits.Role(ensuite)


class FormPersonne(DsfrBaseForm):
    courriel = ask_adresse("Adresse électronique de son compte")

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
    role = ChampRole(roles=droits.ROLES_PROGRAMME)


# --- Asking to come in, inviting ---


class FormAdhesion(DsfrBaseForm):
    """What somebody says when she asks to come in; the name only if nobody knows the SIREN."""

    nom = ask_nom("Nom de l’organisation", "l’organisation", "Le nom officiel, en entier.")
    type = ask_type("Je ne sais pas")
    role = ChampRole(
        "Rôle souhaité", droits.ROLES_ORGANISATION, initial=droits.Role.REDACTION.value
    )
    message = champ_message(
        "Message", "Ce qui aidera à vous reconnaître : votre service, votre fonction."
    )

    def __init__(self, *args: Any, connue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if connue:
            del self.fields["nom"], self.fields["type"]


class FormCollegue(DsfrBaseForm):
    courriel = ask_adresse("Adresse électronique de votre collègue")


class FormInvitation(FormRole):
    courriel = ask_adresse("Adresse électronique de la personne")
    role = ChampRole(initial=droits.Role.LECTURE.value)
    field_order = ("courriel", "role")

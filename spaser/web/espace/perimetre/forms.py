"""The questions of the perimeter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier import perimetre
from spaser.metier.perimetre import Concessions, Organisme, ReponsePerimetre
from spaser.web.commun.versions import FormVersionne
from spaser.web.espace.perimetre.selectors import version_of
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.siren import SirenRefuse, read_siren

if TYPE_CHECKING:
    from spaser.web.espace.models import Perimetre

_ORGANISMES_MAX = 20


def _question(label: str, aide: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=aide,
        choices=[(reponse.value, reponse.libelle) for reponse in ReponsePerimetre],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse, « Je ne sais pas » si besoin.",
            "invalid_choice": "Choisissez une des réponses proposées.",
        },
    )


class FormPerimetre(FormVersionne, DsfrBaseForm):
    """Whose purchases the figures should speak of."""

    budgets_annexes = _question(
        "Avez-vous des budgets annexes ?",
        "Eau, transports, restauration… Ils portent le même SIREN que votre structure.",
    )
    organismes = forms.CharField(
        label="Autres organismes de votre maison",
        required=False,
        max_length=4000,
        help_text="CCAS, caisse des écoles, régie personnalisée, ville ou intercommunalité liée : "
        "un par ligne, le SIREN puis le nom. Laissez vide s’il n’y en a pas.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Cette liste est trop longue : gardez vingt organismes."},
    )
    concessions = forms.ChoiceField(
        label="Que faire de vos concessions ?",
        choices=[(valeur.value, valeur.libelle) for valeur in Concessions],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse.",
            "invalid_choice": "Choisissez une des réponses proposées.",
        },
    )
    coordonnateur = _question(
        "Coordonnez-vous des groupements de commandes ?",
        "Vous publiez alors des marchés qui servent aussi aux autres membres.",
    )
    membre = _question(
        "Achetez-vous par un groupement coordonné par un autre ?",
        "C’est lui qui publie ces marchés, sous son SIREN.",
    )
    centrales = _question(
        "Passez-vous par une centrale d’achat ?",
        "Elle publie ses marchés sous son SIREN ; vos commandes n’y apparaissent pas.",
    )
    noms_centrales = forms.CharField(
        label="Lesquelles ?",
        required=False,
        max_length=200,
        help_text="Leurs noms, séparés par des virgules.",
        error_messages={"max_length": "Raccourcissez cette liste : deux cents signes au plus."},
    )

    def __init__(self, *args, siren: str, trouve: Perimetre | None, **kwargs) -> None:
        initial, version = _fill_initial(trouve), version_of(trouve)
        super().__init__(*args, initial=initial, version=version, **kwargs)
        self.trouve = trouve
        self._siren = siren

    def clean_organismes(self) -> tuple[Organisme, ...]:
        """Read one body a line; say which line to mend."""
        lignes = [ligne.strip() for ligne in self.cleaned_data["organismes"].splitlines()]
        lignes = [ligne for ligne in lignes if ligne]
        if len(lignes) > _ORGANISMES_MAX:
            raise forms.ValidationError(
                f"Vous donnez {len(lignes)} organismes : gardez-en {_ORGANISMES_MAX} au plus."
            )
        organismes, fautes = {}, []
        for rang, ligne in enumerate(lignes, start=1):
            try:
                organisme = self._read_organisme(ligne)
            except SirenRefuse as refus:
                fautes.append(f"Ligne {rang} : {refus}")
            else:
                organismes[organisme.siren] = organisme
        if fautes:
            raise forms.ValidationError(fautes)
        return tuple(organismes.values())

    def _read_organisme(self, ligne: str) -> Organisme:
        """Read « 001 010 024 CCAS de Val »: what is a digit at the start, then a name."""
        numero = ligne[: len(ligne) - len(ligne.lstrip("0123456789 \u00a0\u202f.-"))]
        siren = read_siren(numero)
        nom = " ".join(ligne[len(numero) :].split())[:200]
        if siren == self._siren:
            raise SirenRefuse("c’est le SIREN de votre structure. Retirez cette ligne.")
        if not nom:
            identite = describe_siren(siren)
            if identite is None:
                raise SirenRefuse("écrivez le nom de l’organisme après son SIREN.")
            nom = identite.nom
        return Organisme(siren, nom)

    def read(self) -> perimetre.Perimetre:
        """Return the answers as the rules take them."""
        reponses = self.cleaned_data
        return perimetre.Perimetre(
            budgets_annexes=ReponsePerimetre(reponses["budgets_annexes"]),
            organismes=reponses["organismes"],
            concessions=Concessions(reponses["concessions"]),
            coordonnateur=ReponsePerimetre(reponses["coordonnateur"]),
            membre=ReponsePerimetre(reponses["membre"]),
            centrales=ReponsePerimetre(reponses["centrales"]),
            noms_centrales=" ".join(reponses["noms_centrales"].split()),
        )


def _fill_initial(ligne: Perimetre | None) -> dict[str, Any]:
    """Return the former answers, as the form shows them."""
    if ligne is None:
        return {"concessions": Concessions.HORS.value}
    noms = "budgets_annexes concessions coordonnateur membre centrales noms_centrales".split()
    lignes = [f"{o['siren']} {o['nom']}" for o in ligne.organismes]
    return {nom: getattr(ligne, nom) for nom in noms} | {"organismes": "\n".join(lignes)}

"""The questions that a space asks: whom the law binds, whose purchases, what is decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.metier import perimetre
from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.montants import ErreurMontant, read_depenses_annuelles
from spaser.metier.assujettissement.regimes import load_regle
from spaser.metier.assujettissement.regle import Depenses, Situation
from spaser.metier.perimetre import Concessions, Organisme, ReponsePerimetre
from spaser.metier.propositions import EtatProposition
from spaser.web.commun.versions import FormVersionne
from spaser.web.espace.models import Perimetre
from spaser.web.espace.perimetre import version_of
from spaser.web.espace.propositions import Decision
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.siren import SirenRefuse, read_siren
from spaser.web.socle.formulaires import list_choix, tell_inconnue

_TAXES: Final = (("ht", "Hors taxes"), ("ttc", "Toutes taxes comprises"))
_ETENDUES: Final = (
    ("total", "Toutes les dépenses de marchés de l’année"),
    ("partie", "Une partie seulement : le total est plus élevé"),
)


class FormulaireConcerne(DsfrBaseForm):
    """Whether the buyer must have a SPASER."""

    nature = forms.ChoiceField(
        label="Votre structure est",
        choices=list_choix(NatureAcheteur, "Choisissez"),
        error_messages={
            "required": "Choisissez ce qu’est votre structure, ou « Je ne sais pas ».",
            **tell_inconnue("un type de structure"),
        },
    )
    annee = forms.TypedChoiceField(
        label="Année civile des dépenses",
        coerce=int,
        help_text="De préférence la dernière année close.",
        error_messages={"required": "Choisissez une année.", **tell_inconnue("une année")},
    )
    montant = forms.CharField(
        label="Dépenses de marchés de cette année-là",
        required=False,
        max_length=60,
        help_text="Par exemple « 62 500 000 » ou « 62,5 M€ ». Laissez vide si vous ne savez pas.",
        error_messages={"max_length": "Ce texte est trop long : écrivez seulement le montant."},
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    taxe = forms.ChoiceField(
        label="Ce montant est",
        choices=_TAXES,
        initial="ht",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites si la taxe est comprise.",
            **tell_inconnue("une réponse"),
        },
    )
    etendue = forms.ChoiceField(
        label="Il couvre",
        choices=_ETENDUES,
        initial="total",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Dites si le montant couvre toutes vos dépenses.",
            **tell_inconnue("une réponse"),
        },
    )
    territoire = forms.ChoiceField(
        label="Territoire",
        choices=list_choix(Territoire),
        initial=Territoire.METROPOLE.value,
        error_messages={"required": "Choisissez un territoire.", **tell_inconnue("un territoire")},
    )

    def __init__(self, data: QueryDict | None, aujourdhui: date) -> None:
        close = str(aujourdhui.year - 1)
        super().__init__(self._complete(data, close) if data is not None else None)
        premiere = load_regle().regimes[0].depuis.year
        annees = range(aujourdhui.year, premiere - 1, -1)
        champ = cast("forms.ChoiceField", self.fields["annee"])
        champ.choices = [
            (str(a), f"{a} (en cours)" if a == aujourdhui.year else str(a)) for a in annees
        ]
        champ.initial = close

    @classmethod
    def _complete(cls, data: QueryDict, annee: str) -> QueryDict:
        """Take what a short address leaves out for the usual answer."""
        complet = data.copy()
        for nom, champ in cls.base_fields.items():
            complet.setdefault(nom, champ.initial or "")
        if "annee" not in data:
            complet["annee"] = annee
        return complet

    def clean_montant(self) -> Decimal | None:
        texte = self.cleaned_data["montant"]
        if not texte:
            return None
        try:
            return read_depenses_annuelles(texte)
        except ErreurMontant as faute:
            raise forms.ValidationError(str(faute)) from faute

    def make_situation(self) -> Situation:
        reponses = self.cleaned_data
        return Situation(
            nature=NatureAcheteur(reponses["nature"]),
            annee=reponses["annee"],
            depenses=self._make_depenses(),
            territoire=Territoire(reponses["territoire"]),
        )

    def _make_depenses(self) -> Depenses:
        montant = self.cleaned_data["montant"]
        if montant is None:
            return Depenses()
        ttc = self.cleaned_data["taxe"] == "ttc"
        depenses = Depenses.ttc(montant) if ttc else Depenses.exactes(montant)
        return depenses.partielles() if self.cleaned_data["etendue"] == "partie" else depenses


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

    def __init__(self, *args: Any, siren: str, trouve: Perimetre | None, **kwargs: Any) -> None:
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
    if ligne is None:
        return {"concessions": Concessions.HORS.value}
    noms = "budgets_annexes concessions coordonnateur membre centrales noms_centrales".split()
    lignes = [f"{o['siren']} {o['nom']}" for o in ligne.organismes]
    return {nom: getattr(ligne, nom) for nom in noms} | {"organismes": "\n".join(lignes)}


class FormDecisionProposition(DsfrBaseForm):
    etat = forms.ChoiceField(
        label="Décision",
        choices=[(etat.value, etat.libelle) for etat in EtatProposition],
        error_messages={
            "required": "Choisissez « Retenir » ou « Écarter ».",
            "invalid_choice": "Choisissez « Retenir » ou « Écarter ».",
        },
    )
    motif = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=300,
        error_messages={"max_length": "Raccourcissez cette phrase : trois cents signes au plus."},
    )
    version = forms.IntegerField(
        min_value=1,
        error_messages={
            "required": "Rechargez la page, puis décidez à nouveau.",
            "invalid": "Rechargez la page, puis décidez à nouveau.",
            "min_value": "Rechargez la page, puis décidez à nouveau.",
        },
    )

    def read(self) -> Decision:
        donnees = self.cleaned_data
        return Decision(EtatProposition(donnees["etat"]), donnees["motif"], donnees["version"])

"""The questions that a space asks: whom the law binds, whose purchases, what is decided."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

import msgspec
from django import forms
from django.forms import model_to_dict
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm

from spaser.regles import assujettissement, indicateurs
from spaser.regles.droits import EtatProposition
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.models import TEXTE_MAX, Perimetre
from spaser.site.espace.perimetre import version_of
from spaser.site.organisations.identite import SirenRefuse, describe_siren, read_siren
from spaser.site.socle.formulaires import (
    ask_choix,
    ask_jour,
    ask_ligne,
    ask_texte,
    list_choix,
    tell_inconnue,
)
from spaser.site.socle.versions import FormVersionne

# --- What one writes in a discussion, and looks for in the history of a space ---


type Choix = Iterable[tuple[str, str]]


def _text_field() -> forms.CharField:
    return ask_texte("Votre commentaire", TEXTE_MAX, 4, "Écrivez votre commentaire.")


class FormCommentaire(DsfrBaseForm):
    texte = _text_field()
    mention = ask_choix(
        "Prévenir un collègue",
        hors={"invalid_choice": "Choisissez une personne de la liste."},
        aide="Son nom, précédé de @, ouvrira votre commentaire. Vous pouvez aussi l’écrire "
        "vous-même dans le texte.",
    )

    def __init__(self, *args: Any, collegues: Iterable[Utilisateur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collegues = {str(c.pk): c.nom_complet for c in collegues}
        if self.collegues:
            mention = cast("forms.ChoiceField", self.fields["mention"])
            mention.choices = [("", "Personne"), *self.collegues.items()]
            self.fields["texte"].widget.attrs["data-mentions"] = ""
        else:
            del self.fields["mention"]

    def clean(self) -> dict[str, Any]:
        """Name in the text whoever was picked in the list."""
        reponses = super().clean() or self.cleaned_data
        nom = self.collegues.get(reponses.get("mention", ""))
        texte = reponses.get("texte", "")
        if nom and texte and f"@{nom}" not in texte:
            reponses["texte"] = f"@{nom} {texte}"
        return reponses


class FormReprise(FormVersionne, DsfrBaseForm):
    texte = _text_field()


class FormPeriode(DsfrBaseForm):
    """Filters between two days; a wrong one narrows nothing."""

    du = ask_jour("Du")
    au = ask_jour("Au")

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        du, au = reponses.get("du"), reponses.get("au")
        if du and au and au < du:
            self.add_error("au", "Cette date est avant la première : échangez-les.")
        return reponses

    @property
    def retenus(self) -> dict[str, Any]:
        """Return the filters that could be read; a wrong one is not among them."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}

    def offer(self, nom: str, tous: str, choix: Choix) -> None:
        cast("forms.ChoiceField", self.fields[nom]).choices = [("", tous), *choix]


def _ask_un(label: str, quoi: str) -> forms.ChoiceField:
    absent = {"invalid_choice": f"Choisissez {quoi} de la liste."}
    return forms.ChoiceField(label=label, required=False, error_messages=absent)


class FormFiltresHistorique(FormPeriode):
    qui = _ask_un("Personne", "une personne")
    outil = _ask_un("Outil", "un outil")
    field_order = ("qui", "outil", "du", "au")

    def __init__(self, *args: Any, personnes: Choix, outils: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("qui", "Tout le monde", personnes)
        self.offer("outil", "Tous les outils", outils)


class FormJournal(FormPeriode):
    outil = _ask_un("Sujet", "un sujet")
    siren = forms.CharField(label="SIREN de l’organisation", required=False, max_length=30)
    field_order = ("outil", "siren", "du", "au")

    def __init__(self, *args: Any, sujets: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("outil", "Tous", sujets)

    def clean_siren(self) -> str:
        texte: str = self.cleaned_data["siren"]
        try:
            return read_siren(texte) if texte else ""
        except SirenRefuse as erreur:
            raise forms.ValidationError(str(erreur)) from erreur


_TAXES: Final = (("ht", "Hors taxes"), ("ttc", "Toutes taxes comprises"))
_ETENDUES: Final = (
    ("total", "Toutes les dépenses de marchés de l’année"),
    ("partie", "Une partie seulement : le total est plus élevé"),
)


def _ask_reponse(label: str, choix: Sequence[tuple[str, str]], manque: str) -> forms.ChoiceField:
    """Ask for one of two answers, the usual one first."""
    return ask_choix(
        label,
        choix,
        manque,
        tell_inconnue("une réponse"),
        initial=choix[0][0],
        widget=forms.RadioSelect,
    )


class FormulaireConcerne(DsfrBaseForm):
    """Whether the buyer must have a SPASER."""

    nature = ask_choix(
        "Votre structure est",
        list_choix(assujettissement.NatureAcheteur, "Choisissez"),
        "Choisissez ce qu’est votre structure, ou « Je ne sais pas ».",
        tell_inconnue("un type de structure"),
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
    taxe = _ask_reponse("Ce montant est", _TAXES, "Dites si la taxe est comprise.")
    etendue = _ask_reponse(
        "Il couvre", _ETENDUES, "Dites si le montant couvre toutes vos dépenses."
    )
    territoire = ask_choix(
        "Territoire",
        list_choix(assujettissement.Territoire),
        "Choisissez un territoire.",
        tell_inconnue("un territoire"),
        initial=assujettissement.Territoire.METROPOLE.value,
    )

    def __init__(self, data: QueryDict | None, aujourdhui: date) -> None:
        close = str(aujourdhui.year - 1)
        super().__init__(self._complete(data, close) if data is not None else None)
        premiere = assujettissement.load_regle().regimes[0].depuis.year
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
            return assujettissement.read_depenses_annuelles(texte)
        except assujettissement.ErreurMontant as faute:
            raise forms.ValidationError(str(faute)) from faute

    def make_situation(self) -> assujettissement.SituationDeclaree:
        reponses = self.cleaned_data
        return assujettissement.SituationDeclaree(
            nature=assujettissement.NatureAcheteur(reponses["nature"]),
            annee=reponses["annee"],
            depenses=self._make_depenses(),
            territoire=assujettissement.Territoire(reponses["territoire"]),
        )

    def _make_depenses(self) -> assujettissement.Depenses:
        montant = self.cleaned_data["montant"]
        if montant is None:
            return assujettissement.Depenses()
        ttc = self.cleaned_data["taxe"] == "ttc"
        make = assujettissement.Depenses.ttc if ttc else assujettissement.Depenses.exactes
        depenses = make(montant)
        return depenses.partielles() if self.cleaned_data["etendue"] == "partie" else depenses


_ORGANISMES_MAX = 20


def _question(label: str, aide: str) -> forms.ChoiceField:
    return ask_choix(
        label,
        list_choix(indicateurs.ReponsePerimetre),
        "Choisissez une réponse, « Je ne sais pas » si besoin.",
        {"invalid_choice": "Choisissez une des réponses proposées."},
        aide=aide,
        widget=forms.RadioSelect,
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
    concessions = ask_choix(
        "Que faire de vos concessions ?",
        list_choix(indicateurs.Concessions),
        "Choisissez une réponse.",
        {"invalid_choice": "Choisissez une des réponses proposées."},
        widget=forms.RadioSelect,
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
    noms_centrales = ask_ligne("Lesquelles ?", 200, aide="Leurs noms, séparés par des virgules.")

    def __init__(self, *args: Any, siren: str, trouve: Perimetre | None, **kwargs: Any) -> None:
        initial, version = _fill_initial(trouve), version_of(trouve)
        super().__init__(*args, initial=initial, version=version, **kwargs)
        self.trouve = trouve
        self._siren = siren

    def clean_organismes(self) -> tuple[indicateurs.Organisme, ...]:
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

    def _read_organisme(self, ligne: str) -> indicateurs.Organisme:
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
        return indicateurs.Organisme(siren, nom)

    def read(self) -> indicateurs.Perimetre:
        noms = " ".join(self.cleaned_data["noms_centrales"].split())
        dites = msgspec.to_builtins(self.cleaned_data) | {"noms_centrales": noms}
        return msgspec.convert(dites, indicateurs.Perimetre)


def _fill_initial(ligne: Perimetre | None) -> dict[str, Any]:
    if ligne is None:
        return {"concessions": indicateurs.Concessions.HORS.value}
    lignes = [f"{o['siren']} {o['nom']}" for o in ligne.organismes]
    return model_to_dict(ligne) | {"organismes": "\n".join(lignes)}


class FormDecisionProposition(DsfrBaseForm):
    etat = forms.TypedChoiceField(
        label="Décision",
        coerce=EtatProposition,
        choices=list_choix(EtatProposition),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez « Retenir » ou « Écarter »."
        ),
    )
    motif = ask_ligne("Pourquoi", 300)
    version = forms.IntegerField(
        min_value=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), "Rechargez la page, puis décidez à nouveau."
        ),
    )

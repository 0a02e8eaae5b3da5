"""Forms of the duties: which to show, what the team types of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm
from msgspec.structs import asdict, replace

from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.assujettissement.acheteurs import NatureAcheteur, Territoire
from spaser.metier.assujettissement.regle import Assujettissement
from spaser.metier.obligations.application import AcheteurConnu, Vigueur
from spaser.metier.obligations.modele import Etape, Obligation, RendezVous, Theme
from spaser.metier.obligations.redaction import CODE, CODE_MAX
from spaser.metier.registre.differences import Changement
from spaser.metier.registre.nomenclatures import Confiance, Nomenclature
from spaser.metier.sources import Source
from spaser.web.obligations import services
from spaser.web.socle.formulaires import (
    ChampAdresse,
    ChampJour,
    FormLibre,
    Texte,
    TexteLong,
    ask_jour,
    list_choix,
    tell_inconnue,
)
from spaser.web.socle.repetitions import FormRepete, Liste, Repetition, list_erreurs

# Which duties to show.

_BLANCS: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_HABITANTS_MAX: Final = 100_000_000
_JOURS: Final = (date(2015, 1, 1), date(2050, 12, 31))  # what the texts speak of


class FormulaireObligations(FormLibre):
    """Which duties to show. A question left empty filters nothing."""

    nature = forms.ChoiceField(
        label="Votre structure",
        choices=list_choix(NatureAcheteur, "Toutes"),
        required=False,
        error_messages=tell_inconnue("un type de structure"),
    )
    famille = forms.ChoiceField(
        label="Ce que vous achetez",
        choices=lambda: [("", "Toutes les familles d’achats"), *read_familles().items()],
        required=False,
        error_messages=tell_inconnue("une famille d’achats"),
    )
    jour = ask_jour("Au jour du")
    habitants = forms.CharField(
        label="Nombre d’habitants",
        required=False,
        max_length=20,
        error_messages={"max_length": "Ce nombre est trop long : par exemple « 50 000 »."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    territoire = forms.ChoiceField(
        label="Territoire",
        choices=list_choix(Territoire, "Tous"),
        required=False,
        error_messages=tell_inconnue("un territoire"),
    )
    spaser = forms.ChoiceField(
        label="SPASER",
        choices=[
            ("", "Je ne sais pas"),
            (Assujettissement.OBLIGE.value, "Obligatoire pour nous"),
            (Assujettissement.NON_OBLIGE.value, "Pas obligatoire pour nous"),
        ],
        required=False,
        error_messages=tell_inconnue("une réponse"),
    )
    theme = forms.ChoiceField(
        label="Thème",
        choices=list_choix(Theme, "Tous"),
        required=False,
        error_messages=tell_inconnue("un thème"),
    )
    etat = forms.ChoiceField(
        label="Quand",
        choices=list_choix(Vigueur, "Passées, en vigueur et à venir"),
        required=False,
        error_messages=tell_inconnue("une période"),
    )

    def clean_habitants(self) -> int | None:
        """Read a number with or without spaces."""
        texte = _BLANCS.sub("", self.cleaned_data["habitants"])
        if not texte:
            return None
        if not (texte.isascii() and texte.isdigit() and int(texte) <= _HABITANTS_MAX):
            raise forms.ValidationError("Écrivez un nombre entier d’habitants, comme « 50 000 ».")
        return int(texte)

    def clean_jour(self) -> date | None:
        """Refuse a day of which the texts say nothing."""
        jour: date | None = self.cleaned_data["jour"]
        debut, fin = _JOURS
        if jour and not debut <= jour <= fin:
            raise forms.ValidationError(f"Choisissez un jour entre {debut.year} et {fin.year}.")
        return jour

    def make_acheteur(self) -> AcheteurConnu:
        """Return what is known of the buyer; an answer that was refused is not known."""
        return AcheteurConnu(
            nature=self._read("nature", NatureAcheteur),
            habitants=self.cleaned_data.get("habitants"),
            territoire=self._read("territoire", Territoire),
            spaser=self._read("spaser", Assujettissement),
        )

    def read_famille(self) -> str:
        """Return the family of purchases asked for, or nothing."""
        return self.cleaned_data.get("famille") or ""

    def read_jour(self, aujourd_hui: date) -> date:
        """Return the day asked for; today when none is."""
        return self.cleaned_data.get("jour") or aujourd_hui

    def read_theme(self) -> Theme | None:
        """Return the theme asked for."""
        return self._read("theme", Theme)

    def read_etat(self) -> Vigueur | None:
        """Return the state asked for."""
        return self._read("etat", Vigueur)

    def _read[T: Nomenclature](self, nom: str, valeurs: type[T]) -> T | None:
        valeur = self.cleaned_data.get(nom)
        return valeurs(valeur) if valeur else None


# What the team types of a duty: its text, steps and sources, and the day to show it from.

_NATURES: Final = [
    (nature.value, nature.libelle)
    for nature in NatureAcheteur
    if nature not in {NatureAcheteur.HORS_CODE, NatureAcheteur.INCONNUE}
]
_UN_PAR_LIGNE: Final = "Un par ligne."
_DOUZE: Final = 12


class ChampLignes(TexteLong):
    """A list of sentences, one a line."""

    def to_python(self, value: object) -> tuple[str, ...]:  # type: ignore[override]  # typed as a text
        """Return the lines that hold something."""
        lignes = (super().to_python(value) or "").split("\n")
        return tuple(ligne.strip() for ligne in lignes if ligne.strip())

    def prepare_value(self, value: object) -> object:
        """Show one a line."""
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def run_validators(self, value: object) -> None:
        """Leave aside those of a text."""


class ChampNatures(forms.MultipleChoiceField):
    """Kinds of buyers."""

    def __init__(self, label: str, aide: str) -> None:
        super().__init__(
            label=label,
            help_text=aide,
            required=False,
            choices=_NATURES,
            widget=forms.CheckboxSelectMultiple(),
            error_messages=tell_inconnue("une structure"),
        )

    def clean(self, value: Iterable[str] | None) -> tuple[NatureAcheteur, ...]:
        """Return the kinds themselves."""
        return tuple(NatureAcheteur(nature) for nature in super().clean(value))


class FormEtape(FormRepete):
    """A step of a duty, between two days; it keeps the buyers of the step that was at `rang`."""

    texte = TexteLong("Ce qui est demandé", rows=2, requis="Dites ce que l’étape demande.")
    depuis = ChampJour("À partir du")
    jusqu_a = ChampJour("Jusqu’au")
    rang = forms.IntegerField(required=False, widget=forms.HiddenInput())


class FormRendezVous(FormRepete):
    """A day that comes back every year."""

    jour = forms.IntegerField(
        label="Jour",
        min_value=1,
        max_value=31,
        error_messages={"required": "Donnez le jour, de 1 à 31."},
    )
    mois = forms.IntegerField(
        label="Mois",
        min_value=1,
        max_value=_DOUZE,
        error_messages={"required": "Donnez le mois, de 1 à 12."},
    )
    texte = Texte("Ce qui est à faire", requis="Dites ce qui est à faire ce jour-là.")

    def clean(self) -> dict[str, Any]:
        """Refuse a day that no year has."""
        super().clean()
        donnees = self.cleaned_data
        if "jour" in donnees and "mois" in donnees:
            try:
                date(2001, donnees["mois"], donnees["jour"])
            except ValueError:
                self.add_error(
                    "jour", "Ce jour n’existe pas chaque année\u00a0: prenez-en un autre."
                )
        return donnees


class FormSourceLue(FormRepete):
    """Where the duty is written, the day it was read, and how sure it is."""

    libelle = Texte("Texte ou page", requis="Nommez le texte, avec ses articles.")
    url = ChampAdresse("Adresse", requis="Donnez l’adresse où le lire.")
    verifie_le = ChampJour("Lu le", requis="Donnez le jour où vous l’avez lu.")
    confiance = forms.ChoiceField(
        label="Confiance",
        choices=list_choix(Confiance, "Sélectionnez une valeur"),
        error_messages={
            "required": "Dites si la source est sûre.",
            **tell_inconnue("un degré de confiance"),
        },
    )


LISTES: Final = {
    liste.nom: liste
    for liste in (
        Liste(
            "sources",
            FormSourceLue,
            "Sources",
            "Source",
            "Ajouter une source",
            10,
            "Le texte lui-même d’abord. Une source secondaire se dit, une source unique aussi.",
            ouverte=True,
        ),
        Liste(
            "etapes",
            FormEtape,
            "Étapes",
            "Étape",
            "Ajouter une étape",
            30,
            "Ce que le texte demande peu à peu, avec ses dates.",
        ),
        Liste(
            "rendez_vous",
            FormRendezVous,
            "Dates de chaque année",
            "Date",
            "Ajouter une date",
            10,
        ),
    )
}


class FormTexte(DsfrBaseForm):
    """The text of a duty."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    titre = Texte("Titre", requis="Donnez un titre, à l’infinitif.", max_length=150)
    theme = forms.ChoiceField(
        label="Thème",
        choices=list_choix(Theme),
        error_messages={"required": "Choisissez un thème.", **tell_inconnue("un thème")},
    )
    resume = TexteLong("En bref", rows=3, requis="Résumez l’obligation en une ou deux phrases.")
    qui = TexteLong("Qui est concerné", rows=3, requis="Dites qui est concerné, en mots simples.")
    natures = ChampNatures("Structures concernées", "Aucune case : tous les acheteurs.")
    natures_a_verifier = ChampNatures(
        "Structures dont il faut vérifier qu’elles sont visées",
        "Le texte ne permet pas de le dire.",
    )
    si = ChampLignes(
        "Faits que l’acheteur connaît",
        rows=2,
        aide=f"{_UN_PAR_LIGNE} La suite de « si » : votre parc compte plus de 20 véhicules.",
    )
    depuis = ChampJour("En vigueur depuis le")
    jusqu_a = ChampJour("Jusqu’au", aide="À laisser vide tant que le texte n’a pas de fin")
    rythme = Texte("Rythme", aide="Par exemple : chaque année")
    a_faire = ChampLignes("Que faire", rows=4, aide=_UN_PAR_LIGNE)
    reserve = TexteLong(
        "À vérifier", rows=2, aide="Ce qui n’a pas pu être confirmé. Affiché avec l’obligation."
    )
    effet_le = ChampJour(
        "Montrer ce texte à partir du",
        requis="Donnez le jour à partir duquel montrer ce texte.",
        aide="Le jour de l’approbation s’il est déjà passé",
    )
    motif = Texte("Ce qui change, et pourquoi", aide="Pour la personne qui relit")

    GROUPES: Final = (
        ("Le texte", ("titre", "theme", "resume", "qui", "a_faire", "reserve")),
        ("À qui", ("natures", "natures_a_verifier", "si")),
        ("Quand", ("depuis", "jusqu_a", "rythme")),
    )
    PUBLICATION: Final = ("effet_le", "motif")


class FormNouvelleObligation(DsfrBaseForm):
    """The name of a duty that no file holds."""

    code = forms.CharField(
        label="Code de l’obligation",
        max_length=CODE_MAX,
        help_text="En capitales, comme REEN-STRATEGIE. Il est dans l’adresse et ne change plus.",
        error_messages={
            "required": "Donnez un code.",
            "max_length": f"Raccourcissez ce code : {CODE_MAX} caractères au plus.",
        },
    )

    def __init__(self, donnees: QueryDict | None, pris: frozenset[str]) -> None:
        super().__init__(donnees)
        self.pris = pris

    def clean_code(self) -> str:
        """Take a code written as the files do, that no duty bears."""
        code: str = self.cleaned_data["code"].upper()
        if not CODE.fullmatch(code):
            raise forms.ValidationError("Écrivez des mots en capitales, reliés par des tirets.")
        if code in self.pris:
            raise forms.ValidationError("Une obligation porte déjà ce code\u00a0: modifiez-la.")
        return code


class FormRelecture(DsfrBaseForm):
    """What the second reader answers."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    reponse = TexteLong(
        "Message",
        rows=4,
        aide="Demandé pour renvoyer ou pour retirer. Les rédacteurs le reçoivent.",
    )


class Page:
    """The whole page: the text and its lists, shown, typed and read."""

    def __init__(
        self, obligation: Obligation, autour: dict[str, Any], donnees: QueryDict | None = None
    ) -> None:
        self.obligation = obligation
        self.ecarts: tuple[Changement, ...] = ()  # from what somebody else kept meanwhile
        champs = {nom: getattr(obligation, nom, None) for nom in FormTexte.base_fields}
        self.form = FormTexte(donnees, initial=champs | autour)
        self.repetitions = [
            Repetition(liste, _list_lignes(obligation, liste), donnees) for liste in LISTES.values()
        ]

    def is_valid(self) -> bool:
        """Say whether what was typed may be kept."""
        return all([self.form.is_valid(), *(r.is_valid() for r in self.repetitions)])

    def read(self) -> services.TexteSaisi:
        """Return what was typed; what no field shows (conditions, indicators) stays."""
        lus = dict(self.form.cleaned_data)
        lus.pop("version")
        effet_le, motif = lus.pop("effet_le"), lus.pop("motif") or ""
        sources, etapes, rendez_vous = (r.read() for r in self.repetitions)
        obligation = replace(
            self.obligation,
            **lus | {"theme": Theme(lus["theme"]), "mise_a_jour": None},
            sources=tuple(self._make_source(**source) for source in sources),
            etapes=tuple(self._make_etape(**etape) for etape in etapes),
            rendez_vous=tuple(RendezVous(**r) for r in rendez_vous),
        )
        return services.TexteSaisi(obligation, effet_le, motif)

    @property
    def groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by group, as the page shows them."""
        return [(titre, [self.form[n] for n in noms]) for titre, noms in FormTexte.GROUPES]

    @property
    def publication(self) -> list[forms.BoundField]:
        """Return the fields that say when and why."""
        return [self.form[nom] for nom in FormTexte.PUBLICATION]

    @property
    def erreurs(self) -> list[tuple[str, str, str]]:
        """Return every error: the field's id, its label, what is wrong."""
        return list_erreurs(self.form, self.repetitions) if self.form.is_bound else []

    def _make_source(self, confiance: str, **champs: Any) -> Source:
        """Return a source; one that was left as it was keeps the fact that it is read from."""
        source = Source(confiance=Confiance(confiance), **champs)
        avant = self.obligation.sources
        return next((s for s in avant if replace(s, fait="", morte_le=None) == source), source)

    def _make_etape(self, rang: int | None = None, **champs: Any) -> Etape:
        avant = self.obligation.etapes
        base = Etape(texte="") if rang is None or not 0 <= rang < len(avant) else avant[rang]
        return replace(base, **{"depuis": None, "jusqu_a": None} | champs)


def _list_lignes(obligation: Obligation, liste: Liste) -> list[dict[str, Any]]:
    lignes = [asdict(element) for element in getattr(obligation, liste.nom)]
    return [ligne | {"rang": rang} for rang, ligne in enumerate(lignes)]

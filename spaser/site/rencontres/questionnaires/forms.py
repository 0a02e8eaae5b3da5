"""What is asked of those who answer, and of the team that asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import msgspec
from django import forms
from django.core.validators import validate_email
from django.http import QueryDict
from dsfr.forms import DsfrBaseForm
from dsfr.widgets import InlineRadioSelect

from spaser.documents.francais import format_date_courte
from spaser.regles import questionnaires
from spaser.regles.agenda import EtatEvenement
from spaser.regles.champs import list_dits
from spaser.site.rencontres import models
from spaser.site.rencontres.agenda.evenements import list_choix_editions
from spaser.site.rencontres.questionnaires.resultats import (
    find_code_edition,
    read_version_questionnaire,
)
from spaser.site.rencontres.questionnaires.services import Mots, ReponsesSaisies
from spaser.site.socle import formulaires, versions
from spaser.site.socle.champs import ask_champ, make_liste

VIDE: Final = "Répondez à une question au moins."
ADRESSES_MAX: Final = 40_000


# What is answered.


@dataclass(frozen=True)
class QuestionPosee:
    """A question on the page: its fields, of which the first is the answer."""

    question: questionnaires.Question
    champs: tuple[forms.BoundField, ...]

    @property
    def est_texte(self) -> bool:
        return self.question.nature is questionnaires.NatureReponse.TEXTE


class FormReponse(formulaires.FormPiegee):
    version: ClassVar[models.VersionQuestionnaire]
    numero = forms.IntegerField(widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        donnees = (lues.get(question.code) for question in self.version.lues)
        if not self.errors and all(donnee in (None, "", []) for donnee in donnees):
            raise forms.ValidationError(VIDE)
        return lues

    @property
    def posees(self) -> list[QuestionPosee]:
        return [
            QuestionPosee(q, tuple(self[nom] for nom in _name_champs(q))) for q in self.version.lues
        ]

    def read(self) -> ReponsesSaisies:
        lues = self.cleaned_data
        textes = [q for q in self.version.lues if q.nature is questionnaires.NatureReponse.TEXTE]
        return ReponsesSaisies(
            numero=lues["numero"],
            valeurs={
                q.code: lues[q.code]
                for q in self.version.lues
                if q not in textes and lues.get(q.code) not in (None, [])
            },
            mots={
                q.code: Mots(
                    lues[q.code], lues[f"{q.code}_publiable"], lues[f"{q.code}_fonction"] or ""
                )
                for q in textes
                if lues.get(q.code)
            },
        )


def _make_form(version: models.VersionQuestionnaire) -> type[FormReponse]:
    champs: dict[str, Any] = {}
    for question in version.lues:
        champs |= dict(zip(_name_champs(question), _ask(question), strict=True))
    return type("FormVersion", (FormReponse,), {"version": version, **champs})


def show_form(
    version: models.VersionQuestionnaire,
    donnees: QueryDict | None = None,
    perdues: Iterable[questionnaires.Question] = (),
) -> FormReponse:
    """Return the form to be filled; what was typed of an older version goes to the present one.

    What was typed to `perdues` is left out: its words, or its numbers, have another sense there.
    """
    if donnees is not None:
        donnees = donnees.copy()
        donnees["numero"] = str(version.numero)
        for nom in (nom for question in perdues for nom in _name_champs(question)):
            donnees.pop(nom, None)
    return _make_form(version)(donnees, initial={"numero": version.numero})


def _name_champs(question: questionnaires.Question) -> tuple[str, ...]:
    if question.nature is not questionnaires.NatureReponse.TEXTE:
        return (question.code,)
    return question.code, f"{question.code}_publiable", f"{question.code}_fonction"


def _ask(question: questionnaires.Question) -> tuple[forms.Field, ...]:
    manque = "Répondez à cette question." if question.obligatoire else ""
    if question.nature is questionnaires.NatureReponse.TEXTE:
        return (
            formulaires.ask_texte(
                question.enonce, questionnaires.TEXTE_MAX, manque=manque, aide=question.aide
            ),
            forms.BooleanField(
                label="Ce texte peut être publié, sans mon nom, après relecture", required=False
            ),
            formulaires.ChampTexte(
                "Ma fonction, à publier avec ce texte",
                aide="Par exemple\u00a0: responsable des achats dans un département",
                max_length=questionnaires.FONCTION_MAX,
            ),
        )
    commun: dict[str, Any] = {
        "label": question.enonce,
        "help_text": question.aide,
        "required": question.obligatoire,
        "choices": question.reponses,
        "coerce": int,
        "error_messages": {"required": manque, **formulaires.HORS_LISTE},
    }
    if question.nature is questionnaires.NatureReponse.PLUSIEURS:
        cases = forms.CheckboxSelectMultiple()
        return (forms.TypedMultipleChoiceField(**commun, widget=cases),)
    ronds = InlineRadioSelect() if question.notes else forms.RadioSelect()
    return (forms.TypedChoiceField(**commun, widget=ronds, empty_value=None),)


def list_saisies(
    questions: Iterable[questionnaires.Question], donnees: QueryDict
) -> list[tuple[str, str]]:
    """Return what was typed, question by question, in words: shown when it could not be kept."""
    return [
        (question.enonce, mots)
        for question in questions
        if (mots := _write_saisie(question, donnees.getlist(question.code)))
    ]


def _write_saisie(question: questionnaires.Question, valeurs: list[str]) -> str:
    choix = {str(code): libelle for code, libelle in question.reponses}
    return "\n".join(choix.get(valeur, valeur) for valeur in valeurs if valeur.strip())


# What the team writes.


def list_choix_evenements() -> list[tuple[str, str]]:
    passes = models.Evenement.objects.exclude(etat=EtatEvenement.BROUILLON.value).order_by("-debut")
    return [
        ("", "Aucun"),
        *((e.code, f"{e.titre} ({format_date_courte(e.debut)})") for e in passes),
    ]


class ChampEvenement(forms.ChoiceField):
    """The event that a questionnaire follows; a form reads them once, however often it shows it."""

    def __init__(self, aide: str) -> None:
        super().__init__(
            label="Événement",
            required=False,
            help_text=aide,
            error_messages=formulaires.tell_inconnue("un événement"),
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> ChampEvenement:
        copie = super().__deepcopy__(memo)
        copie.choices = list_choix_evenements()
        return copie


class FormNouveauQuestionnaire(DsfrBaseForm):
    modele = formulaires.ask_choix(
        "Modèle",
        lambda: [(modele.code, modele.moment.libelle) for modele in questionnaires.load_modeles()],
        "Choisissez un modèle.",
        formulaires.tell_inconnue("un modèle"),
    )
    titre = formulaires.ChampTexte(
        "Titre",
        requis="Donnez un titre.",
        aide="Les personnes qui répondent le lisent, et il fait l’adresse de la page.",
        max_length=models.TITRE_MAX,
    )
    evenement = ChampEvenement("Celui que le questionnaire suit, s’il en suit un.")


class FormReglages(versions.FormVersionne, DsfrBaseForm, forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    edition = formulaires.ask_choix(
        "Édition du programme",
        list_choix_editions,
        hors=formulaires.tell_inconnue("une édition"),
        aide="Sa note et ses témoignages entrent dans le bilan de cette édition. "
        "Aucune\u00a0: celle de l’événement.",
    )
    evenement = ChampEvenement(
        "Celui que le questionnaire suit\u00a0: les présents pourront être invités."
    )

    class Meta:
        model = models.Questionnaire
        fields = (
            "titre presentation moment edition evenement ouvre_le ferme_le par_lien "
            "resultats_publics"
        ).split()
        formfield_callback = ask_champ

    field_order = Meta.fields

    def clean(self) -> dict[str, Any]:
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        debut, fin = lues.get("ouvre_le"), lues.get("ferme_le")
        if fin and debut and fin < debut:
            self.add_error("ferme_le", "Le dernier jour vient avant le premier.")
        if fin and not debut and "ouvre_le" not in self.errors:
            self.add_error("ouvre_le", "Donnez le premier jour, ou retirez le dernier.")
        return lues

    def read(self) -> dict[str, Any]:
        lues: dict[str, Any] = super().read()
        return lues | {"edition": lues["edition"] or find_code_edition(lues["evenement"])}


class FormQuestion(versions.FormRepete):
    code = forms.SlugField(required=False, widget=forms.HiddenInput())

    def has_changed(self) -> bool:
        """Say whether something is asked: a way to answer alone asks nothing."""
        return not {"code", "nature"}.issuperset(self.changed_data)

    def clean(self) -> dict[str, Any]:
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        nature = lues.get("nature")
        if nature in {
            questionnaires.NatureReponse.ECHELLE_5,
            questionnaires.NatureReponse.ECHELLE_10,
        }:
            for bout in ("bas", "haut"):
                if not lues.get(bout) and bout not in self.errors:
                    self.add_error(bout, "Dites ce que veut dire cette note.")
        else:
            lues |= {"bas": None, "haut": None}
            if lues.get("satisfaction"):
                self.add_error("satisfaction", "Seule une note peut entrer dans le bilan.")
        if nature in {questionnaires.NatureReponse.UN, questionnaires.NatureReponse.PLUSIEURS}:
            self._check_choix(lues.get("choix") or ())
        else:
            lues["choix"] = ()
        return lues

    def _check_choix(self, choix: tuple[str, ...]) -> None:
        if "choix" in self.errors:
            return
        if not questionnaires.CHOIX_MIN <= len(choix) <= questionnaires.CHOIX_MAX:
            self.add_error(
                "choix",
                f"Écrivez de {questionnaires.CHOIX_MIN} à {questionnaires.CHOIX_MAX} choix, un "
                "par ligne.",
            )
        elif len({un.casefold() for un in choix}) < len(choix):
            self.add_error("choix", "Deux choix sont les mêmes\u00a0: gardez-en un.")


QUESTIONS: Final = make_liste(list_dits(questionnaires.ModeleQuestionnaire)[-1], FormQuestion)


class PageQuestionnaire(versions.PageRepetee[FormReglages]):
    """The whole page: settings and questions, shown, typed and read."""

    def __init__(
        self, questionnaire: models.Questionnaire, donnees: QueryDict | None = None
    ) -> None:
        self.actuelle = read_version_questionnaire(questionnaire)
        self.form = FormReglages(
            donnees, instance=copy(questionnaire), version=questionnaire.version
        )
        lignes = [msgspec.to_builtins(question) for question in self.actuelle.lues]
        self.repetition = versions.Repetition(QUESTIONS, lignes, donnees)
        self.form.repetitions = self.repetitions = [self.repetition]

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.form.cleaned_data["ouvre_le"] and (
            manques := questionnaires.check_questions(self.read_questions())
        ):
            self.form.add_error(None, " ".join(manques))
            return False
        return True

    def read_questions(self) -> tuple[questionnaires.Question, ...]:
        """Return the questions, those that are new without a code."""
        lues = [{"code": "", **ligne} for ligne in self.repetition.read()]
        return msgspec.convert(lues, type=tuple[questionnaires.Question, ...])


class FormInvitations(DsfrBaseForm):
    adresses = formulaires.ChampTexte(
        "Adresses électroniques",
        requis="Donnez une adresse au moins.",
        aide="Une par ligne. Elles servent à envoyer l’invitation et ne sont pas gardées.",
        max_length=ADRESSES_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_adresses(self) -> list[str]:
        adresses = re.split(r"[\s;,]+", self.cleaned_data["adresses"].strip(" ;,"))
        for adresse in adresses:
            try:
                validate_email(adresse)
            except forms.ValidationError as faute:
                raise forms.ValidationError(
                    f"« {adresse} » n’a pas la forme nom@domaine.fr\u00a0: corrigez-la. "
                    "Personne n’a été invité."
                ) from faute
        return adresses


class FormTemoignage(DsfrBaseForm):
    etat = forms.ChoiceField(
        choices=formulaires.list_choix(questionnaires.EtatTemoignage),
        error_messages=formulaires.HORS_LISTE,
    )
    extrait = formulaires.TexteLong("Texte publié", rows=4)

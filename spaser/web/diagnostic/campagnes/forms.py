"""What a campaign asks for: its name and day, whom to invite, what paper says, what is settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.autodiagnostic.questionnaire import (
    NIVEAU_MAX,
    SANS_REPONSE,
    Question,
    Questionnaire,
    read_niveau,
)
from spaser.web.commun.versions import FormVersionne
from spaser.web.diagnostic.campagnes.services import Reglement
from spaser.web.diagnostic.models import NOM_MAX, Accord
from spaser.web.socle.formulaires import refuse_lien

_NOMS: Final = (
    ("non", "Sans nom, dès que trois personnes ont répondu"),
    ("oui", "Avec le nom de chacun : ce qui convient aussi si vous répondez seul"),
)


class FormCampagne(DsfrBaseForm):
    titre = forms.CharField(
        label="Titre",
        max_length=120,
        help_text="Par exemple « Point de départ du schéma ».",
        error_messages={
            "required": "Donnez un titre : vos collègues le liront.",
            "max_length": "Raccourcissez le titre : cent vingt signes au plus.",
        },
    )
    jour = forms.DateField(
        label="Date",
        help_text="Le jour que la comparaison retiendra.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Donnez une date.",
            "invalid": "Écrivez la date sous la forme 24/11/2026.",
        },
    )
    nominative = forms.ChoiceField(
        label="Comment montrer les réponses ?",
        choices=_NOMS,
        widget=forms.RadioSelect,
        help_text="Chacun le lit avant de répondre. Ce choix ne change plus ensuite.",
        error_messages={
            "required": "Choisissez comment montrer les réponses.",
            "invalid_choice": "Choisissez une des deux réponses.",
        },
    )

    @property
    def est_nominative(self) -> bool:
        return bool(self.cleaned_data["nominative"] == "oui")


class FormInvites(DsfrBaseForm):
    nom = forms.CharField(
        label="Pour qui ?",
        max_length=NOM_MAX,
        validators=[refuse_lien],
        help_text="Une fonction suffit : « Direction des finances », « Réseau d’insertion ».",
        error_messages={
            "required": "Dites pour qui est ce lien : vous le reconnaîtrez dans la liste.",
            "max_length": "Raccourcissez ce nom : cent signes au plus.",
        },
    )


class FormPapier(DsfrBaseForm):
    nom = forms.CharField(
        label="Quel atelier, quel groupe ?",
        max_length=NOM_MAX,
        help_text="Par exemple « Atelier du 12 mars, groupe 2 ».",
        error_messages={
            "required": "Dites de quel atelier ou de quel groupe viennent ces réponses.",
            "max_length": "Raccourcissez ce nom : cent signes au plus.",
        },
    )

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questionnaire = questionnaire

    def read_reponses(self) -> dict[str, int]:
        """Return the levels typed; what is neither a level nor empty counts as no answer."""
        lus = read_choisies(self.data, self._questionnaire.questions)
        return {code: niveau for code, niveau in lus.items() if niveau is not None}

    def clean(self) -> dict[str, Any]:
        """Ask for one level at least: an empty sheet is a mistake."""
        if not self.read_reponses():
            raise forms.ValidationError(
                "Aucun niveau n’est coché : choisissez-en un pour une question au moins."
            )
        super().clean()
        return self.cleaned_data


class FormAccord(FormVersionne, DsfrBaseForm):
    niveau = forms.TypedChoiceField(
        label="Niveau retenu",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un niveau.",
            "invalid_choice": "Choisissez un niveau de 0 à 4.",
        },
    )
    raison = forms.CharField(
        label="Pourquoi ce niveau ?",
        max_length=500,
        help_text="Une phrase, pour s’en souvenir à la prochaine campagne.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites pourquoi en une phrase.",
            "max_length": "Raccourcissez cette phrase : cinq cents signes au plus.",
        },
    )

    def __init__(
        self,
        *args: Any,
        question: Question,
        actuel: Accord | None,
        **kwargs: Any,
    ) -> None:
        initial = {"niveau": actuel.niveau, "raison": actuel.raison} if actuel else {}
        version = actuel.version if actuel else 0
        super().__init__(*args, initial=initial, version=version, **kwargs)
        self._question, self.actuel = question, actuel
        cast("forms.TypedChoiceField", self.fields["niveau"]).choices = [
            (niveau, f"{niveau} – {question.niveaux[niveau]}") for niveau in range(NIVEAU_MAX + 1)
        ]

    def read(self) -> Reglement:
        donnees = self.cleaned_data
        return Reglement(
            self._question.code, donnees["niveau"], donnees["raison"], donnees["version"]
        )


def read_choisies(
    envoyees: Mapping[str, str], questions: tuple[Question, ...]
) -> dict[str, int | None]:
    """Return the levels sent, and None where an answer is taken back; nothing for the rest."""
    choisies: dict[str, int | None] = {}
    for question in questions:
        texte = envoyees.get(question.code, "")
        niveau = read_niveau(texte)
        if niveau is not None or texte == SANS_REPONSE:
            choisies[question.code] = niveau
    return choisies

"""What a reader asks, whether an answer helped her, and what the team answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from dsfr.forms import DsfrBaseForm

from spaser.metier.faq import ReponseFaq
from spaser.web.socle.formulaires import FormPiegee, ask_texte, tell_inconnue

QUESTION_MAX: Final = 2000
RAISON_MAX: Final = 1000


class FormQuestion(FormPiegee):
    """A question to the team. `site` is a trap: people do not see it, machines fill it."""

    message = ask_texte(
        "Votre question",
        QUESTION_MAX,
        lignes=4,
        manque="Écrivez votre question, en une phrase ou deux.",
        aide="Dites ce que vous cherchez et pour quelle structure, sans nom de personne.",
    )
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Si vous voulez une réponse. Seule l’équipe du programme la voit.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Cette adresse n’a pas la forme nom@domaine.fr. Corrigez-la."},
    )


class FormAvis(FormPiegee):
    """Whether an answer helped, and if not, why."""

    utile = forms.ChoiceField(
        label="Cette réponse vous a-t-elle aidé ?",
        choices=[("oui", "Oui"), ("non", "Non")],
        widget=forms.RadioSelect,
        error_messages={"required": "Répondez par oui ou par non.", **tell_inconnue("une réponse")},
    )
    raison = ask_texte(
        "Ce qui manque, ou ce qui n’est pas clair",
        RAISON_MAX,
        lignes=3,
        aide="Facultatif. Sans nom de personne.",
    )


class FormTransformer(DsfrBaseForm):
    """The answer of the FAQ to write from a question: a new one, or one that is there."""

    depuis = forms.ChoiceField(
        label="La réponse à écrire",
        required=False,
        help_text="La question lui sera liée, et close quand elle sera montrée.",
        error_messages=tell_inconnue("une réponse"),
    )

    def __init__(self, *args: Any, reponses: Iterable[ReponseFaq], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["depuis"]
        champ.choices = _list_choix("Une nouvelle réponse", reponses)


def _list_choix(vide: str, reponses: Iterable[ReponseFaq]) -> list[tuple[str, str]]:
    return [("", vide), *((r.code, r.titre[:120]) for r in reponses)]


class FormReponse(DsfrBaseForm):
    """What the team answers to whoever left an address, and what the FAQ says of it from now on."""

    reponse = ask_texte(
        "Votre réponse",
        QUESTION_MAX,
        lignes=6,
        aide="Envoyée à la personne si elle a donné une adresse, et gardée ici.",
    )
    devenue = forms.ChoiceField(
        label="La réponse de la FAQ qui en parle",
        required=False,
        help_text="Son adresse est ajoutée à votre réponse.",
        error_messages=tell_inconnue("une réponse"),
    )

    def __init__(self, *args: Any, reponses: Iterable[ReponseFaq], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["devenue"]
        champ.choices = _list_choix("Aucune", reponses)

    def clean(self) -> dict[str, Any]:
        """Ask for words, or for the answer that holds them."""
        lues: dict[str, Any] = super().clean() or self.cleaned_data
        if not lues.get("reponse") and not lues.get("devenue"):
            self.add_error("reponse", "Écrivez une réponse, ou choisissez celle de la FAQ.")
        return lues

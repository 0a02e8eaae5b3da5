"""Published practices as the programme team edits them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from spaser.documents.corps import list_citations
from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.indicateurs import Rubrique
from spaser.metier.pratiques import TITRE_MAX, Pratique, list_manques, load_pratiques
from spaser.web.editorial.champs import (
    UN_PAR_LIGNE,
    ChampCorps,
    ChampLignes,
    ChampUn,
    FormContenu,
)
from spaser.web.editorial.controle import check_adresses, check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.socle.formulaires import ChampAdresse, Texte, tell_inconnue
from spaser.web.socle.repetitions import FormRepete, Liste


class ChampFamilles(forms.MultipleChoiceField):
    def __init__(self, aide: str) -> None:
        super().__init__(
            label="Familles d’achat",
            help_text=aide,
            required=False,
            choices=lambda: list(read_familles().items()),
            widget=forms.CheckboxSelectMultiple(),
            error_messages=tell_inconnue("une famille d’achat"),
        )

    def clean(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - Django's
        return tuple(super().clean(value))


def ask_axe() -> ChampUn:
    return ChampUn("Thème", Rubrique, "Choisissez un thème.", "un thème")


class FormMarche(FormRepete):
    objet = Texte("Objet du marché", requis="Donnez l’objet du marché.")
    annee = forms.IntegerField(
        label="Année",
        required=False,
        min_value=2000,
        max_value=2100,
        error_messages={"invalid": "Écrivez une année, comme 2025."},
    )
    adresse = Texte("Adresse de sa preuve", aide="Une page de ce site, comme /acheteurs/…")


_MARCHES: Final = Liste("marches", FormMarche, "Marchés liés", "Marché", "Ajouter un marché", 20)


class FormPratique(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre, à l’infinitif.", max_length=TITRE_MAX)
    acheteur = Texte("Acheteur", aide="Vide : « un acheteur public ».")
    axe = ask_axe()
    familles = ChampFamilles("Aucune case : bonne pour tous les achats.")
    fait = ChampCorps("Ce qui a été fait", rows=5, requis="Dites ce qui a été fait.")
    resultat = ChampCorps("Ce que cela a donné", rows=3, requis="Dites ce que cela a donné.")
    preuve = ChampCorps("Comment on le sait", rows=3, requis="Dites comment on le sait.")
    preuve_adresse = ChampAdresse("Page qui le prouve")
    etapes = ChampLignes(
        "Étapes", rows=5, aide=f"{UN_PAR_LIGNE} [mots](/adresse/) mène à une page du site."
    )
    pieges = ChampLignes("Points d’attention", rows=3, aide=UN_PAR_LIGNE)
    contact = forms.EmailField(
        label="Adresse d’un service",
        required=False,
        help_text="Jamais celle d’une personne.",
        error_messages={
            "invalid": "Cette adresse n’a pas la forme nom@domaine.fr\u00a0: corrigez."
        },
    )

    def read(self) -> dict[str, Any]:
        """Return what was typed; an emptied line is empty, not absent."""
        return {"acheteur": "", "preuve_adresse": ""} | super().read()


def check_pratique(pratique: Pratique, _jour: date) -> list[str]:
    cite = bool(list_citations(pratique.resultat, pratique.preuve))
    adresses = (marche.adresse for marche in pratique.marches if marche.adresse)
    return [
        *list_manques(pratique, cite=cite),
        *check_textes(*pratique.textes),
        *check_adresses(*adresses),
    ]


def _render(pratique: Pratique, _jour: date) -> SafeString:
    contexte = {"pratique": pratique, "familles": name_familles(pratique)}
    return SafeString(render_to_string("pratiques/composants/pratique.html", contexte))


def name_familles(pratique: Pratique) -> list[tuple[str, str]]:
    connues = read_familles()
    return [(code, connues[code]) for code in pratique.familles if code in connues]


def _list_pages(pratique: Pratique) -> Iterable[tuple[str, str]]:
    return (
        (pratique.titre or pratique.code, reverse("pratiques:fiche", args=[pratique.code])),
        ("Bonnes pratiques", reverse("pratiques:liste")),
    )


def _start(code: str) -> Pratique:
    return Pratique(
        code=code, titre="", axe=Rubrique.SOCIAL, fait="", resultat="", preuve="", etapes=()
    )


PRATIQUES: Final = Genre(
    code="pratiques",
    titre="Bonnes pratiques",
    un="une bonne pratique",
    forme=Pratique,
    load=load_pratiques,
    form=FormPratique,
    listes=(_MARCHES,),
    render=_render,
    pages=_list_pages,
    check=check_pratique,
    start=_start,
)

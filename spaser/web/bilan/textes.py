"""The editions as the programme team edits them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from django import forms
from django.urls import reverse

from spaser.metier.editions import (
    Edition,
    NatureRessource,
    arrange_editions,
    load_editions,
)
from spaser.web.bilan.presentation import show_edition
from spaser.web.editorial.champs import ChampCorps, ChampLignes, ChampUn, FormContenu
from spaser.web.editorial.controle import check_adresses, check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.socle.formulaires import ChampJour, Texte, TexteLong, let_wait
from spaser.web.socle.repetitions import FormRepete, Liste

RESERVES: Final = frozenset({"acheteurs"})
"""The words that stand where the code of an edition would, in addresses."""


class FormChiffreRepris(FormRepete):
    quoi = Texte("Chiffre", requis="Dites ce qui est compté.", max_length=150)
    valeur = Texte("Valeur", requis="Donnez la valeur, avec son unité.", max_length=100)
    source = ChampCorps(
        "Source", rows=2, requis="Dites qui l’a compté, où et quand, et citez un texte lu."
    )


class FormVerbatim(FormRepete):
    texte = TexteLong("Ce qui a été dit", rows=3, requis="Recopiez ce qui a été dit.")
    fonction = Texte(
        "Fonction",
        requis="Donnez la fonction seule.",
        aide="Sans nom, et sans l’organisme : avec lui, elle désignerait une personne.",
        max_length=150,
    )
    source = ChampCorps("Source", rows=2, requis="Dites d’où vient cette parole.")


class FormRessourceEdition(FormRepete):
    nature = ChampUn("Nature", NatureRessource, "Choisissez une nature.", "une nature")
    libelle = Texte("Nom", requis="Nommez cette ressource.", max_length=150)
    texte = ChampCorps("En une phrase", rows=2)
    adresse = Texte("Adresse", aide="Une page du site, ou en https", max_length=300)


class FormParrain(FormRepete):
    nom = Texte("Organisme", requis="Nommez l’organisme.", max_length=150)
    adresse = Texte("Adresse de son site", max_length=300)


class FormEdition(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre à cette édition.", max_length=100)
    ordre = forms.IntegerField(
        label="Numéro",
        min_value=1,
        max_value=99,
        error_messages={"required": "Donnez son numéro, de 1 à 99."},
    )
    debut = let_wait(
        ChampJour("Premier jour", aide="Vide s’il n’est pas connu : rien n’est alors compté")
    )
    fin = ChampJour("Dernier jour", aide="Vide tant qu’elle dure")
    resume = TexteLong("En bref", rows=3, requis="Dites en une phrase ce qu’a été cette édition.")
    presentation = ChampCorps("Présentation", rows=8, requis="Présentez cette édition.")
    ouverture = ChampCorps("Le mot de l’équipe", rows=5)
    participants = ChampLignes(
        "Organismes participants, accord reçu",
        rows=5,
        aide="Un par ligne. Ceux qui l’ont accepté dans l’agenda y sont déjà.",
    )
    merci = ChampCorps(
        "Merci aux parrains", rows=3, aide="Ne nommez une personne que si elle l’a accepté."
    )
    conclusion = ChampCorps("Pour finir", rows=5)
    inconnu = ChampCorps("Ce que l’on ne sait pas", rows=4)

    GROUPES: ClassVar = (
        ("L’édition", ("titre", "ordre", "debut", "fin", "resume", "presentation")),
        ("Autour du bilan", ("ouverture", "participants", "merci", "conclusion", "inconnu")),
    )


def _list(nom: str, form: type[FormRepete], titre: str, element: str, maximum: int) -> Liste:
    return Liste(nom, form, titre, element, f"Ajouter : {element.lower()}", maximum)


def check_edition(edition: Edition, _jour: date) -> list[str]:
    adresses = [r.adresse for r in edition.ressources] + [p.adresse for p in edition.parrains]
    fautes = check_textes(*edition.textes) + check_adresses(*filter(None, adresses))
    if edition.code in RESERVES:
        fautes.append(f"«\u00a0{edition.code}\u00a0» est une page du site\u00a0: changez de code.")
    if edition.debut and edition.fin and edition.fin < edition.debut:
        fautes.append("Le dernier jour vient avant le premier\u00a0: corrigez l’un des deux.")
    if edition.fin and not edition.debut:
        fautes.append("Donnez aussi le premier jour, ou aucun des deux.")
    return fautes


def _list_pages(edition: Edition) -> list[tuple[str, str]]:
    return [
        (edition.titre, reverse("bilan:edition", args=[edition.code])),
        ("Bilan en PDF", reverse("bilan:pdf", args=[edition.code])),
        ("Éditions et bilans", reverse("bilan:liste")),
    ]


def _start(code: str) -> Edition:
    return Edition(code=code, titre="", ordre=99, resume="", presentation="")


EDITIONS: Final = Genre(
    code="editions",
    titre="Éditions du programme",
    un="une édition",
    forme=Edition,
    load=load_editions,
    form=FormEdition,
    listes=(
        _list("chiffres", FormChiffreRepris, "Chiffres repris", "Chiffre", 20),
        _list("verbatims", FormVerbatim, "Paroles de participants", "Parole", 20),
        _list("ressources", FormRessourceEdition, "Ressources et outils", "Ressource", 40),
        _list("parrains", FormParrain, "Parrains", "Parrain", 10),
    ),
    render=show_edition,
    pages=_list_pages,
    check=check_edition,
    start=_start,
    arrange=arrange_editions,
)

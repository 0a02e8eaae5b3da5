"""The sheets as the programme team edits them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Final

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.metier.fiches import (
    CASES,
    Encart,
    FichePratique,
    list_fautes,
    load_fiches,
    read_fiches_from,
    sort_fiches,
)
from spaser.web.editorial.champs import UN_PAR_LIGNE, ChampCorps, ChampLignes, FormContenu
from spaser.web.editorial.controle import check_adresses, check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.editorial.selectors import read_contenus
from spaser.web.fiches.presentation import show
from spaser.web.socle.formulaires import ChampJour, Texte, TexteLong, list_choix, tell_inconnue
from spaser.web.socle.repetitions import FormRepete, Liste

_CODE: Final = re.compile(r"FICHE(-[A-Z0-9]+)+")


class FormPartieFiche(FormRepete):
    """A heading: its text, its table, what the site draws."""

    titre = Texte("Titre de la partie", requis="Donnez un titre à cette partie.", max_length=150)
    texte = ChampCorps("Texte")
    tableau = TexteLong(
        "Tableau",
        rows=4,
        aide=f"Une ligne par rang, les titres d’abord ; « {CASES} » sépare les cases.",
    )
    legende = Texte("Nom du tableau", aide="Sans nom, celui de la partie", max_length=150)
    encart = forms.ChoiceField(
        label="Puis, ce que le site dessine",
        required=False,
        choices=list_choix(Encart),
        error_messages=tell_inconnue("un dessin"),
    )


class FormLien(FormRepete):
    libelle = Texte("Mots du lien", requis="Dites où mène ce lien.", max_length=150)
    adresse = Texte("Adresse", requis="Donnez l’adresse de la page.", max_length=300)


class FormFiche(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre à cette fiche.", max_length=100)
    resume = TexteLong("En bref", rows=3, requis="Dites en une phrase à quoi sert cette fiche.")
    ordre = forms.IntegerField(
        label="Place dans la liste",
        min_value=1,
        max_value=99,
        error_messages={"required": "Donnez sa place, de 1 à 99."},
    )
    outil = Texte("Bouton de l’outil", requis="Dites ce que fait le bouton.", max_length=60)
    outil_adresse = Texte("Adresse de l’outil", requis="Donnez l’adresse de l’outil.")
    codes = ChampLignes(
        "Codes des outils",
        rows=2,
        aide=f"{UN_PAR_LIGNE} Le diagnostic la propose sous ces codes, comme FICHE-ACTEURS. "
        "Un code du site lui reste tant qu’aucune autre ne le porte.",
    )
    verifie_le = ChampJour("Contenu vérifié le", requis="Donnez le jour de la vérification.")

    GROUPES: ClassVar = (
        ("La fiche", ("titre", "resume")),
        ("Sa place et son outil", ("ordre", "outil", "outil_adresse", "codes", "verifie_le")),
    )


_LISTES: Final = (
    Liste("parties", FormPartieFiche, "Parties", "Partie", "Ajouter une partie", 30, ouverte=True),
    Liste("suite", FormLien, "Et maintenant", "Lien", "Ajouter un lien", 12),
)


def _check(fiche: FichePratique, jour: date) -> list[str]:
    adresses = check_adresses(fiche.outil_adresse, *(lien.adresse for lien in fiche.suite))
    codes = _list_codes_faux(fiche, jour)
    return [*list_fautes(fiche), *check_textes(*fiche.textes), *adresses, *codes]


def _list_codes_faux(fiche: FichePratique, jour: date) -> Iterator[str]:
    """Tell the codes that no tool could propose, or that name another sheet."""
    autres = [autre for autre in read_contenus(FICHES, jour) if autre.code != fiche.code]
    for code in fiche.codes:
        if not _CODE.fullmatch(code):
            yield f"« {code} » n’est pas un code d’outil\u00a0: écrivez-le comme FICHE-ACTEURS."
        for autre in autres:
            if code in autre.codes:
                yield f"« {code} » désigne déjà « {autre.titre} »\u00a0: retirez-le d’abord là-bas."


def _list_pages(fiche: FichePratique) -> list[tuple[str, str]]:
    return [
        (fiche.titre, reverse("fiches:fiche", args=[fiche.code])),
        ("Fiche en PDF", reverse("fiches:pdf", args=[fiche.code])),
        ("Fiches pratiques", reverse("fiches:liste")),
    ]


def _start(code: str) -> FichePratique:
    return FichePratique(
        code=code,
        ordre=99,
        titre="",
        resume="",
        parties=(),
        outil="",
        outil_adresse="",
        verifie_le=timezone.localdate(),
    )


def _render(fiche: FichePratique, jour: date) -> SafeString:
    return show(fiche, jour).corps


FICHES: Final = Genre(
    code="fiches",
    titre="Fiches pratiques",
    un="une fiche",
    forme=FichePratique,
    load=load_fiches,
    form=FormFiche,
    listes=_LISTES,
    render=_render,
    pages=_list_pages,
    check=_check,
    start=_start,
    arrange=sort_fiches,
    read_from=read_fiches_from,
)

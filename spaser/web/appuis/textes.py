"""Who helps, the glossary and the news, as the programme team edits them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from spaser.donnees.referentiels.annuaire import departements, name_departement, name_region
from spaser.metier.actualites import Actualite, arrange_actualites, load_actualites
from spaser.metier.appuis import Appui, Sorte, arrange_appuis, load_appuis, read_appuis_from
from spaser.metier.dates import is_date_partielle
from spaser.metier.editorial import write_valeur
from spaser.metier.glossaire import Terme, arrange_termes, load_glossaire
from spaser.web.appuis.forms import list_territoires
from spaser.web.appuis.templatetags.appuis import article_appui, ligne_terme
from spaser.web.editorial.champs import UN_PAR_LIGNE, ChampCorps, ChampLignes, ChampUn, FormContenu
from spaser.web.editorial.controle import check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.socle.formulaires import (
    ChampAdresse,
    ChampJour,
    Texte,
    TexteLong,
    let_wait,
    tell_inconnue,
)

_CODES: Final = f"{UN_PAR_LIGNE} Les codes des textes lus par le site, comme GUICHET-VERT."
_SANS_SOURCE: Final = "Citez au moins un texte lu par le site."
_DEFINITION_MAX: Final = 400


# Who helps.


class ChampRegions(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Régions",
            help_text="Aucune case : partout en France.",
            required=False,
            choices=lambda: [choix for _, regions in list_territoires() for choix in regions],
            widget=forms.CheckboxSelectMultiple(),
            error_messages=tell_inconnue("une région"),
        )

    def clean(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - Django's
        return tuple(super().clean(value))


class FormAppui(FormContenu):
    """Who helps: what it gives, what it does not, where, and since when it was seen."""

    titre = Texte("Nom", requis="Donnez un nom.", max_length=150)
    sorte = ChampUn("Sorte d’aide", Sorte, "Choisissez une sorte d’aide.", "une sorte d’aide")
    resume = TexteLong("En bref", rows=3, requis="Dites en une ou deux phrases ce que c’est.")
    porteur = Texte("Porteur", aide="Qui le fait vivre, si le nom ne le dit pas")
    donne = let_wait(
        ChampLignes("Ce que vous y trouvez", rows=4, aide=f"{UN_PAR_LIGNE} Ou cochez une région.")
    )
    ne_donne_pas = ChampLignes("Ce que vous n’y trouvez pas", rows=4, aide=UN_PAR_LIGNE)
    demarche = TexteLong("Comment faire", rows=3)
    public = Texte("Pour qui")
    cout = Texte("Coût")
    duree = Texte("Durée")
    adresse = ChampAdresse("Adresse")
    regions = let_wait(ChampRegions())
    departements = ChampLignes(
        "Départements", rows=2, aide=f"{UN_PAR_LIGNE} Leur code, quand la région est trop grande."
    )
    vu_le = Texte(
        "Existence vérifiée le",
        aide="Un jour (2026-11-27), un mois (2026-11) ou une année : la dernière fois qu’une "
        "source ou un appel l’a montré en activité",
    )
    a_completer = forms.BooleanField(label="On ne sait pas qui le porte", required=False)
    note = TexteLong("À savoir", rows=2)
    faits = let_wait(ChampLignes("Textes cités", rows=3, aide=f"{_CODES} Un au moins, à l’envoi."))

    GROUPES: ClassVar = (
        ("L’aide", ("titre", "sorte", "resume", "porteur", "donne", "ne_donne_pas", "demarche")),
        ("Pour qui, où", ("public", "cout", "duree", "adresse", "regions", "departements")),
        ("Ce qu’on en sait", ("vu_le", "a_completer", "note", "faits")),
    )

    def clean_vu_le(self) -> str | None:
        vu: str | None = self.cleaned_data["vu_le"]
        if vu and not is_date_partielle(vu):
            raise ValidationError("Écrivez une date comme 2026-11-27, 2026-11 ou 2026.")
        return vu

    def clean_departements(self) -> tuple[str, ...]:
        codes: tuple[str, ...] = self.cleaned_data["departements"]
        inconnus = [code for code in codes if code not in departements()]
        if inconnus:
            raise ValidationError(f"« {inconnus[0]} » n’est pas le code d’un département.")
        return codes


def _check_appui(appui: Appui, jour: date) -> list[str]:
    lacunes = _check_faits(appui.faits)
    if not (appui.donne or appui.regions):
        lacunes.append("Dites ce que l’on y trouve, ou dans quelle région.")
    if appui.vu_le > jour.isoformat():
        lacunes.append("L’existence ne peut pas avoir été vérifiée dans l’avenir.")
    if appui.departements and not appui.regions:
        lacunes.append("Cochez la région de ces départements.")
    return lacunes


def _check_faits(citations: Iterable[str], *, requis: bool = True) -> list[str]:
    cites = tuple(citations)
    manque = [_SANS_SOURCE] if requis and not cites else []
    return manque + check_textes(*(f"[[{citation}]]" for citation in cites))


def _write_regions(codes: Iterable[str]) -> str:
    return ", ".join(map(name_region, codes))


def _write_departements(codes: Iterable[str]) -> str:
    return ", ".join(map(name_departement, codes))


APPUIS: Final = Genre(
    code="appuis",
    titre="Qui peut m’aider",
    un="une aide",
    forme=Appui,
    load=load_appuis,
    form=FormAppui,
    render=lambda appui, _jour: article_appui(appui),
    pages=lambda appui: [("Qui peut m’aider", f"{reverse('appuis:liste')}#{appui.code}")],
    check=_check_appui,
    ecritures={
        "regions": ("Régions", _write_regions),
        "departements": ("Départements", _write_departements),
        "acteur": ("Code dans la carte des acteurs", write_valeur),
    },
    start=lambda code: Appui(code=code, titre="", resume=""),
    arrange=arrange_appuis,
    read_from=read_appuis_from,
)


# The glossary.


class FormTerme(FormContenu):
    titre = Texte("Terme", requis="Écrivez le terme.", max_length=120)
    formes = ChampLignes(
        "Façons de l’écrire",
        rows=4,
        aide=f"{UN_PAR_LIGNE} Un document explique le terme quand il emploie l’une d’elles ; un "
        "sigle se cherche en capitales.",
    )
    definition = TexteLong("Ce qu’il veut dire", rows=3, requis="Expliquez-le en une phrase.")
    faits = ChampLignes("Textes cités", rows=2, aide=_CODES)


def _check_terme(terme: Terme, _jour: date) -> list[str]:
    lacunes = _check_faits(terme.faits, requis=False)
    if not terme.formes:
        lacunes.append("Donnez au moins une façon de l’écrire.")
    if len(terme.definition) > _DEFINITION_MAX:
        lacunes.append(f"Raccourcissez la définition : {_DEFINITION_MAX} signes au plus.")
    return lacunes


GLOSSAIRE: Final = Genre(
    code="glossaire",
    titre="Glossaire",
    un="un terme",
    forme=Terme,
    load=load_glossaire,
    form=FormTerme,
    render=lambda terme, _jour: SafeString(f'<dl class="spaser-fiche">{ligne_terme(terme)}</dl>'),
    pages=lambda terme: [("Glossaire", f"{reverse('appuis:glossaire')}#{terme.code}")],
    check=_check_terme,
    start=lambda code: Terme(code=code, titre="", formes=(), definition=""),
    forme_code=re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*"),
    arrange=arrange_termes,
)


# The news.


class FormActualite(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre.", max_length=120)
    jour = ChampJour("Jour de la note", requis="Donnez le jour de la note.")
    texte = ChampCorps("Texte", rows=8, requis="Écrivez la note.")


def _check_actualite(note: Actualite, _jour: date) -> list[str]:
    return check_textes(note.texte)


ACTUALITES: Final = Genre(
    code="actualites",
    titre="Actualités",
    un="une actualité",
    forme=Actualite,
    load=load_actualites,
    form=FormActualite,
    render=lambda note, _jour: SafeString(
        render_to_string("appuis/composants/note.html", {"note": note})
    ),
    pages=lambda note: [("Actualités", f"{reverse('appuis:actualites')}#{note.code}")],
    check=_check_actualite,
    start=lambda code: Actualite(code=code, titre="", jour=timezone.localdate(), texte=""),
    arrange=arrange_actualites,
)

GENRES: Final = (APPUIS, GLOSSAIRE, ACTUALITES)

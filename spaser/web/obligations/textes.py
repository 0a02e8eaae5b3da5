"""The duties as the programme team edits them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

import msgspec
from django import forms
from django.urls import reverse
from django.utils.safestring import SafeString

from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.obligations.application import AcheteurConnu, apply_all
from spaser.metier.obligations.modele import TOUTES, Obligation, Theme, load_obligations
from spaser.metier.obligations.redaction import ECRITURES, find_lacunes
from spaser.metier.registre.nomenclatures import Confiance
from spaser.metier.sources import Source
from spaser.web.editorial.champs import (
    UN_PAR_LIGNE,
    ChampLignes,
    ChampPlusieurs,
    ChampUn,
    FormContenu,
)
from spaser.web.editorial.genres import Genre
from spaser.web.obligations.familles import write_familles
from spaser.web.obligations.templatetags.obligations import article_de
from spaser.web.socle.formulaires import (
    ChampAdresse,
    ChampJour,
    Texte,
    TexteLong,
    let_wait,
    list_choix,
    tell_inconnue,
)
from spaser.web.socle.repetitions import FormRepete, Liste

_NATURES: Final = tuple(
    nature
    for nature in NatureAcheteur
    if nature not in {NatureAcheteur.HORS_CODE, NatureAcheteur.INCONNUE}
)
_THEMES: Final = tuple(Theme)
_DOUZE: Final = 12


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


_LISTES: Final = (
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


class ChampFamilles(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Achats concernés",
            help_text="Aucune case : l’obligation ne porte pas sur ce que l’on achète.",
            required=False,
            choices=lambda: [(TOUTES, "Tous les achats"), *read_familles().items()],
            widget=forms.CheckboxSelectMultiple(),
            error_messages=tell_inconnue("une famille d’achats"),
        )

    def clean(self, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - Django's
        """Return what is ticked; every purchase leaves no family to name."""
        coches = set(super().clean(value))
        return (TOUTES,) if TOUTES in coches else tuple(sorted(coches))


class FormTexte(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre, à l’infinitif.", max_length=150)
    theme = ChampUn("Thème", Theme, "Choisissez un thème.", "un thème")
    resume = TexteLong("En bref", rows=3, requis="Résumez l’obligation en une ou deux phrases.")
    qui = TexteLong("Qui est concerné", rows=3, requis="Dites qui est concerné, en mots simples.")
    natures = ChampPlusieurs(
        "Structures concernées", _NATURES, "une structure", "Aucune case : tous les acheteurs."
    )
    natures_a_verifier = ChampPlusieurs(
        "Structures dont il faut vérifier qu’elles sont visées",
        _NATURES,
        "une structure",
        "Le texte ne permet pas de le dire.",
    )
    familles = ChampFamilles()
    si = ChampLignes(
        "Faits que l’acheteur connaît",
        rows=2,
        aide=f"{UN_PAR_LIGNE} La suite de « si » : votre parc compte plus de 20 véhicules.",
    )
    depuis = ChampJour("En vigueur depuis le")
    jusqu_a = ChampJour("Jusqu’au", aide="À laisser vide tant que le texte n’a pas de fin")
    rythme = Texte("Rythme", aide="Par exemple : chaque année")
    a_faire = ChampLignes("Que faire", rows=4, aide=UN_PAR_LIGNE)
    reserve = let_wait(
        TexteLong(
            "À vérifier", rows=2, aide="Ce qui n’a pas pu être confirmé. Affiché avec l’obligation."
        )
    )

    GROUPES: ClassVar = (
        ("Le texte", ("titre", "theme", "resume", "qui", "a_faire", "reserve")),
        ("À qui", ("natures", "natures_a_verifier", "familles", "si")),
        ("Quand", ("depuis", "jusqu_a", "rythme")),
    )


def _keep_faits(avant: Obligation, lus: dict[str, Any]) -> dict[str, Any]:
    """Let a source that was left as it was keep the fact that it is read from."""
    lues = msgspec.convert(lus["sources"], type=tuple[Source, ...])
    gardees = {_bare(source): source for source in avant.sources}
    sources = tuple(gardees.get(source, source) for source in lues)
    return lus | {"sources": msgspec.to_builtins(sources)}


def _bare(source: Source) -> Source:
    return msgspec.structs.replace(source, fait="", morte_le=None)


def _arrange(obligations: Iterable[Obligation]) -> tuple[Obligation, ...]:
    return tuple(sorted(obligations, key=lambda o: _THEMES.index(o.theme)))


def _render(obligation: Obligation, jour: date) -> SafeString:
    articles = (
        article_de(application, nomme=False, deplie=True)
        for application in apply_all([obligation], AcheteurConnu(), jour)
    )
    return SafeString("".join(articles))


def _list_pages(obligation: Obligation) -> list[tuple[str, str]]:
    return [("Obligations des acheteurs", f"{reverse('obligations:liste')}#{obligation.code}")]


def _start(code: str) -> Obligation:
    return Obligation(code=code, titre="", resume="", qui="", a_faire=(), sources=())


OBLIGATIONS: Final = Genre(
    code="obligations",
    titre="Obligations",
    un="une obligation",
    forme=Obligation,
    load=load_obligations,
    form=FormTexte,
    listes=_LISTES,
    render=_render,
    pages=_list_pages,
    check=find_lacunes,
    ecritures={**ECRITURES, "familles": ("Achats concernés", write_familles)},
    start=_start,
    forme_code=re.compile(r"[A-Z]+(-[A-Z0-9]+)*"),
    aide_code="En capitales, des mots reliés par des tirets, comme REEN-STRATEGIE.",
    arrange=_arrange,
    complete=_keep_faits,
    suit_faits=True,
)

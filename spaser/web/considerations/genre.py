"""The families and the levers as the programme team edits them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from spaser.faits.lecture import load_faits
from spaser.lettres import fold_mots
from spaser.metier.actions import load_actions
from spaser.metier.considerations import (
    Aide,
    FamilleAchat,
    Piece,
    RegleLevier,
    TypeLevier,
    Volet,
    find_manques,
    load_considerations,
    load_regles,
)
from spaser.metier.indicateurs import load_bibliotheque
from spaser.web.editorial.champs import (
    UN_PAR_LIGNE,
    ChampCorps,
    ChampLignes,
    ChampPlusieurs,
    ChampUn,
    FormContenu,
)
from spaser.web.editorial.controle import check_textes
from spaser.web.editorial.genres import Genre
from spaser.web.socle.formulaires import Texte, TexteLong
from spaser.web.socle.repetitions import FormRepete, Liste

_CPV: Final = re.compile(r"\d{2,8}")
_BLANC: Final = "Ce que l’acheteur remplit s’écrit [à compléter : quoi]."


class FormLevier(FormRepete):
    levier = ChampUn("Levier", TypeLevier, "Choisissez un levier.", "un levier")
    volet = ChampUn("Volet", Volet, "Choisissez un volet.", "un volet")
    document = ChampUn("À copier dans", Piece, "Choisissez le document.", "un document")
    titre = Texte("Titre", requis="Donnez un titre à cette phrase.", max_length=150)
    phrase = TexteLong("Phrase à copier", rows=6, requis="Écrivez la phrase à copier.", aide=_BLANC)
    pourquoi = TexteLong("Ce qu’il faut savoir", rows=3, requis="Dites ce qu’il faut savoir.")
    preuve = TexteLong("Preuve à demander", rows=2, requis="Dites quelle preuve demander.")
    penalite = TexteLong("Pénalité", rows=2, requis="Dites quelle pénalité prévoir.")
    piege = TexteLong("Piège à éviter", rows=2, requis="Dites quel piège éviter.")
    indicateurs = ChampLignes("Indicateurs", rows=2, aide=f"{UN_PAR_LIGNE} Des codes, comme SOC-03")
    actions = ChampLignes("Actions", rows=2, aide=f"{UN_PAR_LIGNE} Des codes, comme ACT-18")
    aides = ChampPlusieurs("Qui appeler", Aide, "une aide")
    faits = ChampLignes(
        "Textes et exemples", rows=2, aide=f"{UN_PAR_LIGNE} Des codes, comme CCP-L2152-7"
    )
    modele = Texte("Rédaction adaptée de", aide="Le code d’un texte ; vide : rédaction du site")


class FormFamille(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre.", max_length=150)
    objet = TexteLong("Achats concernés", rows=2, requis="Dites quels achats sont concernés.")
    resume = TexteLong("En bref", rows=3, requis="Dites l’enjeu en deux phrases.")
    cpv = ChampLignes(
        "Débuts des codes CPV",
        rows=3,
        aide=f"{UN_PAR_LIGNE} Deux à huit chiffres : 9091 pour les services de nettoyage",
    )
    besoin = ChampCorps("Avant d’écrire", rows=6, requis="Dites comment questionner le besoin.")
    loi = ChampCorps("Règles propres à ces achats", rows=4)

    GROUPES: ClassVar = (
        ("Les achats", ("titre", "objet", "resume", "cpv")),
        ("Avant d’écrire", ("besoin", "loi")),
    )


class FormRegle(FormContenu):
    titre = Texte("Titre", requis="Donnez un titre.", max_length=150)
    texte = ChampCorps("Texte", rows=8, requis="Dites ce qu’est ce levier, et ce qu’il faut tenir.")


_LEVIERS: Final = Liste(
    "leviers",
    FormLevier,
    "Phrases à copier",
    "Phrase",
    "Ajouter une phrase",
    20,
    "Les quatre leviers, dont une condition d’exécution pour l’environnement et une sociale.",
    ouverte=True,
)


def check_famille(famille: FamilleAchat, _jour: date) -> list[str]:
    manques = [f"{manque[0].upper()}{manque[1:]}" for manque in find_manques(famille)]
    return [*manques, *_list_inconnus(famille), *check_textes(famille.besoin, famille.loi)]


def _list_inconnus(famille: FamilleAchat) -> Iterator[str]:
    connus = {
        "indicateurs": {fiche.code for fiche in load_bibliotheque().indicateurs},
        "actions": {action.code for action in load_actions().actions},
        "faits": {*load_faits()},
    }
    for levier in famille.leviers:
        cites = {nom: getattr(levier, nom) for nom in connus}
        cites["faits"] = (*levier.faits, *filter(None, [levier.modele]))
        for nom, codes in cites.items():
            for code in codes:
                if code not in connus[nom]:
                    yield f"« {levier.titre} » : le code « {code} » n’existe pas."
    yield from (
        f"« {debut} » n’est pas le début d’un code CPV : deux à huit chiffres."
        for debut in famille.cpv
        if not _CPV.fullmatch(debut)
    )


def _check_regle(regle: RegleLevier, _jour: date) -> list[str]:
    return check_textes(regle.texte)


def _arrange(familles: Iterable[FamilleAchat]) -> tuple[FamilleAchat, ...]:
    return tuple(sorted(familles, key=lambda famille: fold_mots(famille.titre)))


def _render(famille: FamilleAchat, _jour: date) -> SafeString:
    return render_to_string("considerations/relecture.html", {"famille": famille})


def _render_regle(regle: RegleLevier, _jour: date) -> SafeString:
    return render_to_string("considerations/regle.html", {"regle": regle})


def _list_pages(famille: FamilleAchat) -> list[tuple[str, str]]:
    adresse = reverse("considerations:famille", args=[famille.code])
    return [("Page de la famille", adresse), ("Liste", reverse("considerations:liste"))]


def _list_pages_regle(regle: RegleLevier) -> list[tuple[str, str]]:
    return [("Liste", f"{reverse('considerations:liste')}#{regle.code}")]


def _start(code: str) -> FamilleAchat:
    return FamilleAchat(code=code, titre="", objet="", resume="", cpv=(), besoin="")


FAMILLES: Final[Genre[Any]] = Genre(
    code="considerations",
    titre="Considérations par famille d’achats",
    un="une famille d’achats",
    forme=FamilleAchat,
    load=load_considerations,
    form=FormFamille,
    listes=(_LEVIERS,),
    render=_render,
    pages=_list_pages,
    check=check_famille,
    start=_start,
    arrange=_arrange,
)

REGLES: Final[Genre[Any]] = Genre(
    code="leviers",
    titre="Leviers d’un marché",
    un="un levier",
    forme=RegleLevier,
    load=load_regles,
    form=FormRegle,
    render=_render_regle,
    pages=_list_pages_regle,
    check=_check_regle,
)

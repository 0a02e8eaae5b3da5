"""The team makes questionnaires, opens and closes them, and reads what was written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from spaser.metier.editorial import CODE_MAX, find_code_libre
from spaser.metier.questionnaires.modele import (
    EtatQuestionnaire,
    ModeleQuestionnaire,
    Question,
    give_codes,
    list_manques,
    list_ruptures,
)
from spaser.metier.questionnaires.temoignages import (
    EtatTemoignage,
    is_raccourci,
    normalize_coupes,
)
from spaser.web.commun.versions import save_version, take_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.questionnaires.indexation import GENERATION
from spaser.web.questionnaires.models import Commentaire, Questionnaire, VersionQuestionnaire
from spaser.web.questionnaires.selectors import find_edition, has_reponses, read_version
from spaser.web.questionnaires.services.entretien import count_reponses
from spaser.web.recherche.services import bump
from spaser.web.socle.journal import record

PRIS = frozenset({"equipe"})
"""Where other pages of the app are."""


class QuestionnaireRefuse(Exception):
    """What is asked for may not be done; says why, in French."""


@transaction.atomic
def create_questionnaire(
    modele: ModeleQuestionnaire, titre: str, auteur: Utilisateur, evenement: str = ""
) -> Questionnaire:
    """Begin one from a model, after an event perhaps; it is answered once it is opened."""
    questionnaire = Questionnaire.objects.create(
        code=_make_code(titre),
        titre=titre,
        presentation=modele.presentation,
        moment=modele.moment.value,
        evenement=evenement,
        edition=find_edition(evenement),
    )
    _write_version(questionnaire, 1, modele.questions)
    _note("creation", questionnaire, auteur)
    return questionnaire


@transaction.atomic
def save_questionnaire(
    questionnaire: Questionnaire,
    lue: int,
    reglages: dict[str, Any],
    questions: Iterable[Question],
    auteur: Utilisateur,
) -> list[str]:
    """Keep settings and questions; return why answers are counted apart, or nothing if none is.

    One that is open is on somebody's screen, perhaps: what it asks is not changed under her.
    """
    est_lue = questionnaire.find_etat(timezone.localdate()) is EtatQuestionnaire.OUVERT
    take_version(questionnaire, lue)
    for nom, valeur in reglages.items():
        setattr(questionnaire, nom, valeur)
    questionnaire.save()
    actuelle = read_version(questionnaire)
    codees = give_codes(questions, _list_codes(questionnaire))
    repondue = has_reponses(actuelle)
    ruptures = list_ruptures(actuelle.lues, codees) if repondue or est_lue else []
    _write_version(questionnaire, actuelle.numero + bool(ruptures), codees)
    _note("modification", questionnaire, auteur)
    return ruptures if repondue else []


def _write_version(
    questionnaire: Questionnaire, numero: int, questions: Iterable[Question]
) -> None:
    VersionQuestionnaire.objects.update_or_create(
        questionnaire=questionnaire,
        numero=numero,
        defaults={"questions": msgspec.to_builtins(tuple(questions))},
    )


def _list_codes(questionnaire: Questionnaire) -> list[str]:
    return [q.code for version in questionnaire.versions.all() for q in version.lues]


@transaction.atomic
def open_questionnaire(
    questionnaire: Questionnaire, lue: int, auteur: Utilisateur, jour: date
) -> None:
    """Take answers from today on; one that is opened again keeps its first day."""
    if manques := list_manques(read_version(questionnaire).lues):
        raise QuestionnaireRefuse(" ".join(manques))
    finie = questionnaire.find_etat(jour) is EtatQuestionnaire.FERME
    save_version(
        questionnaire,
        lue,
        ouvre_le=min(questionnaire.ouvre_le or jour, jour),
        ferme_le=None if finie else questionnaire.ferme_le,
        clos_le=None,
    )
    _note("ouverture", questionnaire, auteur)


def close_questionnaire(
    questionnaire: Questionnaire, lue: int, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Take no answer any more, and count those that wait: today is its last day."""
    jour = timezone.localdate(maintenant)
    with transaction.atomic():
        ouvre_le = min(questionnaire.ouvre_le or jour, jour)
        save_version(questionnaire, lue, ouvre_le=ouvre_le, ferme_le=jour, clos_le=jour)
        _note("fermeture", questionnaire, auteur)
    count_reponses(maintenant)


@transaction.atomic
def drop_questionnaire(questionnaire: Questionnaire, lue: int, auteur: Utilisateur) -> None:
    """Erase one that nobody has answered."""
    take_version(questionnaire, lue)
    if any(has_reponses(version) for version in questionnaire.versions.all()):
        raise QuestionnaireRefuse(
            "Des réponses sont arrivées\u00a0: fermez-le, ses résultats restent."
        )
    _note("suppression", questionnaire, auteur)
    questionnaire.delete()


@transaction.atomic
def decide_commentaire(
    commentaire: Commentaire, etat: EtatTemoignage, extrait: str, auteur: Utilisateur
) -> None:
    """Publish what somebody wrote, shortened at most, or leave it out; either may be taken back."""
    extrait = normalize_coupes(extrait.strip()) or commentaire.texte
    if etat is EtatTemoignage.PUBLIE:
        if not commentaire.publiable:
            raise QuestionnaireRefuse("Cette personne n’a pas accepté la publication.")
        if not is_raccourci(commentaire.texte, extrait):
            raise QuestionnaireRefuse(
                "Un témoignage se raccourcit et ne se réécrit pas\u00a0: gardez ses mots dans leur "
                "ordre, et mettez « […] » là où vous en retirez."
            )
    commentaire.etat = etat.value
    commentaire.extrait = extrait if etat is EtatTemoignage.PUBLIE else ""
    commentaire.save(update_fields=["etat", "extrait"])
    _note(f"commentaire_{etat.value}", commentaire.version.questionnaire, auteur)


def _make_code(titre: str) -> str:
    racine = slugify(titre)[: CODE_MAX - 4].strip("-") or "questionnaire"
    siens = Questionnaire.objects.filter(code__startswith=racine).values_list("code", flat=True)
    pris = PRIS.union(siens)
    return find_code_libre(racine, lambda code: code in pris)


def _note(geste: str, questionnaire: Questionnaire, auteur: Utilisateur) -> None:
    record(f"questionnaire.{geste}", auteur=auteur, objet=questionnaire)
    bump(GENERATION)

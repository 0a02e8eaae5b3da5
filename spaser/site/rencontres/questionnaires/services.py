"""Questionnaires: written, answered so that nothing leads from an answer to a person, swept."""

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.text import slugify

from spaser.documents.francais import format_date
from spaser.regles import questionnaires
from spaser.regles.editorial import CODE_MAX, find_code_libre
from spaser.site.comptes.models import Utilisateur, fold_courriel
from spaser.site.recherche.services import SourceTextes, TexteCherchable, bump
from spaser.site.rencontres import models
from spaser.site.rencontres.questionnaires import resultats
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.versions import save_version, take_version

# --- Keeps answers and who has answered, so that no table, order or moment leads from one to
# other ---
# What waits to be counted is written again, in a drawn order and under new keys, each time that an
# answer joins it: neither rank in a table nor mark of a transaction says which one came last.


MELANGEES: Final = 100  # rows that wait, written again with a new one
DEJA_AVEC_LIEN: Final = (
    "Une réponse est déjà partie avec ce lien\u00a0: elle est gardée. Un lien sert une fois."
)
DEJA_AUJOURDHUI: Final = (
    "Une réponse est déjà partie de votre réseau aujourd’hui\u00a0: une seule est prise par jour "
    "et par réseau. Revenez demain, ou répondez depuis un autre réseau."
)
_HASARD: Final = random.SystemRandom()


class ReponseRefusee(Exception):
    """What is sent may not be kept; says why, in French."""


class QuestionnaireFerme(ReponseRefusee):
    """It takes no answer any more, or not yet."""


class QuestionnaireChange(ReponseRefusee):
    """Its questions have changed since they were shown."""


class DejaRepondu(ReponseRefusee):
    """This right to answer has been used."""


@dataclass(frozen=True)
class Mots:
    """What is written to a question, and whether it may be published."""

    texte: str
    publiable: bool = False
    fonction: str = ""


@dataclass(frozen=True)
class ReponsesSaisies:
    """What is sent: by code of question, notes and choices, then words."""

    numero: int  # of the version that was shown
    valeurs: Mapping[str, object] = field(default_factory=dict)
    mots: Mapping[str, Mots] = field(default_factory=dict)


@dataclass(frozen=True)
class Droit:
    """By what one answers: a link sent by mail, or the public one, from a network on a day."""

    empreinte: str
    jour: date | None = None


def use_invitation(invitation: models.Invitation) -> Droit:
    return Droit(invitation.empreinte)


def make_droit_public(questionnaire: models.Questionnaire, adresse: str, jour: date) -> Droit:
    """Return the right that anybody has: once a day from a network; nothing links two days."""
    sel = f"questionnaires.lien.{questionnaire.pk}.{jour}"
    return Droit(salted_hmac(sel, adresse, algorithm="sha256").hexdigest(), jour)


def tell_refus(droit: Droit) -> str:
    return DEJA_AVEC_LIEN if droit.jour is None else DEJA_AUJOURDHUI


def has_repondu(questionnaire: models.Questionnaire, droit: Droit) -> bool:
    return questionnaire.repondus.filter(empreinte=droit.empreinte).exists()


@transaction.atomic
def keep_reponse(
    questionnaire: models.Questionnaire, saisie: ReponsesSaisies, droit: Droit, jour: date
) -> None:
    """Keep what is answered, and apart from it that this right was used; ReponseRefusee if not."""
    tenu = models.Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if tenu.find_etat(jour) is not questionnaires.EtatQuestionnaire.OUVERT:
        raise QuestionnaireFerme("Ce questionnaire ne prend plus de réponse.")
    version = resultats.read_version_questionnaire(tenu)
    if version.numero != saisie.numero:
        raise QuestionnaireChange(
            "L’équipe a changé ce questionnaire pendant que vous répondiez. Vos réponses aux "
            "questions qui n’ont pas changé sont reprises\u00a0: vérifiez-les, puis envoyez."
        )
    _note_repondu(tenu, droit)
    reponse = models.Reponse(version=version, valeurs=_read_valeurs(version, saisie))
    _mix([reponse], models.Reponse.objects.filter(version=version, comptee=False))
    _mix(
        _make_commentaires(version, saisie),
        models.Commentaire.objects.filter(version=version, comptee=False),
    )


def _note_repondu(questionnaire: models.Questionnaire, droit: Droit) -> None:
    """Say that a right is used; the questionnaire is held, so that two tabs come one by one."""
    if has_repondu(questionnaire, droit):
        raise DejaRepondu(tell_refus(droit))
    fait = models.Repondu(questionnaire=questionnaire, empreinte=droit.empreinte, jour=droit.jour)
    _mix([fait], questionnaire.repondus.all())


def _read_valeurs(
    version: models.VersionQuestionnaire, saisie: ReponsesSaisies
) -> dict[str, object]:
    lues = {
        q.code: questionnaires.read_reponse_permise(q, saisie.valeurs.get(q.code))
        for q in version.lues
    }
    return {code: valeur for code, valeur in lues.items() if valeur is not None}


def _make_commentaires(
    version: models.VersionQuestionnaire, saisie: ReponsesSaisies
) -> list[models.Commentaire]:
    """Keep words without their function when they may not be published: it would serve nothing."""
    codes = {q.code for q in version.lues if q.nature is questionnaires.NatureReponse.TEXTE}
    return [
        models.Commentaire(
            version=version,
            question=code,
            texte=mots.texte,
            publiable=mots.publiable,
            fonction=mots.fonction if mots.publiable else "",
        )
        for code, mots in saisie.mots.items()
        if code in codes and mots.texte
    ]


def _mix(nouvelles: Iterable[Any], autres: QuerySet[Any]) -> None:
    """Write new rows among others that are written again: the order of a table says nothing."""
    ajoutees = list(nouvelles)
    if ajoutees:
        rewrite(autres.order_by("?")[:MELANGEES], ajoutees)


def rewrite(lignes: Iterable[Any], avec: Iterable[Model] = ()) -> None:
    """Write rows again in a drawn order, under new keys, with others that are new."""
    anciennes = list(lignes)
    ecrites: list[Any] = [*(make_copie(ligne) for ligne in anciennes), *avec]
    if not ecrites:
        return
    classe = type(ecrites[0])
    classe.objects.filter(pk__in=[ligne.pk for ligne in anciennes]).delete()
    _HASARD.shuffle(ecrites)
    classe.objects.bulk_create(ecrites)


def make_copie[M: Model](ligne: M) -> M:
    """Return an unsaved copy of a row, with no primary key yet."""
    champs = [c for c in ligne._meta.concrete_fields if not c.primary_key]  # noqa: SLF001 - Django's own name for it
    return type(ligne)(**{champ.attname: getattr(ligne, champ.attname) for champ in champs})


# --- The questionnaires that the search finds: open to anybody, or with public results ---


GENERATION: Final = "questionnaires"
_MOTS: Final = "questionnaire avis satisfaction"


def list_textes_questionnaires(jour: date) -> Iterator[TexteCherchable]:
    for questionnaire in resultats.list_ouverts(jour):
        yield TexteCherchable(
            code=questionnaire.code,
            titre=questionnaire.titre,
            adresse=questionnaire.get_absolute_url(),
            resume=questionnaire.presentation,
            mots_cles=f"{_MOTS} répondre donner",
        )
    for questionnaire in resultats.list_resultats_publics(jour):
        yield TexteCherchable(
            code=f"resultats-{questionnaire.code}",
            titre=f"Résultats\u00a0: {questionnaire.titre}",
            adresse=reverse("questionnaires:resultats", args=[questionnaire.code]),
            resume=questionnaire.presentation,
            mots_cles=f"{_MOTS} résultats",
        )


SOURCE: Final = SourceTextes(
    "questionnaires",
    "Questionnaires",
    list_textes_questionnaires,
    rang=80,
    poids=0.8,
    generations=(GENERATION,),
)


# --- What the scheduler does of answers: counts them by five at least, forgets what serves no
# more ---


APRES_LA_FIN: Final = timedelta(days=30)
ANNEES_GARDEES: Final = 2


def count_reponses(maintenant: datetime) -> int:
    """Add to the results what may join them; return how many answers did."""
    jour = timezone.localdate(maintenant)
    attendent = models.VersionQuestionnaire.objects.filter(reponses__comptee=False).distinct()
    return sum(_count_version(version.pk, jour) for version in attendent)


@transaction.atomic
def _count_version(numero: int, jour: date) -> int:
    version = models.VersionQuestionnaire.objects.select_related("questionnaire").get(pk=numero)
    questionnaire = models.Questionnaire.objects.select_for_update().get(
        pk=version.questionnaire_id
    )
    attendent = list(version.reponses.filter(comptee=False))
    due = questionnaires.is_a_compter(
        len(attendent),
        version.reponses.filter(comptee=True).count(),
        ferme=questionnaire.find_etat(jour) is questionnaires.EtatQuestionnaire.FERME,
        finit=questionnaire.ferme_le is not None,
    )
    if not due:
        return 0
    commentaires = list(version.commentaires.filter(comptee=False))
    for ligne in (*attendent, *commentaires):
        ligne.comptee = True
    for commentaire in commentaires:
        commentaire.annee = jour.year
    rewrite(attendent)
    rewrite(commentaires)
    bump(GENERATION)  # its results may be public from now on
    return len(attendent)


@transaction.atomic
def sweep_questionnaires(maintenant: datetime) -> None:
    """Forget the networks of days that are over, and, a month after the end, who was invited.

    What was never counted goes then too, and two years later what was written and not published.
    """
    jour = timezone.localdate(maintenant)
    models.Repondu.objects.filter(jour__lt=jour).delete()
    finis = models.Questionnaire.objects.filter(ferme_le__lt=jour - APRES_LA_FIN)
    models.Invitation.objects.filter(questionnaire__in=finis).delete()
    models.Repondu.objects.filter(questionnaire__in=finis).delete()
    for classe in (models.Reponse, models.Commentaire):
        classe.objects.filter(version__questionnaire__in=finis, comptee=False).delete()
    vieux = Q(annee__lt=jour.year - ANNEES_GARDEES)
    models.Commentaire.objects.filter(vieux).exclude(
        etat=questionnaires.EtatTemoignage.PUBLIE.value
    ).delete()


# --- The team makes questionnaires, opens and closes them, and reads what was written ---


PRIS = frozenset({"equipe"})
"""Where other pages of the app are."""


class QuestionnaireRefuse(Exception):
    """What is asked for may not be done; says why, in French."""


@transaction.atomic
def create_questionnaire(
    modele: questionnaires.ModeleQuestionnaire, titre: str, auteur: Utilisateur, evenement: str = ""
) -> models.Questionnaire:
    """Begin one from a model, after an event perhaps; it is answered once it is opened."""
    questionnaire = models.Questionnaire.objects.create(
        code=_make_code(titre),
        titre=titre,
        presentation=modele.presentation,
        moment=modele.moment.value,
        evenement=evenement,
        edition=resultats.find_code_edition(evenement),
    )
    _write_version(questionnaire, 1, modele.questions)
    _note("creation", questionnaire, auteur)
    return questionnaire


@transaction.atomic
def save_questionnaire(
    questionnaire: models.Questionnaire,
    lue: int,
    reglages: dict[str, Any],
    questions: Iterable[questionnaires.Question],
    auteur: Utilisateur,
) -> list[str]:
    """Keep settings and questions; return why answers are counted apart, or nothing if none is.

    One that is open is on somebody's screen, perhaps: what it asks is not changed under her.
    """
    est_lue = (
        questionnaire.find_etat(timezone.localdate()) is questionnaires.EtatQuestionnaire.OUVERT
    )
    take_version(questionnaire, lue)
    for nom, valeur in reglages.items():
        setattr(questionnaire, nom, valeur)
    questionnaire.save()
    actuelle = resultats.read_version_questionnaire(questionnaire)
    codees = questionnaires.give_codes(questions, _list_codes(questionnaire))
    repondue = resultats.has_reponses(actuelle)
    ruptures = questionnaires.list_ruptures(actuelle.lues, codees) if repondue or est_lue else []
    _write_version(questionnaire, actuelle.numero + bool(ruptures), codees)
    _note("modification", questionnaire, auteur)
    return ruptures if repondue else []


def _write_version(
    questionnaire: models.Questionnaire, numero: int, questions: Iterable[questionnaires.Question]
) -> None:
    models.VersionQuestionnaire.objects.update_or_create(
        questionnaire=questionnaire,
        numero=numero,
        defaults={"questions": msgspec.to_builtins(tuple(questions))},
    )


def _list_codes(questionnaire: models.Questionnaire) -> list[str]:
    return [q.code for version in questionnaire.versions.all() for q in version.lues]


@transaction.atomic
def open_questionnaire(
    questionnaire: models.Questionnaire, lue: int, auteur: Utilisateur, jour: date
) -> None:
    """Take answers from today on; one that is opened again keeps its first day."""
    if manques := questionnaires.check_questions(
        resultats.read_version_questionnaire(questionnaire).lues
    ):
        raise QuestionnaireRefuse(" ".join(manques))
    finie = questionnaire.find_etat(jour) is questionnaires.EtatQuestionnaire.FERME
    save_version(
        questionnaire,
        lue,
        ouvre_le=min(questionnaire.ouvre_le or jour, jour),
        ferme_le=None if finie else questionnaire.ferme_le,
        clos_le=None,
    )
    _note("ouverture", questionnaire, auteur)


def close_questionnaire(
    questionnaire: models.Questionnaire, lue: int, auteur: Utilisateur, maintenant: datetime
) -> None:
    """Take no answer any more, and count those that wait: today is its last day."""
    jour = timezone.localdate(maintenant)
    with transaction.atomic():
        ouvre_le = min(questionnaire.ouvre_le or jour, jour)
        save_version(questionnaire, lue, ouvre_le=ouvre_le, ferme_le=jour, clos_le=jour)
        _note("fermeture", questionnaire, auteur)
    count_reponses(maintenant)


@transaction.atomic
def drop_questionnaire(questionnaire: models.Questionnaire, lue: int, auteur: Utilisateur) -> None:
    """Erase one that nobody has answered."""
    take_version(questionnaire, lue)
    if any(resultats.has_reponses(version) for version in questionnaire.versions.all()):
        raise QuestionnaireRefuse(
            "Des réponses sont arrivées\u00a0: fermez-le, ses résultats restent."
        )
    _note("suppression", questionnaire, auteur)
    questionnaire.delete()


@transaction.atomic
def decide_commentaire(
    commentaire: models.Commentaire,
    etat: questionnaires.EtatTemoignage,
    extrait: str,
    auteur: Utilisateur,
) -> None:
    """Publish what somebody wrote, shortened at most, or leave it out; either may be taken back."""
    extrait = questionnaires.normalize_coupes(extrait.strip()) or commentaire.texte
    if etat is questionnaires.EtatTemoignage.PUBLIE:
        if not commentaire.publiable:
            raise QuestionnaireRefuse("Cette personne n’a pas accepté la publication.")
        if not questionnaires.is_raccourci(commentaire.texte, extrait):
            raise QuestionnaireRefuse(
                "Un témoignage se raccourcit et ne se réécrit pas\u00a0: gardez ses mots dans leur "
                "ordre, et mettez « […] » là où vous en retirez."
            )
    commentaire.etat = etat.value
    commentaire.extrait = extrait if etat is questionnaires.EtatTemoignage.PUBLIE else ""
    commentaire.save(update_fields=["etat", "extrait"])
    _note(f"commentaire_{etat.value}", commentaire.version.questionnaire, auteur)


def _make_code(titre: str) -> str:
    racine = slugify(titre)[: CODE_MAX - 4].strip("-") or "questionnaire"
    siens = models.Questionnaire.objects.filter(code__startswith=racine).values_list(
        "code", flat=True
    )
    pris = PRIS.union(siens)
    return find_code_libre(racine, lambda code: code in pris)


def _note(geste: str, questionnaire: models.Questionnaire, auteur: Utilisateur) -> None:
    record(f"questionnaire.{geste}", auteur=auteur, objet=questionnaire)
    bump(GENERATION)


# --- Invites people to answer, once each: a mail whose link gives the right to ---


class InvitationRefusee(Exception):
    """Nobody may be invited to it; says why, in French."""


@transaction.atomic
def invite_adresses(
    questionnaire: models.Questionnaire, adresses: Iterable[str], auteur: Utilisateur | None = None
) -> int:
    """Write to each address that was not yet invited; return how many were.

    Only the mail keeps the address, until it leaves; then the database keeps a hash of it, to know
    that it was invited.
    """
    jour = timezone.localdate()
    if questionnaire.find_etat(jour) is not questionnaires.EtatQuestionnaire.OUVERT:
        raise InvitationRefusee("Ouvrez le questionnaire avant d’inviter.")
    if questionnaire.ferme_le is None:
        raise InvitationRefusee(
            "Donnez un dernier jour au questionnaire\u00a0: les invitations sont effacées un mois "
            "après."
        )
    neuves = _make_invitations(questionnaire, map(fold_courriel, adresses))
    models.Invitation.objects.bulk_create(neuves.values())
    for adresse, invitation in neuves.items():
        tell_invitation(adresse, invitation)
    record(
        "questionnaire.invitation",
        auteur=auteur,
        objet=questionnaire,
        details={"nombre": len(neuves)},
    )
    return len(neuves)


def list_adresses_presentes(questionnaire: models.Questionnaire) -> list[str]:
    presentes = models.Inscription.objects.filter(
        evenement__code=questionnaire.evenement, present=True
    )
    return list(presentes.exclude(courriel="").order_by("?").values_list("courriel", flat=True))


def _make_invitations(
    questionnaire: models.Questionnaire, adresses: Iterable[str]
) -> dict[str, models.Invitation]:
    """Return an invitation for each address that has none yet."""
    sel = f"questionnaires.destinataire.{questionnaire.pk}"
    empreintes = {
        adresse: salted_hmac(sel, adresse, algorithm="sha256").hexdigest()
        for adresse in adresses
        if adresse
    }
    deja = questionnaire.invitations.filter(destinataire__in=empreintes.values())
    connues = set(deja.values_list("destinataire", flat=True))
    neuves = {
        adresse: models.Invitation(questionnaire=questionnaire, destinataire=empreinte)
        for adresse, empreinte in empreintes.items()
        if empreinte not in connues
    }
    for invitation in neuves.values():
        invitation.empreinte = _print(draw_secret(invitation))
    return neuves


def find_invitation(questionnaire: models.Questionnaire, secret: str) -> models.Invitation | None:
    return questionnaire.invitations.filter(empreinte=_print(secret)).first()


def draw_secret(invitation: models.Invitation) -> str:
    """Return the same secret each time: a mail that goes twice gives one right to answer."""
    return salted_hmac(
        "questionnaires.invitation", str(invitation.pk), algorithm="sha256"
    ).hexdigest()


def _print(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _tell_raison(questionnaire: models.Questionnaire) -> str:
    if questionnaire.evenement:
        return "Vous recevez ce message parce que vous avez participé à un événement du programme."
    return "L’équipe du programme vous demande votre avis."


def _find_arret(invitation: models.Invitation) -> str:
    questionnaire = invitation.questionnaire
    if questionnaire.find_etat(timezone.localdate()) is not questionnaires.EtatQuestionnaire.OUVERT:
        return "Le questionnaire est fermé."
    if models.Repondu.objects.filter(
        questionnaire=questionnaire, empreinte=invitation.empreinte
    ).exists():
        return "Une réponse a déjà été donnée."
    return ""


@courriel(
    make_avis(
        "Invitation à répondre à un questionnaire",
        sujet=Sujet.PROGRAMME,
        seul=True,
        arret=_find_arret,
    )
)
def tell_invitation(invitation: models.Invitation) -> Contexte:
    questionnaire = invitation.questionnaire
    fin = (
        f"Vous pouvez répondre jusqu’au {format_date(questionnaire.ferme_le)}."
        if questionnaire.ferme_le
        else ""
    )
    lien = reverse(
        "questionnaires:repondre_invitation", args=[questionnaire.code, draw_secret(invitation)]
    )
    return compose_avis(
        questionnaire.titre,
        [
            questionnaire.presentation,
            fin,
            (
                "Ce lien est le vôtre et sert une fois. Il dit seulement qu’une réponse a été "
                "donnée\u00a0: rien ne le relie à ce que vous répondez."
            ),
            (
                f"{_tell_raison(questionnaire)} Si vous ne répondez pas, aucun rappel ne vous sera "
                "envoyé."
            ),
        ],
        (lien, "Répondre au questionnaire"),
    )

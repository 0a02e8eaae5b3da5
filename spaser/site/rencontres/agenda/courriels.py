"""The mails of the agenda. Each reads things as they stand when it leaves, and stops if it is late.

The address of a videoconference is in no row of the outbox: it is read when the mail is composed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils import timezone

from spaser.regles import agenda
from spaser.site.rencontres import models
from spaser.site.rencontres.agenda import evenements
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import SUR_LE_CHAMP, Contexte
from spaser.site.socle.models import Sujet

type Arret = Callable[[models.Inscription], str]

ANNULE: Final = "L’événement est annulé."
CHANGE: Final = "L’inscription a changé depuis."
PASSE: Final = "L’événement est passé."
PERSONNEL: Final = (
    "Le lien ci-dessous est personnel\u00a0: il ouvre votre inscription. Gardez-le pour vous."
)
REVENIR: Final = "M’inscrire à nouveau"
VOIR: Final = "Voir mon inscription"
VIENT_PLUS: Final = (
    "Vous ne venez plus\u00a0? Annulez depuis cette page\u00a0: la place ira à quelqu’un d’autre."
)


def _unless(*etats: agenda.EtatInscription) -> Arret:
    """Stop a mail once its registration is in none of these states, or the event is off or over."""

    def is_vain(inscription: models.Inscription) -> str:
        evenement = inscription.evenement
        if not evenement.est_publie:
            return ANNULE
        if evenement.is_passe(timezone.now()):
            return PASSE
        return "" if inscription.etat in etats else CHANGE

    return is_vain


def _compose(
    inscription: models.Inscription,
    objet: str,
    *lignes: str,
    bouton: str = "Ouvrir mon inscription",
) -> Contexte:
    evenement = inscription.evenement
    return compose_avis(
        f"{evenement.titre}\u00a0: {objet}",
        (
            f"«\u00a0{evenement.titre}\u00a0», {evenements.format_evenement(evenement)}.",
            *lignes,
            PERSONNEL,
        ),
        (evenements.MIENNE.path_of(inscription), bouton),
    )


def _tell_taille(inscription: models.Inscription) -> str:
    if inscription.taille == 1:
        return ""
    return f"Vous avez demandé {evenements.name_places(inscription.taille)} pour votre groupe."


# What she asked for.


@courriel(
    make_avis(
        "Agenda\u00a0: adresse à confirmer",
        rang=SUR_LE_CHAMP,
        arret=_unless(agenda.EtatInscription.A_CONFIRMER),
    )
)
def ask_confirmation(inscription: models.Inscription) -> Contexte:
    evenement = inscription.evenement
    return compose_avis(
        f"{evenement.titre}\u00a0: confirmez votre inscription",
        (
            (
                f"Quelqu’un, sans doute vous, a donné cette adresse pour s’inscrire à "
                f"«\u00a0{evenement.titre}\u00a0», {evenements.format_evenement(evenement)}."
            ),
            _tell_taille(inscription),
            (
                "Votre place n’est prise qu’à la confirmation\u00a0: ouvrez ce lien, puis "
                "confirmez. Il vaut trois jours."
            ),
            "Si vous n’avez rien demandé, oubliez ce message\u00a0: rien n’est inscrit.",
        ),
        (evenements.CONFIRMER.path_of(inscription), "Confirmer mon inscription"),
    )


@courriel(make_avis("Agenda\u00a0: déjà demandée", rang=SUR_LE_CHAMP, arret=_unless(*agenda.VIVES)))
def tell_deja(inscription: models.Inscription) -> Contexte:
    """Answer somebody who asks again: nothing has changed, here is her page."""
    etat = agenda.EtatInscription(inscription.etat).libelle.lower()
    return _compose(
        inscription,
        "vous avez déjà une inscription",
        f"Cette adresse a déjà une inscription ({etat}). Rien n’a changé.",
    )


@courriel(
    make_avis(
        "Agenda\u00a0: inscription confirmée",
        rang=SUR_LE_CHAMP,
        arret=_unless(agenda.EtatInscription.INSCRITE),
    )
)
def tell_inscrite(inscription: models.Inscription) -> Contexte:
    return _compose(
        inscription,
        "vous êtes inscrit",
        f"Votre inscription est confirmée pour {evenements.name_places(inscription.taille)}.",
        _tell_suite(inscription.evenement),
        VIENT_PLUS,
    )


def _tell_suite(evenement: models.Evenement) -> str:
    if evenement.lieu:
        return f"Lieu\u00a0: {evenement.lieu}."
    return "Le lien de connexion vous sera envoyé la veille, puis une heure avant."


@courriel(
    make_avis(
        "Agenda\u00a0: liste d’attente",
        rang=SUR_LE_CHAMP,
        arret=_unless(agenda.EtatInscription.EN_ATTENTE),
    )
)
def tell_attente(inscription: models.Inscription) -> Contexte:
    devant = agenda.count_devant(evenements.read_demandes(inscription.evenement), inscription.pk)
    return _compose(
        inscription,
        "vous êtes sur la liste d’attente",
        f"C’est complet. Demandes avant la vôtre\u00a0: {devant}.",
        _tell_taille(inscription),
        (
            "Dès que des places se libèrent et que votre tour vient, nous vous écrivons\u00a0: "
            "vous aurez un délai, indiqué dans le message, pour accepter."
        ),
    )


def _is_offre_vaine(inscription: models.Inscription) -> str:
    if raison := _unless(agenda.EtatInscription.PROPOSEE)(inscription):
        return raison
    fini = inscription.expire_le is None or inscription.expire_le <= timezone.now()
    return "La proposition a expiré." if fini else ""


@courriel(make_avis("Agenda\u00a0: place proposée", rang=SUR_LE_CHAMP, arret=_is_offre_vaine))
def tell_offre(inscription: models.Inscription) -> Contexte:
    fin = evenements.format_moment(inscription.expire_le) if inscription.expire_le else ""
    return _compose(
        inscription,
        "une place se libère pour vous",
        f"Nous vous gardons {evenements.name_places(inscription.taille)} jusqu’au {fin}.",
        (
            "Acceptez ou refusez depuis cette page. Sans réponse à cette heure, la place ira à la "
            "personne suivante."
        ),
        bouton="Accepter ou refuser",
    )


@courriel(make_avis("Agenda\u00a0: place obtenue", arret=_unless(agenda.EtatInscription.INSCRITE)))
def tell_avancee(inscription: models.Inscription) -> Contexte:
    return _compose(
        inscription,
        "vous avez votre place",
        "La liste d’attente a avancé\u00a0: vous avez "
        f"{evenements.name_places(inscription.taille)}.",
        _tell_suite(inscription.evenement),
        VIENT_PLUS,
    )


@courriel(
    make_avis("Agenda\u00a0: proposition expirée", arret=_unless(agenda.EtatInscription.EXPIREE))
)
def tell_expiree(inscription: models.Inscription) -> Contexte:
    return _compose(
        inscription,
        "la place proposée est allée à quelqu’un d’autre",
        "Vous n’avez pas répondu dans le délai.",
        _tell_retour(inscription, "Vous pouvez vous inscrire à nouveau, à la fin de la liste."),
        bouton=_name_retour(inscription),
    )


def _tell_retour(inscription: models.Inscription, ouverte: str) -> str:
    """Say how to come back, if places are still given when the mail leaves."""
    return ouverte if _is_ouverte(inscription) else "Les inscriptions sont closes."


def _name_retour(inscription: models.Inscription) -> str:
    return REVENIR if _is_ouverte(inscription) else VOIR


def _is_ouverte(inscription: models.Inscription) -> bool:
    return agenda.is_ouverte(inscription.evenement.salle, timezone.now())


@courriel(
    make_avis(
        "Agenda\u00a0: désistement noté",
        arret=_unless(agenda.EtatInscription.DESISTEE, agenda.EtatInscription.REFUSEE),
    )
)
def tell_desistement(inscription: models.Inscription) -> Contexte:
    """Tell the owner of an address that her registration was given up: a link may be forwarded."""
    return _compose(
        inscription,
        "votre inscription est annulée",
        "C’est noté.",
        _tell_retour(
            inscription,
            "Ce n’était pas vous\u00a0? Vous pouvez vous inscrire à nouveau depuis cette page.",
        ),
        bouton=_name_retour(inscription),
    )


@courriel(
    make_avis(
        "Agenda\u00a0: inscription annulée par l’équipe",
        arret=_unless(agenda.EtatInscription.ANNULEE),
    )
)
def tell_annulee(inscription: models.Inscription) -> Contexte:
    return _compose(
        inscription,
        "votre inscription est annulée",
        "L’équipe du programme a annulé votre inscription.",
        bouton=VOIR,
    )


# What becomes of the event.


def _is_maintenu(inscription: models.Inscription) -> str:
    return "" if inscription.evenement.est_annule else "L’événement est maintenu."


@courriel(make_avis("Agenda\u00a0: événement annulé", arret=_is_maintenu))
def tell_evenement_annule(inscription: models.Inscription) -> Contexte:
    motif = inscription.evenement.motif_annulation
    return _compose(
        inscription,
        "événement annulé",
        "Cet événement n’aura pas lieu.",
        motif,
        "Vous n’avez rien à faire.",
        bouton="Voir la page",
    )


def _is_redeplace(inscription: models.Inscription, debut: str) -> str:
    evenement = inscription.evenement
    if evenement.debut != datetime.fromisoformat(debut):
        return "La date a encore changé."
    return _unless(*agenda.VIVES)(inscription)


@courriel(make_avis("Agenda\u00a0: événement déplacé", arret=_is_redeplace))
def tell_deplace(inscription: models.Inscription, debut: str) -> Contexte:
    """Tell the new day; `debut` is the start that this mail tells."""
    return _compose(
        inscription,
        "la date change",
        f"Nouvelle date\u00a0: {evenements.format_moment(datetime.fromisoformat(debut))}.",
        "Votre inscription est gardée. Si vous ne pouvez plus venir, annulez depuis cette page.",
    )


def _is_accord_vain(inscription: models.Inscription) -> str:
    if not inscription.evenement.enregistre or inscription.accord_enregistrement:
        return CHANGE
    return _unless(*agenda.VIVES)(inscription)


@courriel(make_avis("Agenda\u00a0: accord pour l’enregistrement", arret=_is_accord_vain))
def ask_accord(inscription: models.Inscription) -> Contexte:
    return _compose(
        inscription,
        "il sera enregistré",
        "L’enregistrement n’était pas prévu quand vous vous êtes inscrit.",
        (
            "Dites sur cette page si vous acceptez d’y paraître. Sinon, venez caméra et micro "
            "fermés, sans écrire dans la discussion."
        ),
        bouton="Dire si j’accepte",
    )


def _is_rappel_vain(inscription: models.Inscription, debut: str) -> str:
    evenement = inscription.evenement
    if evenement.debut != datetime.fromisoformat(debut):
        return "La date a changé."
    if evenement.debut <= timezone.now():
        return "L’événement a commencé."
    return _unless(agenda.EtatInscription.INSCRITE)(inscription)


@courriel(make_avis("Agenda\u00a0: rappel de la veille", arret=_is_rappel_vain))
def remind_veille(inscription: models.Inscription, debut: str) -> Contexte:
    """Remind somebody a day before, with the link; `debut` is the start that it is about."""
    return _remind(
        inscription, f"rappel, {evenements.format_moment(datetime.fromisoformat(debut))}"
    )


@courriel(make_avis("Agenda\u00a0: rappel d’une heure avant", arret=_is_rappel_vain))
def remind_heure(inscription: models.Inscription, debut: str) -> Contexte:
    return _remind(inscription, f"c’est {evenements.format_moment(datetime.fromisoformat(debut))}")


def _remind(inscription: models.Inscription, objet: str) -> Contexte:
    return _compose(
        inscription,
        objet,
        *_tell_acces(inscription.evenement),
        evenements.tell_heures(inscription.evenement),
        VIENT_PLUS,
    )


def _tell_acces(evenement: models.Evenement) -> tuple[str, ...]:
    acces = models.Acces.objects.filter(evenement=evenement).first()
    lieu = f"Lieu\u00a0: {evenement.lieu}." if evenement.lieu else ""
    if acces is None:
        return (lieu or "Le lien de connexion vous sera envoyé dès qu’il sera prêt.",)
    return lieu, f"Lien de connexion\u00a0: {acces.adresse}", acces.consignes


def _is_lien_ancien(inscription: models.Inscription, version: int) -> str:
    acces = models.Acces.objects.filter(evenement=inscription.evenement_id).first()
    if acces is None or acces.version != version:
        return "Le lien a encore changé."
    return _unless(agenda.EtatInscription.INSCRITE)(inscription)


@courriel(make_avis("Agenda\u00a0: nouveau lien", rang=SUR_LE_CHAMP, arret=_is_lien_ancien))
def tell_acces(inscription: models.Inscription, version: int) -> Contexte:
    """Give the link that a reminder did not have yet, or that replaces its own."""
    premier = version == 1
    return _compose(
        inscription,
        "le lien de connexion est prêt" if premier else "la connexion change",
        "" if premier else "Le lien ou les consignes changent. Ceux-ci remplacent les précédents.",
        *_tell_acces(inscription.evenement),
    )


def _is_replay_retire(inscription: models.Inscription) -> str:
    return "" if inscription.evenement.replay_adresse else "Le replay n’est plus en ligne."


@courriel(
    make_avis("Agenda\u00a0: replay en ligne", sujet=Sujet.PROGRAMME, arret=_is_replay_retire)
)
def tell_replay(inscription: models.Inscription) -> Contexte:
    evenement = inscription.evenement
    return compose_avis(
        f"{evenement.titre}\u00a0: le replay est en ligne",
        (
            (
                f"Vous étiez inscrit à «\u00a0{evenement.titre}\u00a0», "
                f"{evenements.format_evenement(evenement)}."
            ),
            "Le replay et les documents sont sur la page de l’événement, sans compte.",
        ),
        (evenement.get_absolute_url(), "Voir le replay"),
    )


def _is_message_vain(inscription: models.Inscription, message: models.Message) -> str:
    return "" if inscription.courriel and message.objet else CHANGE


@courriel(make_avis("Agenda\u00a0: message de l’équipe", arret=_is_message_vain))
def tell_message(inscription: models.Inscription, message: models.Message) -> Contexte:
    return _compose(inscription, message.objet, message.texte)

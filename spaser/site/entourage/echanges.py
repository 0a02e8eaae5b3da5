"""Questions between buyers: who writes, what is read by whom, who is told, what the team decides.

`list_questions` is the one door to questions: what somebody may read, whatever the page.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.droits import Operation
from spaser.regles.editorial import draft_reponse
from spaser.regles.indicateurs import load_bibliotheque
from spaser.site.comptes.models import Utilisateur
from spaser.site.editorial.models import Texte
from spaser.site.editorial.obligations import read_obligations
from spaser.site.editorial.services import TexteSaisi, list_pris, start_texte
from spaser.site.entourage.groupes import tell_membres
from spaser.site.entourage.models.conseil import TenueAide
from spaser.site.entourage.models.echanges import (
    LISIBLE,
    EchangePublic,
    Qualite,
    SignalementEchange,
)
from spaser.site.entourage.models.groupes import GroupeAcheteurs
from spaser.site.organisations.acces import list_moderateurs
from spaser.site.organisations.models import Accompagnement, Appartenance, Organisation
from spaser.site.portail.faq import FAQ
from spaser.site.portail.parcours import read_parcours
from spaser.site.recherche import services
from spaser.site.recherche.reponses import answer_recherche
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte
from spaser.site.socle.journal import record
from spaser.site.socle.models import EtatRequete, Sujet, tell_traitee
from spaser.site.socle.requetes import check_limite
from spaser.site.socle.versions import save_version

PAIR: Final = "Réponse d’un pair, pas une position officielle."
JOUR: Final = timedelta(days=1)
PAR_JOUR: Final = {"question": 10, "reponse": 40}  # by one person
ATTENTE: Final = timedelta(days=5)  # without an answer, before the team is told
_GARDE: Final = timedelta(days=30)
_EXTRAIT: Final = 400

type Personne = Utilisateur | AnonymousUser

# --- What a question may be about ---


def list_sujets_poses() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every subject by kind: its code (« indicateur:SOC-05 ») and its name."""
    jour, indicateurs = timezone.localdate(), load_bibliotheque().indicateurs
    genres = (
        ("Familles d’achat", "famille", read_familles().items()),
        ("Indicateurs", "indicateur", ((i.code, i.libelle) for i in indicateurs)),
        ("Obligations", "obligation", ((o.code, o.titre) for o in read_obligations(jour))),
        ("Étapes du parcours", "etape", ((e.code, e.titre) for e in read_parcours(jour))),
    )
    return [(titre, [(f"{genre}:{c}", nom) for c, nom in lus]) for titre, genre, lus in genres]


# --- Who writes, and what is shown of her ---


class Plume(NamedTuple):
    """As whom a person may write: her body, the programme's team, or an adviser."""

    qualite: Qualite
    organisation: Organisation | None = None

    @property
    def nom(self) -> str:
        return self.organisation.nom if self.organisation else str(self.qualite.label)


def list_plumes(personne: Personne, *, equipe: bool) -> list[Plume]:
    """Return as whom somebody may write: the team, a member of a body, an adviser; nobody else."""
    plumes = [Plume(Qualite.ACHETEUR, une.organisation) for une in list_siennes(personne)]
    suivis = Accompagnement.objects.en_cours().filter(utilisateur=personne.pk).values("pk")
    if suivis.union(TenueAide.objects.filter(utilisateur=personne.pk).values("pk")).exists():
        plumes.append(Plume(Qualite.CONSEIL))
    return [Plume(Qualite.PROGRAMME), *plumes] if equipe else plumes


def list_siennes(personne: Personne) -> QuerySet[Appartenance]:
    siennes = Appartenance.objects.actives().filter(utilisateur=personne.pk)
    return siennes.select_related("organisation")


# --- What is read ---


_REPONDUE: Final = Exists(EchangePublic.objects.filter(LISIBLE, question=OuterRef("pk")))
# Only questions bear `publique_le`; one that is taken out stays above what others answered.
_PUBLIQUE: Final = Q(Q(retire_le=None) | Q(_REPONDUE), publique_le__isnull=False, cache_le=None)


def list_questions(
    lectrice: Personne | None = None, *, moderatrice: bool = False
) -> QuerySet[EchangePublic]:
    """Return what everybody reads, what is hers, what her bodies are asked, what her groups ask.

    Who moderates reads what the team hid as well, and what was reported.
    """
    lisibles = _PUBLIQUE
    if lectrice is not None and lectrice.is_authenticated:
        lisibles |= Q(auteur=lectrice, question=None, groupe=None)
        lisibles |= Q(LISIBLE, adressee_a__in=list_siennes(lectrice).values("organisation"))
        groupes = GroupeAcheteurs.objects.lus_par(lectrice, equipe=moderatrice)
        lisibles |= Q(LISIBLE | Q(auteur=lectrice), groupe__in=groupes)
    if moderatrice:
        racine = Coalesce("echange__question", "echange")
        signales = SignalementEchange.objects.values_list(racine)
        lisibles |= Q(publique_le__isnull=False) | Q(pk__in=signales)
    return EchangePublic.objects.filter(lisibles).select_related("auteur", "organisation")


def list_reponses_lues(
    question: EchangePublic, lectrice: Personne, *, moderatrice: bool = False
) -> QuerySet[EchangePublic]:
    """Return the answers to a question that she reads, hers included, the accepted one first."""
    lisibles = Q(retire_le=None) if moderatrice else LISIBLE
    siennes = Q(auteur=lectrice.pk, auteur__isnull=False)
    reponses = question.reponses.filter(lisibles | siennes)
    retenue_avant = F("retenue_le").asc(nulls_last=True)
    lues = reponses.select_related("auteur", "organisation", "question")
    return lues.order_by(retenue_avant, "ecrit_le", "pk")


def filter_sans_reponse(questions: QuerySet[EchangePublic]) -> QuerySet[EchangePublic]:
    return questions.filter(~_REPONDUE, retire_le=None)


def list_oubliees() -> QuerySet[EchangePublic]:
    """Return what nobody answered for five days, until the team has seen it: each once."""
    attendent = list_questions().filter(vue_le=None, publique_le__lte=timezone.now() - ATTENTE)
    return filter_sans_reponse(attendent).order_by("publique_le")


_PROCHES: Final = frozenset({"faq", "fiches", "pratiques", "echanges"})
_PROPOSEES: Final = 8


def list_deja_dites(titre: str, sujet: str) -> list[tuple[str, str, str]]:
    """Return what may answer a question before it is asked: a name, an address, its kind."""
    reponse = answer_recherche(titre, timezone.localdate())
    trouves = [*reponse.tete, *(r for groupe in reponse.groupes for r in groupe.resultats)]
    lus = [(r.texte.titre, r.texte.adresse, r.libelle) for r in trouves if r.source in _PROCHES]
    memes = list_questions().filter(sujet=sujet, retire_le=None)[:3] if sujet else ()
    deja = [(str(q), q.get_absolute_url(), SOURCE.libelle) for q in memes]
    return list(dict.fromkeys([*deja, *lus]))[:_PROPOSEES]


# --- What is kept ---


@transaction.atomic
def write_echange(
    auteur: Utilisateur, plume: Plume, dits: Mapping[str, Any], **ou: Any
) -> EchangePublic:
    """Answer a `question`, ask everybody, or one body alone (`adressee_a`), or one `groupe`.

    Whoever asks, or is asked, follows. TropDeDemandes for who wrote too much today.
    """
    genre = "reponse" if ou.get("question") else "question"
    check_limite(f"echanges.{genre}", str(auteur.pk), PAR_JOUR[genre], JOUR)
    maintenant = timezone.now()
    echange = EchangePublic.objects.create(
        auteur=auteur,
        nomme_le=maintenant if dits.get("nomme") else None,
        publique_le=None if any(ou.values()) else maintenant,
        **{nom: dit for nom, dit in dits.items() if nom != "nomme"},
        **plume._asdict(),
        **ou,
    )
    if echange.question is None:
        visees = Appartenance.objects.joignables().filter(organisation=echange.adressee_a)
        echange.suivis.set({auteur, *(visee.utilisateur for visee in visees)})
    _keep(f"entraide.{genre}", echange, auteur)
    for personne in echange.racine.suivis.exclude(pk=auteur.pk):
        tell_echange(personne, echange, personne)
    if echange.groupe and echange.question is None:
        tell_membres(echange.groupe, "questions", echange.pk, auteur)
    return echange


def list_gestes(echange: EchangePublic, personne: Personne, *, moderatrice: bool) -> dict[str, str]:
    """Return what she may do of what she reads, in words: the field to fill, or to empty (« -… »).

    What is done already is not to be done again.
    """
    question, moi = echange.racine, personne.pk or 0
    sien, posee = echange.auteur_id == moi, echange == question
    seule = sien and posee and not (echange.groupe_id or echange.publique_le)
    retient = question.auteur_id == moi and not posee
    suivie = posee and question.suivis.filter(pk=moi).exists()
    oubliee = posee and moderatrice and list_oubliees().filter(pk=echange.pk).exists()
    gestes = (
        (sien, "nomme_le", echange.nomme_le, "Montrer mon nom", "Retirer mon nom"),
        (sien, "retire_le", echange.retire_le, "Retirer", "Rétablir"),
        (seule, "publique_le", None, "Rendre public", ""),
        (retient, "retenue_le", echange.retenue_le, "Retenir cette réponse", "Ne plus retenir"),
        (bool(moi) and posee, "suivis", suivie, "Suivre par courriel", "Ne plus suivre"),
        (oubliee, "vue_le", None, "Ne plus me la montrer", ""),
    )
    return {
        f"-{champ}" if fait else champ: defaire if fait else faire
        for permis, champ, fait, faire, defaire in gestes
        if permis
    }


@transaction.atomic
def do_geste(echange: EchangePublic, geste: str, auteur: Utilisateur) -> None:
    """Do a gesture of `list_gestes`; one answer at most is accepted."""
    champ = geste.removeprefix("-")
    if champ == "suivis":
        (echange.suivis.add if champ == geste else echange.suivis.remove)(auteur)
        return
    if geste == "retenue_le":
        echange.racine.reponses.update(retenue_le=None)
    dit = {champ: timezone.now() if champ == geste else None}
    change_echange(echange, echange.version, auteur, **dit)


@transaction.atomic
def change_echange(
    echange: EchangePublic, version: int, auteur: Utilisateur, **champs: Any
) -> None:
    """Write what somebody changes; VersionDepassee when it changed elsewhere meanwhile."""
    save_version(echange, version, **champs)
    _keep("entraide.modification", echange, auteur)


@transaction.atomic
def moderate(echange: EchangePublic, auteur: Utilisateur, motif: str, *, cache: bool) -> None:
    """Hide with a reason that its author reads, or let it be read; its reports are closed."""
    maintenant, etait = timezone.now(), echange.cache_le is not None
    echange.cache_le, echange.motif = (maintenant, motif) if cache else (None, "")
    echange.save(update_fields=["cache_le", "motif"])
    etat = EtatRequete.ACCEPTEE if cache else EtatRequete.REFUSEE
    for signalement in echange.signalements.attendent():
        signalement.answer(etat, auteur, maintenant, reponse=motif)
    _keep("entraide.moderation", echange, auteur)
    if cache != etait and echange.auteur:
        tell_moderee(echange.auteur, echange.racine)


@transaction.atomic
def report_echange(echange: EchangePublic, message: str) -> None:
    signalement = echange.signalements.create(message=message, creee_le=timezone.now())
    record("entraide.signalement", objet=signalement)
    for personne in list_moderateurs(Operation.MODERER_ECHANGES):
        tell_echange_signale(personne, signalement)


@transaction.atomic
def draft_faq(question: EchangePublic, auteur: Utilisateur, maintenant: datetime) -> Texte:
    """Begin an answer of the FAQ from the accepted one, or find it; credited if it agreed."""
    motif = f"Question entre acheteurs n° {question.pk}."
    if deja := Texte.objects.filter(genre=FAQ.code, motif=motif).first():
        return deja
    jour = timezone.localdate(maintenant)
    contenu = draft_reponse(question.titre, list_pris(FAQ, jour))
    for retenue in question.reponses.filter(LISIBLE, retenue_le__isnull=False):
        long = f"{retenue.texte}\n\nD’après une réponse entre acheteurs : {retenue.par}."
        contenu = msgspec.structs.replace(contenu, long=long)
    return start_texte(TexteSaisi(FAQ, contenu, jour, motif), auteur, maintenant)


def tell_oubliees(maintenant: datetime) -> None:
    """Tell whoever runs a group, once, of a question there that nobody answered."""
    posees = EchangePublic.objects.filter(LISIBLE, question=None, vue_le=None)
    anciennes = posees.filter(ecrit_le__lte=maintenant - ATTENTE, groupe__animateur__isnull=False)
    for question in filter_sans_reponse(anciennes).select_related("groupe__animateur"):
        EchangePublic.objects.filter(pk=question.pk).update(vue_le=maintenant)
        if question.groupe and question.groupe.animateur:
            tell_question_oubliee(question.groupe.animateur, question)


@courriel(make_avis("Question d’un groupe sans réponse", sujet=Sujet.ENTRAIDE))
def tell_question_oubliee(question: EchangePublic) -> Contexte:
    return compose_avis(
        f"{question.groupe} : une question reste sans réponse",
        [f"« {question} » attend depuis {ATTENTE.days} jours. Répondez, ou demandez à un membre."],
        (question.get_absolute_url(), "Lire la question"),
    )


def forget_retires(maintenant: datetime) -> None:
    """Erase what its author took out thirty days ago; what others answered stays."""
    anciens = EchangePublic.objects.filter(retire_le__lte=maintenant - _GARDE)
    anciens.filter(Q(question__isnull=False) | Q(reponses=None)).delete()
    anciens.update(auteur=None, organisation=None, titre="", texte="", sujet="")


def forget_auteur(utilisateur: Utilisateur) -> None:
    """Take a name out, and the words of a question that nobody else answered."""
    siens = EchangePublic.objects.filter(auteur=utilisateur)
    siens.update(nomme_le=None)
    autres = EchangePublic.objects.exclude(auteur=utilisateur).filter(question=OuterRef("pk"))
    seules = siens.filter(~Exists(autres), question=None)
    seules.update(titre="", texte="", retire_le=timezone.now(), publique_le=None)
    services.unindex_absents(QUESTION)


def _keep(geste: str, echange: EchangePublic, auteur: Utilisateur) -> None:
    """Note a gesture; what is no longer public leaves the search at once."""
    record(geste, auteur=auteur, objet=echange)
    question = echange.racine
    publique = list_questions().filter(pk=question.pk).exists()
    (services.index if publique else services.unindex)(question)


# --- What people are told ---


def _is_tu(echange: EchangePublic, personne: Utilisateur) -> str:
    """Say why a follower needs not be told any more."""
    question = echange.racine
    la = echange.retire_le is None and echange.cache_le is None and question.cache_le is None
    lue = la and list_questions(personne).filter(pk=question.pk).exists()
    suivie = question.suivis.contains(personne)
    return "" if lue and suivie else "Ce n’est plus là, ou la question n’est plus suivie."


@courriel(make_avis("Question ou réponse entre acheteurs", sujet=Sujet.ENTRAIDE, arret=_is_tu))
def tell_echange(echange: EchangePublic, personne: Utilisateur) -> Contexte:
    quoi = "Une réponse" if echange.question else "Une question pour vous"
    return compose_avis(
        f"{quoi} : {echange}",
        [f"{echange.par} écrit :", Truncator(echange.texte).chars(_EXTRAIT), PAIR],
        (echange.get_absolute_url(), "Lire et répondre, ou ne plus suivre"),
    )


@courriel(make_avis("Décision de l’équipe sur un échange", sujet=Sujet.ENTRAIDE))
def tell_moderee(question: EchangePublic) -> Contexte:
    mots = "L’équipe du programme l’a relu. Sa décision et sa raison sont sur la page."
    lien = (question.get_absolute_url(), "Lire la décision")
    return compose_avis("Un de vos messages entre acheteurs", [mots], lien)


@courriel(make_avis("Échange signalé", sujet=Sujet.EQUIPE, arret=tell_traitee))
def tell_echange_signale(signalement: SignalementEchange) -> Contexte:
    lien = (reverse("echanges:moderation"), "Ouvrir la modération")
    return compose_avis("Un échange entre acheteurs est signalé", [signalement.message], lien)


# --- What the search of the site finds ---


def read_textes_question(question: EchangePublic) -> services.Textes:
    textes = question.reponses.filter(LISIBLE).values_list("texte", flat=True)
    return services.Textes(titre=str(question), reste=" ".join([_read_propre(question), *textes]))


QUESTION: Final = services.TypeCherchable(
    nom="question",
    libelle="Échanges entre acheteurs",
    modele=EchangePublic,
    publics=lambda: list_questions().order_by("pk"),
    read=read_textes_question,
    nomme=False,
)


def find_echanges(demande: services.MotsCherches) -> services.Vivante:
    """Find the questions that hold every word, in their own words or in those of an answer."""
    mots, entame = demande.mots, demande.entame
    trouves = services.find_mots(mots, QUESTION.nom, entame=entame) if mots else []
    lues = list_questions().in_bulk([numero for numero, _ in trouves[: demande.limite]])
    textes = tuple(
        (_make_texte(lues[numero]), 0.6 if rang > 1 else 0.2)
        for numero, rang in trouves
        if numero in lues
    )
    return services.Vivante(textes, len(trouves))


def _make_texte(question: EchangePublic) -> services.TexteCherchable:
    code, adresse = str(question.pk), question.get_absolute_url()
    return services.TexteCherchable(code, str(question), adresse, _read_propre(question))


def _read_propre(question: EchangePublic) -> str:
    return "" if question.retire_le else question.texte


SOURCE: Final = services.SourceVive("echanges", QUESTION.libelle, find_echanges, rang=37)

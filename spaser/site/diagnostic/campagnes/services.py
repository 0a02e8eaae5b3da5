"""Campaigns of self-diagnosis: opened, answered, closed, read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from spaser.documents.bilan.donnees import tell_reperes
from spaser.documents.bilan.vue import Mesure, VueBilan
from spaser.documents.francais import format_date, typographie
from spaser.regles import autodiagnostic, conclusions
from spaser.regles.droits import Offre, Operation
from spaser.regles.reperes import list_reperes
from spaser.site.comptes.donnees_personnelles import keep_effacement
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic import models
from spaser.site.espace.bilans import read_bilan
from spaser.site.espace.perimetre import keep_offres
from spaser.site.organisations.acces import Personne, peut
from spaser.site.organisations.identite import list_espaces_essai
from spaser.site.organisations.models import Appartenance, Espace
from spaser.site.registre.models import Fiche
from spaser.site.registre.porteurs import find_schema_publie
from spaser.site.socle import jetons
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee

# --- Reads the campaigns of a space: who answered, how answers spread, what is kept ---


@dataclass(frozen=True)
class EtatCampagne:
    campagne: models.Campagne
    envoyees: tuple[models.Participation, ...]
    repartitions: tuple[autodiagnostic.Repartition, ...]
    accords: Mapping[str, models.Accord]
    retenus: Mapping[str, int]

    @property
    def est_montrable(self) -> bool:
        """Say whether the spread may be shown without telling who said what."""
        return _is_montrable(self.campagne, len(self.envoyees))

    @property
    def divergentes(self) -> list[autodiagnostic.QuestionDiagnostic]:
        """Return the questions with several answers and nothing settled yet."""
        return [
            r.question
            for r in self.repartitions
            if len(r.donnes) > 1 and r.question.code not in self.accords
        ]

    @property
    def ouvertes(self) -> int:
        return len(self.repartitions) - len(self.retenus)

    @property
    def peut_figer(self) -> bool:
        return bool(self.retenus) and not self.campagne.est_figee

    def conclude(self) -> conclusions.ResultatDiagnostic:
        return conclusions.conclude(self.campagne.questionnaire, self.retenus)


def list_campagnes(espace: Espace) -> QuerySet[models.Campagne]:
    envoyees = Count("participations", filter=Q(participations__envoyee_le__isnull=False))
    return (
        models.Campagne.objects.filter(espace=espace)
        .annotate(nb_envoyees=envoyees)
        .order_by("-jour", "-pk")
    )


def get_campagne(espace: Espace, pk: int) -> models.Campagne:
    """Return a campaign of this space; Http404 for any other."""
    campagne = models.Campagne.objects.filter(espace=espace, pk=pk).first()
    if campagne is None:
        raise Http404
    return campagne


def list_figees(espace: Espace) -> list[models.Campagne]:
    """Return the campaigns whose result is final, the oldest first."""
    return list(
        models.Campagne.objects.filter(espace=espace, figee_le__isnull=False).order_by("jour", "pk")
    )


def list_participations(campagne: models.Campagne) -> list[models.Participation]:
    return list(campagne.participations.select_related("utilisateur"))


def find_participation(
    campagne: models.Campagne, utilisateur: Personne
) -> models.Participation | None:
    """Return the answers of a member; a visitor of the demonstration has none."""
    if not utilisateur.is_authenticated:
        return None
    return campagne.participations.filter(mode=models.Mode.COMPTE, utilisateur=utilisateur).first()


def list_accueillants(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the name and the SIREN of the spaces where this person may lead a diagnosis."""
    if not request.user.is_authenticated:
        return []
    siennes = Appartenance.objects.actives().filter(utilisateur=request.user)
    organisations = [a.organisation for a in siennes.select_related("organisation")]
    conduites = [o for o in organisations if peut(request, Operation.CONDUIRE_DIAGNOSTIC, o)]
    noms = {essai.siren: essai.nom for essai in list_espaces_essai(request.user)}
    noms |= {organisation.siren: organisation.nom for organisation in conduites}
    return sorted((nom, siren) for siren, nom in noms.items())


def read_etat_campagne(campagne: models.Campagne) -> EtatCampagne:
    """Return the spread of the answers sent, what was settled, and the levels kept.

    A level common to one or two unnamed people would tell theirs: it is not kept before there are
    enough of them.
    """
    envoyees = tuple(p for p in list_participations(campagne) if p.envoyee_le)
    accords = {a.question: a for a in campagne.accords.select_related("auteur")}
    repartitions = autodiagnostic.spread(campagne.questionnaire, [p.reponses for p in envoyees])
    niveaux = {code: accord.niveau for code, accord in accords.items()}
    if campagne.est_figee:
        retenus = campagne.retenus
    elif _is_montrable(campagne, len(envoyees)):
        retenus = autodiagnostic.retain(repartitions, niveaux)
    else:
        retenus = niveaux
    return EtatCampagne(campagne, envoyees, repartitions, accords, retenus)


def list_repondants(etat: EtatCampagne, repartition: autodiagnostic.Repartition) -> list[list[str]]:
    """Return who gave each level, in a campaign with names; empty lists otherwise."""
    noms: list[list[str]] = [[] for _ in repartition.nombres]
    if not etat.campagne.nominative:
        return noms
    for participation in etat.envoyees:
        niveau = participation.reponses.get(repartition.question.code)
        if niveau is not None:
            noms[niveau].append(participation.libelle)
    return noms


def compare_campagnes(avant: models.Campagne, apres: models.Campagne) -> autodiagnostic.Evolution:
    return autodiagnostic.compare_diagnostics(
        (avant.questionnaire, avant.retenus), (apres.questionnaire, apres.retenus)
    )


def _is_montrable(campagne: models.Campagne, nombre: int) -> bool:
    return campagne.nominative or nombre >= autodiagnostic.ANONYMES_MIN


# --- Writes campaigns: opens them, settles their questions, freezes their result ---


ORIGINE: Final = "diagnostic"


class CampagneFigee(Exception):
    """The result is final: nothing of it is written any more."""


@dataclass(frozen=True, slots=True)
class Reglement:
    """A level and why; `version` is that of the agreement its author read, 0 for none."""

    question: str
    niveau: int
    raison: str
    version: int


@transaction.atomic
def open_campagne(
    espace: Espace,
    titre: str,
    jour: date,
    *,
    nominative: bool,
    auteur: Utilisateur,
    questionnaire: autodiagnostic.Questionnaire | None = None,
) -> models.Campagne:
    """Open a campaign on a questionnaire, today's if none is given."""
    campagne = models.Campagne.objects.create(
        espace=espace,
        siren=espace.siren,
        titre=titre,
        jour=jour,
        questionnaire_version=(questionnaire or autodiagnostic.load_questionnaire()).version,
        nominative=nominative,
        auteur=auteur,
    )
    note_geste("diagnostic.ouverture", campagne, auteur)
    return campagne


def lock_ouverte(campagne: models.Campagne) -> models.Campagne:
    """Return the campaign, held until the end of the transaction; CampagneFigee if it is over."""
    tenue = models.Campagne.objects.select_for_update().get(pk=campagne.pk)
    if tenue.est_figee:
        raise CampagneFigee
    return tenue


@transaction.atomic
def settle(campagne: models.Campagne, reglement: Reglement, auteur: Utilisateur) -> models.Accord:
    """Keep a level for a question; VersionDepassee if somebody wrote after it was read."""
    lock_ouverte(campagne)
    actuel = campagne.accords.filter(question=reglement.question).first()
    if (actuel.version if actuel else 0) != reglement.version:
        raise VersionDepassee
    accord = actuel or models.Accord(campagne=campagne, question=reglement.question, version=0)
    accord.niveau, accord.raison = reglement.niveau, reglement.raison
    accord.version += 1
    accord.auteur = auteur
    accord.save()
    note_geste("diagnostic.accord", campagne, auteur, question=reglement.question)
    return accord


@transaction.atomic
def freeze(espace: Espace, campagne: models.Campagne, auteur: Utilisateur) -> models.Campagne:
    """Make the result final and propose what it calls for; names leave an unnamed campaign."""
    tenue = lock_ouverte(campagne)
    etat = read_etat_campagne(tenue)
    tenue.retenus, tenue.nb_reponses = dict(etat.retenus), len(etat.envoyees)
    tenue.figee_le, tenue.figee_par = timezone.now(), auteur
    tenue.save()
    if not tenue.nominative:
        tenue.participations.update(utilisateur=None, nom="")
    keep_offres(espace, ORIGINE, [_offer(suite, tenue) for suite in etat.conclude().suites])
    note_geste("diagnostic.gel", tenue, auteur)
    return tenue


@transaction.atomic
def drop(campagne: models.Campagne, auteur: Utilisateur) -> bool:
    """Delete a campaign opened by mistake; not one that holds an answer sent or an agreement."""
    tenue = lock_ouverte(campagne)
    if tenue.participations.filter(envoyee_le__isnull=False).exists() or tenue.accords.exists():
        return False
    note_geste("diagnostic.suppression", tenue, auteur)
    tenue.delete()
    return True


def _offer(suite: conclusions.Suite, campagne: models.Campagne) -> Offre:
    proposition, reponse = suite.proposition, suite.reponse
    return Offre(
        nature=proposition.nature,
        code=proposition.code,
        libelle=proposition.libelle,
        raison=f"{proposition.raison} Réponse retenue dans « {campagne.titre} » : "
        f"« {reponse.texte} »",
    )


def note_geste(geste: str, campagne: models.Campagne, auteur: Utilisateur, **details: str) -> None:
    """Write down what somebody did to a campaign; `details` names nobody."""
    record(geste, auteur=auteur, objet=campagne, espace=campagne.espace, details=details)


# --- Writes answers: a member's, those given by a link, those typed from paper ---


USAGE: Final = "diagnostic.participation"
DUREE_LIEN: Final = timedelta(days=30)
RETIREE: Final = "Ce lien n’attend plus de réponse : la campagne est close, ou il a été retiré."


@transaction.atomic
def start(campagne: models.Campagne, utilisateur: Utilisateur) -> models.Participation:
    """Return the answers of a member, begun if they were not."""
    lock_ouverte(campagne)
    return models.Participation.objects.get_or_create(
        campagne=campagne, mode=models.Mode.COMPTE, utilisateur=utilisateur
    )[0]


@transaction.atomic
def save_reponses(
    participation: models.Participation,
    choisies: Mapping[str, int | None],
    proposes: Mapping[str, conclusions.NiveauPropose],
    acceptees: Iterable[str] = (),
) -> models.Participation:
    """Add what was chosen to the answers; None takes an answer back.

    Only the questions named are written: two pages of the same person never undo one another.
    """
    lock_ouverte(participation.campagne)
    tenue = models.Participation.objects.select_for_update().filter(pk=participation.pk).first()
    if tenue is None:  # its link was taken away meanwhile
        raise CampagneFigee
    niveaux = {**tenue.reponses, **choisies}
    tenue.reponses = {code: niveau for code, niveau in niveaux.items() if niveau is not None}
    suivies = {*tenue.acceptees, *acceptees}
    tenue.acceptees = sorted(
        code
        for code in suivies
        if code in proposes and tenue.reponses.get(code) == proposes[code].niveau
    )
    tenue.save()
    return tenue


@transaction.atomic
def send(participation: models.Participation) -> None:
    """Count the answers among those of the campaign; they may be sent again, changed."""
    lock_ouverte(participation.campagne)
    participation.envoyee_le = timezone.now()
    participation.save(update_fields=["envoyee_le", "modifiee_le"])


@transaction.atomic
def send_by_lien(jeton: str, participation: models.Participation) -> None:
    jetons.use_jeton(USAGE, jeton)
    send(participation)


@transaction.atomic
def invite_repondant(
    campagne: models.Campagne, nom: str, auteur: Utilisateur
) -> tuple[models.Participation, str]:
    """Make room for somebody without an account; return it with the secret of its link."""
    lock_ouverte(campagne)
    note_geste("diagnostic.lien", campagne, auteur)
    participation = models.Participation.objects.create(
        campagne=campagne, mode=models.Mode.LIEN, nom=nom
    )
    return participation, _make(participation)


@transaction.atomic
def renew_lien(participation: models.Participation, auteur: Utilisateur) -> str:
    """Return a new secret; the former one opens nothing any more."""
    lock_ouverte(participation.campagne)
    note_geste("diagnostic.lien_renouvele", participation.campagne, auteur)
    jetons.revoke_jetons(USAGE, str(participation.pk))
    return _make(participation)


@transaction.atomic
def withdraw_lien(participation: models.Participation, auteur: Utilisateur) -> None:
    """Take away a link whose answers were not sent, and those answers with it."""
    lock_ouverte(participation.campagne)
    note_geste("diagnostic.lien_retire", participation.campagne, auteur)
    jetons.revoke_jetons(USAGE, str(participation.pk))
    participation.delete()


@transaction.atomic
def unname(participation: models.Participation, auteur: Utilisateur) -> None:
    """Take off the name of somebody without an account; her answers stay, even once frozen."""
    forget_nom(participation)
    keep_effacement(participation)
    note_geste("diagnostic.nom_efface", participation.campagne, auteur)


def forget_nom(participation: models.Participation) -> bool:
    nommee = models.Participation.objects.filter(pk=participation.pk).exclude(nom="")
    return bool(nommee.update(nom=""))


@transaction.atomic
def type_papier(
    campagne: models.Campagne, nom: str, reponses: autodiagnostic.Reponses, auteur: Utilisateur
) -> models.Participation:
    """Record what a workshop answered on paper."""
    lock_ouverte(campagne)
    note_geste("diagnostic.papier", campagne, auteur)
    return models.Participation.objects.create(
        campagne=campagne,
        mode=models.Mode.ATELIER,
        nom=nom,
        reponses=dict(reponses),
        envoyee_le=timezone.now(),
    )


@transaction.atomic
def keep_code(
    espace: Espace,
    questionnaire: autodiagnostic.Questionnaire,
    reponses: autodiagnostic.Reponses,
    auteur: Utilisateur,
) -> models.Campagne:
    """Open a campaign where the answers of a code are those of who brings it."""
    jour = timezone.localdate()
    titre = f"Autodiagnostic repris le {format_date(jour)}"
    campagne = open_campagne(
        espace, titre, jour, nominative=True, auteur=auteur, questionnaire=questionnaire
    )
    participation = start(campagne, auteur)
    save_reponses(participation, reponses, {})
    send(participation)
    return campagne


def read_lien_campagne(jeton: str) -> models.Participation:
    """Return the answers that a link opens; JetonRefuse if it opens none."""
    participation = (
        models.Participation.objects.select_related("campagne__espace")
        .filter(pk=int(jetons.read_jeton(USAGE, jeton)), envoyee_le__isnull=True)
        .first()
    )
    if participation is None:
        raise jetons.JetonRefuse(RETIREE)
    campagne = participation.campagne
    if campagne.est_figee or campagne.espace.est_garde:
        raise jetons.JetonRefuse(RETIREE)
    return participation


def _make(participation: models.Participation) -> str:
    return jetons.make_jeton(USAGE, str(participation.pk), DUREE_LIEN)


# --- What the site already knows of a buyer, as the rules of the diagnosis take it ---


_CODES: Final = frozenset({"SOC-01", "ENV-01", "SOC-05"})


def read_faits(espace: Espace) -> conclusions.FaitsAcheteur:
    """Return the rates of the last whole year that conclude, and the scheme of the register."""
    vue = read_bilan(espace.siren).vue
    fiche = find_schema_publie(espace, timezone.localdate())
    return conclusions.FaitsAcheteur(
        origine=_tell_origine(vue) if vue else "",
        taux={m.fiche.code: _read_taux(m) for m in _list_mesures(vue)} if vue else {},
        schema=_read_schema(fiche) if fiche else None,
    )


def _list_mesures(vue: VueBilan) -> Iterator[Mesure]:
    if vue.annee is None or vue.annee in vue.annees_incompletes:
        return
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    for ligne in lignes:
        mesure = ligne.principale
        if ligne.fiche.code in _CODES and mesure and mesure.verdict == "solide":
            yield mesure


def _read_taux(mesure: Mesure) -> conclusions.TauxConnu:
    details = [d for d in (mesure.compte, mesure.inconnus, mesure.fourchette) if d]
    libelle = mesure.fiche.libelle
    phrase = f"{libelle} : {mesure.texte} en {mesure.annee} ({', '.join(details)})."
    valeur = mesure.valeur
    return conclusions.TauxConnu(
        valeur=valeur.valeur or 0.0,
        phrase=typographie(phrase),
        reperes=tuple(tell_reperes(list_reperes(valeur.indicateur, valeur.variante, valeur.annee))),
    )


def _tell_origine(vue: VueBilan) -> str:
    jour = vue.bilan.date_donnees
    au = f" au {format_date(jour)}" if jour else ""
    return f"Marchés publiés (données essentielles de la commande publique){au}."


def _read_schema(fiche: Fiche) -> conclusions.SchemaConnu:
    objectifs = fiche.contenu.get("schema", {}).get("objectifs", [])
    return conclusions.SchemaConnu(
        titre=fiche.titre or fiche.structure,
        cibles_datees=any("valeur" in o and "echeance" in o for o in objectifs),
    )

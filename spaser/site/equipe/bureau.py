"""The desk of the team: buyers to get in touch with, what waits, who is where."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from spaser.contenus.faits import cache_faits, load_faits
from spaser.documents.francais import name_inconnu
from spaser.elements import fold_mots
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.entrepot.lecture import Entrepot, UniteLegale
from spaser.moteur.referentiels.annuaire import find_entite
from spaser.moteur.volumes import VolumeEstime, estimate_volumes
from spaser.regles import bureau, nomenclatures
from spaser.regles.agenda import EtatEvenement
from spaser.regles.droits import Operation
from spaser.regles.editorial import EtatTexte
from spaser.regles.registre import VerdictObligation
from spaser.site.comptes.models import Utilisateur
from spaser.site.editorial.models import Texte
from spaser.site.editorial.services import list_alertes_faits, list_faits_relus
from spaser.site.equipe.models import Coche, Contact
from spaser.site.equipe.revue_editions import list_demandes_aide
from spaser.site.espace.bilans import ask_noms, entrepot
from spaser.site.espace.perimetre import DES_FAMILLES, find_nature_acheteur
from spaser.site.organisations import outils
from spaser.site.organisations.identite import list_demandes_programme
from spaser.site.recherche.services import read_generation
from spaser.site.registre import models
from spaser.site.registre.a_lire import list_illisibles
from spaser.site.registre.documents import GENERATION
from spaser.site.registre.models import cle_sans_siren
from spaser.site.registre.moderation.services import dead_links
from spaser.site.registre.tableau import read_tableau
from spaser.site.rencontres.agenda import evenements
from spaser.site.rencontres.models import Evenement, Evenements, Questionnaire
from spaser.site.rencontres.questionnaires.resultats import filter_a_lire, list_sans_questionnaire
from spaser.site.schema.models import Publication
from spaser.site.socle.courriels.envoi import RETARD, count_etats, find_retard_envoi
from spaser.site.socle.journal import record_on
from spaser.site.socle.taches.travailleur import count_abandonnees, list_echecs

# --- What comes in the programme ---


PROCHAINS: Final = 6


def list_evenements_proches(maintenant: datetime) -> list[Evenement]:
    lus = Evenement.objects.exclude(etat=EtatEvenement.ANNULE.value).filter(fin__gt=maintenant)
    return list(lus.annotate(**{etat: _sum_places(etat) for etat in _ETATS})[:PROCHAINS])


_ETATS: Final = ("inscrite", "proposee", "en_attente")


def _sum_places(etat: str) -> Coalesce:
    return Coalesce(Sum("inscriptions__taille", filter=Q(inscriptions__etat=etat)), 0)


# --- Buyers that the team may get in touch with: by the register, and by published contracts ---


_A_VERIFIER: Final = "nature à vérifier"


def list_indices(jour: date) -> tuple[bureau.AcheteurAContacter, ...]:
    """Return every buyer that something points to, the firmest evidence first."""
    return (*_list_des_demandes(), *_list_du_registre(jour), *_list_des_marches(jour))


# By what they ask: those who wait for help, the one who asked first before the others.


def _list_des_demandes() -> Iterator[bureau.AcheteurAContacter]:
    for demande in list_demandes_aide():
        organisation = demande.espace.organisation
        type_ = organisation.type if organisation else ""
        yield bureau.AcheteurAContacter(
            siren=demande.espace.siren,
            nom=demande.espace.nom,
            motif=bureau.MotifContact.AIDE,
            preuve=bureau.tell_aide(demande.mot),
            jour=timezone.localdate(demande.aide_le) if demande.aide_le else None,
            nature=nomenclatures.TypeStructure(type_).libelle if type_ else _A_VERIFIER,
            adresse=reverse("acheteurs:acheteur", args=[demande.espace.siren]),
            demande_le=demande.aide_le,
        )


# By the register: a scheme that is over, results that are expected.


def _list_du_registre(jour: date) -> tuple[bureau.AcheteurAContacter, ...]:
    publiees = Publication.objects.publiees().order_by().aggregate(le=Max("publiee_le"))["le"]
    return _read_registre(read_generation(GENERATION), str(publiees), jour)


@cache_faits(2)
def _read_registre(
    _generation: str, _publiees: str, jour: date
) -> tuple[bureau.AcheteurAContacter, ...]:
    fiches = list(models.Fiche.objects.publiees().select_related(None))
    statuts = {fiche.pk: fiche.compute_statut(jour) for fiche in fiches}
    autres = [f for f in fiches if statuts[f.pk] is not nomenclatures.Statut.ECHU]
    vivants = {porteur for fiche in autres for porteur in fiche.porteurs}
    lus = Publication.objects.publiees().order_by().values_list("espace__siren")
    parues = {s: timezone.localdate(le) for s, le in lus.annotate(le=Max("publiee_le")) if le}
    rangees = sorted(fiches, key=lambda f: max(f.debut, f.adopte_le, f.fin))
    dernieres = {fiche.siren: fiche for fiche in rangees if fiche.siren}  # the latest one speaks
    indices = [
        indice
        for fiche in dernieres.values()
        if fiche.judge_obligation(jour).obligation is not VerdictObligation.NON
        for indice in _list_de(fiche, statuts[fiche.pk], vivants, parues, jour)
    ]
    return tuple(sorted(indices, key=lambda i: (i.motif.value, fold_mots(i.nom))))


def _list_de(
    fiche: models.Fiche,
    statut: nomenclatures.Statut,
    vivants: set[str],
    parues: Mapping[str, date],
    jour: date,
) -> Iterator[bureau.AcheteurAContacter]:
    commun: dict[str, Any] = {
        "siren": fiche.siren,
        "nom": fiche.structure,
        "jour": timezone.localdate(fiche.mise_a_jour_le),
        "nature": fiche.type_dit,
        "volume": fiche.achats_bas or None,
        "adresse": fiche.get_absolute_url(),
    }
    if statut is nomenclatures.Statut.ECHU and fiche.siren not in vivants and fiche.fin:
        yield bureau.AcheteurAContacter(
            motif=bureau.MotifContact.ECHU,
            preuve=bureau.tell_fin(nomenclatures.DatePartielle(fiche.fin)),
            **commun,
        )
    if statut in {nomenclatures.Statut.ADOPTE, nomenclatures.Statut.EN_REVISION}:
        connues = [*_list_bilans(fiche), *filter(None, [parues.get(fiche.siren)])]
        adopte = nomenclatures.DatePartielle(fiche.adopte_le) if fiche.adopte_le else None
        if attendu := bureau.find_retard_publication(adopte, connues, jour):
            preuve = bureau.tell_retard(attendu, max(connues, default=None))
            yield bureau.AcheteurAContacter(
                motif=bureau.MotifContact.PUBLICATION, preuve=preuve, **commun
            )


def _list_bilans(fiche: models.Fiche) -> list[date]:
    documents = fiche.contenu.get("documents", ())
    jours = (
        d.get("date") for d in documents if d.get("nature") == nomenclatures.TypeDocument.BILAN
    )
    return [nomenclatures.DatePartielle(jour).fin for jour in jours if jour]


# By published contracts: those whose contracts come to more than the threshold.


@dataclass(frozen=True, slots=True)
class _DesMarches:
    volumes: tuple[VolumeEstime, ...]
    unites: Mapping[str, UniteLegale | None]
    jour: date | None


def _list_des_marches(jour: date) -> tuple[bureau.AcheteurAContacter, ...]:
    annee, seuil = nomenclatures.annee_montree(jour), bureau.read_seuil(jour)

    def read(ouvert: Entrepot) -> _DesMarches:
        volumes = estimate_volumes(ouvert, annee, seuil)
        unites = {v.siren: ouvert.find_unite(v.siren) for v in volumes}
        return _DesMarches(volumes, unites, ouvert.date_donnees)

    try:
        lus = entrepot().recall(("bureau", annee, seuil), read)
    except (EntrepotAbsent, EntrepotAbime):
        return ()
    porteurs = read_tableau(jour).porteurs
    noms = ask_noms([v.siren for v in lus.volumes if not v.nom])
    volumes = [replace(v, nom=v.nom or noms.get(v.siren)) for v in lus.volumes]
    return tuple(
        indice
        for volume in volumes
        if (indice := _presume(volume, lus, annee, seuil, porteurs)) is not None
    )


def _presume(
    volume: VolumeEstime,
    lus: _DesMarches,
    annee: int,
    seuil: int,
    porteurs: Mapping[str, tuple[int, ...]],
) -> bureau.AcheteurAContacter | None:
    """Return the evidence on a buyer of whom no scheme is known; None for the others."""
    unite, entite = lus.unites.get(volume.siren), find_entite(volume.siren)
    if unite is not None and (unite.personne or unite.cessee):
        return None
    nom = entite.nom if entite else volume.nom or name_inconnu(volume.siren)
    cles = [volume.siren, *([cle_sans_siren(nom, entite.code_region)] if entite else [])]
    if any(porteurs.get(cle) for cle in cles):
        return None
    type_ = DES_FAMILLES.get((unite.famille if unite else "") or "", "")
    nature = find_nature_acheteur(volume.siren, type_)
    return bureau.AcheteurAContacter(
        siren=volume.siren,
        nom=nom,
        motif=bureau.MotifContact.SANS_SCHEMA,
        preuve=bureau.tell_volume(volume.montant, volume.marches, annee, seuil),
        jour=lus.jour,
        nature=nature.libelle if nature else _A_VERIFIER,
        volume=volume.montant,
        adresse=reverse("acheteurs:acheteur", args=[volume.siren]),
    )


# With what the team did of them.


@dataclass(frozen=True, slots=True)
class AcheteurSuivi:
    indice: bureau.AcheteurAContacter
    contact: Contact | None = None

    def is_due(self, jour: date) -> bool:
        relance = self.contact.relance_le if self.contact else None
        return relance is not None and relance <= jour


def list_acheteurs_suivis(jour: date) -> list[AcheteurSuivi]:
    contacts = Contact.objects.select_related("auteur").order_by("jour", "pk")
    derniers = {contact.siren: contact for contact in contacts}
    return [
        AcheteurSuivi(indice, _find_reponse(indice, derniers.get(indice.siren)))
        for indice in list_indices(jour)
    ]


def _find_reponse(indice: bureau.AcheteurAContacter, contact: Contact | None) -> Contact | None:
    """Return the last contact; one that came before a request for help answers nothing of it."""
    if contact and indice.demande_le and _came_before(contact, indice.demande_le):
        return None
    return contact


def _came_before(contact: Contact, quand: datetime) -> bool:
    """Say whether a contact came before; on the same day, by the time when it was noted."""
    jour = timezone.localdate(quand)
    if contact.jour != jour:
        return contact.jour < jour
    return contact.note_le < quand


def count_a_contacter(suivis: Iterable[AcheteurSuivi], jour: date) -> int:
    """Count the buyers that nobody has got in touch with, or that are to be called again."""
    return len({s.indice.siren for s in suivis if s.contact is None or s.is_due(jour)})


CONTACTS: Final = {
    "jamais": "Jamais contacté",
    "relance": "À recontacter",
    "ouvert": "Contacté, sans suite encore",
    "clos": "Clos",
}


def filter_suivis(
    suivis: Iterable[AcheteurSuivi], *, motif: str, contact: str, texte: str, jour: date
) -> list[AcheteurSuivi]:
    """Keep the buyers that answer; without a filter, those that are closed are left out."""
    mots = fold_mots(texte).split()
    return [
        s
        for s in suivis
        if motif in {"", s.indice.motif.value}
        and _is_in(s, contact, jour)
        and all(mot in f"{s.indice.siren} {fold_mots(s.indice.nom)}" for mot in mots)
    ]


def _is_in(suivi: AcheteurSuivi, contact: str, jour: date) -> bool:
    clos = suivi.contact is not None and suivi.contact.resultat in bureau.CLOS
    match contact:
        case "jamais":
            return suivi.contact is None
        case "relance":
            return suivi.is_due(jour)
        case "ouvert":
            return suivi.contact is not None and not clos
        case "clos":
            return clos
        case _:
            return not clos


# --- Writes what the team ticks, and what it notes of its contacts ---


def name_mois(jour: date) -> str:
    """Return how the month of a day is written: « 2026-11 »."""
    return f"{jour:%Y-%m}"


@transaction.atomic
def tick(mois: str, besoin: str, auteur: Utilisateur, maintenant: datetime, *, fait: bool) -> bool:
    """Note that a line of the month is done, or that it is not; False for a line unknown."""
    if besoin not in {b.code for b in bureau.BESOINS}:
        return False
    if not fait:
        Coche.objects.filter(mois=mois, besoin=besoin).delete()
        return True
    Coche.objects.get_or_create(
        mois=mois, besoin=besoin, defaults={"fait_le": maintenant, "fait_par": auteur}
    )
    return True


@transaction.atomic
def note_contact(contact: Contact) -> None:
    """Note a contact: the earlier reminders of this buyer are done with."""
    Contact.objects.filter(siren=contact.siren).exclude(relance_le=None).update(relance_le=None)
    contact.save()
    record_on("bureau.contact", contact, contact.auteur)


# --- What waits for the team: here what comes of floors below; apps beside declare theirs ---


@dataclass(frozen=True, slots=True)
class EnFile:
    code: str
    titre: str
    nombre: int
    depuis: date | None
    adresse: str
    acte: str
    besoin: str = ""  # the line of the month's list that it counts in


def _read(attente: outils.AttenteEquipe) -> EnFile:
    nombre, depuis, page = attente.read()
    jour = timezone.localdate(depuis) if isinstance(depuis, datetime) else depuis
    adresse = page or f"{reverse(attente.vue)}{attente.suite}"
    return EnFile(attente.code, attente.titre, nombre, jour, adresse, attente.acte, attente.besoin)


def _read_evenements(attendent: Evenements, ordre: str, depuis: str, vue: str) -> outils.EnAttente:
    lus = list(attendent.order_by(ordre).values_list("code", depuis))
    page = reverse(vue, args=[lus[0][0]]) if lus else ""
    return outils.EnAttente(len(lus), min((jour for _, jour in lus), default=None), page)


def _read_sans_questionnaire() -> outils.EnAttente:
    siens = Questionnaire.objects.filter(evenement=OuterRef("code")).values("pk")
    attendent = list_sans_questionnaire(timezone.now()).order_by("fin")
    lus = list(attendent.values_list("code", "fin", Subquery(siens[:1])))
    if not lus:
        return outils.EnAttente(0)
    code, fin, commence = lus[0]
    if commence is not None:
        return outils.EnAttente(len(lus), fin, reverse("questionnaires:suivi", args=[commence]))
    return outils.EnAttente(len(lus), fin, f"{reverse(_QUESTIONNAIRES)}?evenement={code}#nouveau")


def _read_paroles() -> outils.EnAttente:
    """Count the words that wait to be read, and lead to them; the day is kept of none."""
    nombre, premier = (
        filter_a_lire().aggregate(n=Count("pk"), q=Min("version__questionnaire")).values()
    )
    page = reverse("questionnaires:commentaires", args=[premier]) if nombre else ""
    return outils.EnAttente(nombre, page=page)


def _count_depots(etat: models.EtatDepot) -> Callable[[], outils.EnAttente]:
    return lambda: outils.count_attente(models.Depot.objects.filter(etat=etat), "soumis_le")


def _count_faits() -> outils.EnAttente:
    jour, relus = timezone.localdate(), list_faits_relus()
    dus = [
        f.a_relire_le
        for f in load_faits().values()
        if f.a_relire_le < jour and f.holds_on(jour) and f.code not in relus
    ]
    return outils.EnAttente(len(list_alertes_faits(jour, relus)), min(dus, default=None))


def _count_relances(suivis: Sequence[AcheteurSuivi]) -> outils.EnAttente:
    """Count the buyers to be called again that are still in the list."""
    jour = timezone.localdate()
    dus = {s.indice.siren: s.contact.relance_le for s in suivis if s.contact and s.is_due(jour)}
    return outils.EnAttente(len(dus), min(filter(None, dus.values()), default=None))


def _count_aides(suivis: Sequence[AcheteurSuivi]) -> outils.EnAttente:
    """Count the requests for help that no contact has followed."""
    jours = [
        s.indice.jour
        for s in suivis
        if s.indice.motif is bureau.MotifContact.AIDE and s.contact is None
    ]
    return outils.EnAttente(len(jours), min(filter(None, jours), default=None))


def _count_travaux() -> outils.EnAttente:
    echecs = outils.count_attente(list_echecs(), "finished_at")
    return echecs._replace(nombre=echecs.nombre + count_abandonnees(timezone.now()))


def _count_courriels() -> outils.EnAttente:
    retard, abandonnes = find_retard_envoi(), count_etats()["abandonne"]
    if retard < RETARD:
        return outils.EnAttente(abandonnes)
    return outils.EnAttente(abandonnes + 1, timezone.now() - retard)


_FILE: Final = "registre:moderation"
_QUESTIONNAIRES: Final = "questionnaires:tableau"
_EVENEMENTS: Final = "agenda:equipe"
_DU_REGISTRE: Final = (
    outils.AttenteEquipe(
        "depots", "Dépôts à relire avant publication", _FILE, "Modérer", Operation.MODERER_DEPOT,
        _count_depots(models.EtatDepot.SOUMIS), "moderation", "?file=a-relire",
    ),
    outils.AttenteEquipe(
        "verifications", "Fiches publiées à vérifier", _FILE, "Vérifier",
        Operation.MODERER_DEPOT, _count_depots(models.EtatDepot.A_VERIFIER), "moderation",
        "?file=a-verifier",
    ),
    outils.AttenteEquipe(
        "revendications", "Fiches revendiquées", _FILE, "Répondre",
        Operation.ATTRIBUER_ORGANISATION,
        partial(outils.count_requetes, models.Revendication, demandeur__is_active=True),
        "moderation", "?file=revendications",
    ),
    outils.AttenteEquipe(
        "signalements", "Erreurs signalées sur des fiches", _FILE, "Répondre",
        Operation.MODERER_DEPOT, partial(outils.count_requetes, models.Signalement), "moderation",
        "?file=signalements",
    ),
)  # fmt: skip
_AUTRES: Final = (
    outils.AttenteEquipe(
        "adhesions", "Demandes d’adhésion à lire", "organisations:programme_demandes", "Répondre",
        Operation.ATTRIBUER_ORGANISATION,
        lambda: outils.count_attente(list_demandes_programme(), "creee_le"), "moderation",
    ),
    outils.AttenteEquipe(
        "textes", "Textes du site à relire", "editorial:accueil", "Relire",
        Operation.RELIRE_TEXTE,
        lambda: outils.count_attente(Texte.objects.filter(etat=EtatTexte.A_RELIRE), "modifie_le"),
        "relectures",
    ),
    outils.AttenteEquipe(
        "faits", "Textes et chiffres cités dont la relecture est due", "obligations:a_relire",
        "Vérifier", Operation.RELIRE_TEXTE, _count_faits, "faits",
    ),
    outils.AttenteEquipe(
        "liens", "Liens du registre qui ne mènent plus à rien", "registre:liens", "Réparer",
        Operation.VERIFIER_LIENS, lambda: outils.count_attente(dead_links(), "verifie_le"), "liens",
    ),
    outils.AttenteEquipe(
        "documents", "Documents de schémas que le site n’a pas pu lire", "registre:liens",
        "Réparer", Operation.RECENSER_FICHE,
        lambda: outils.count_attente(list_illisibles(), "demande_le"), "liens",
    ),
    outils.AttenteEquipe(
        "liens_seances", "Événements proches sans lien de connexion", _EVENEMENTS, "Donner le lien",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            evenements.list_sans_lien(timezone.now()), "debut", "modifie_le", "agenda:acces"
        ),
    ),
    outils.AttenteEquipe(
        "presences", "Événements passés sans présences relevées", _EVENEMENTS, "Relever",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            evenements.list_sans_presence(timezone.now()), "fin", "fin", "agenda:presences"
        ),
    ),
    outils.AttenteEquipe(
        "questionnaires", "Événements du mois sans questionnaire", _QUESTIONNAIRES, "Inviter",
        Operation.REDIGER_TEXTE, _read_sans_questionnaire,
    ),
    outils.AttenteEquipe(
        "paroles", "Paroles de participants à lire avant publication", _QUESTIONNAIRES, "Lire",
        Operation.RELIRE_TEXTE, _read_paroles,
    ),
    outils.AttenteEquipe(
        "replays", "Replays attendus depuis une semaine", _EVENEMENTS, "Mettre en ligne",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            evenements.list_sans_replay(timezone.now()), "fin", "fin", "agenda:suites"
        ),
    ),
    outils.AttenteEquipe(
        "replays_morts", "Replays qui ne répondent plus", _EVENEMENTS, "Réparer",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            evenements.list_replays_morts(), "replay_mort_le", "replay_mort_le", "agenda:suites"
        ),
    ),
    outils.AttenteEquipe(
        "travaux", "Travaux du site qui n’ont pas abouti", "organisations:programme_travaux",
        "Relancer", Operation.SUIVRE_TRAVAUX, _count_travaux, "sante",
    ),
    outils.AttenteEquipe(
        "courriels", "Courriels en retard ou non envoyés", "organisations:programme_courriels",
        "Voir", Operation.SUIVRE_TRAVAUX, _count_courriels, "sante",
    ),
)  # fmt: skip


def _list_des_acheteurs(suivis: Sequence[AcheteurSuivi]) -> tuple[outils.AttenteEquipe, ...]:
    return (
        outils.AttenteEquipe(
            "relances", "Acheteurs à recontacter", "bureau:acheteurs", "Recontacter",
            Operation.SUIVRE_ACHETEURS, partial(_count_relances, suivis), "acheteurs",
            "?contact=relance",
        ),
        outils.AttenteEquipe(
            "aides", "Acheteurs qui demandent de l’aide", "bureau:acheteurs", "Répondre",
            Operation.SUIVRE_ACHETEURS, partial(_count_aides, suivis), "acheteurs", "?motif=aide",
        ),
    )  # fmt: skip


def read_attentes(
    may: Callable[[Operation], bool], suivis: Sequence[AcheteurSuivi]
) -> list[tuple[EnFile, bool]]:
    """Return what waits, and whether the reader may deal with it; what waits most comes first."""
    attentes = (*_DU_REGISTRE, *outils.list_attentes(), *_AUTRES, *_list_des_acheteurs(suivis))
    lues = [(_read(attente), may(attente.operation)) for attente in attentes]
    return sorted(lues, key=lambda une: (une[0].nombre == 0, une[0].depuis or date.max))


def count_besoins(attentes: list[tuple[EnFile, bool]], a_contacter: int) -> dict[str, int]:
    comptes: dict[str, int] = {"acheteurs": min(a_contacter, 2), "sante": 1}
    for attente, _ in attentes:
        if attente.besoin and attente.besoin not in {"sante", "acheteurs"}:
            comptes[attente.besoin] = comptes.get(attente.besoin, 0) + attente.nombre
        elif attente.besoin == "acheteurs":
            comptes["acheteurs"] = max(comptes["acheteurs"], attente.nombre)
    return comptes

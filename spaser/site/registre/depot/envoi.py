"""Sending a deposit: published at once by a member, left to the team otherwise."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any, Final, cast

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from spaser.documents.francais import enumerate_mots, pluriel
from spaser.regles import rapprochements
from spaser.regles.droits import DomaineVu, Operation
from spaser.regles.fiche import Objectif, Spaser
from spaser.regles.format_spaser import Action11, widen, write_spaser
from spaser.regles.nomenclatures import OrigineFiche, format_valeur, tranche_habitants
from spaser.regles.registre import list_connus, read_champ
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.espaces import domaine_cherche, essai_fini
from spaser.site.organisations.identite import SirenRefuse, describe_pour, read_siren
from spaser.site.organisations.models import Organisation
from spaser.site.registre import courriels, fiches
from spaser.site.registre.depot.services import Deposant, change_etat, find_organisation
from spaser.site.registre.models import (
    MODIFIABLES,
    ActeDepot,
    Depot,
    EtatFiche,
    Fiche,
    FichierDepot,
    FichierFiche,
    NatureDepot,
    Provenance,
)
from spaser.site.socle.fichiers import fichier_controle
from spaser.site.socle.journal import list_inscriptions, record_on
from spaser.site.socle.models import EtatFichier, Fichier

PAR_MEMBRE: Final = "Dépôt par l’acheteur"
PAR_EQUIPE: Final = "Dépôt accepté par l’équipe du programme"
CORRECTION_EQUIPE: Final = "Correction par l’équipe du programme"
INCOMPLET: Final = "Il manque au moins la structure. Remplissez la première étape."


class EnvoiRefuse(Exception):
    """A deposit that cannot be sent as it is; says why and what to do."""


@transaction.atomic
def submit(
    depot: Depot, version: int, deposant: Deposant, maintenant: datetime, *, equipe: bool = False
) -> None:
    """Send a deposit, once: a second click finds it sent; VersionDepassee if it changed meanwhile.

    `equipe`: the one who sends may change any published sheet.
    """
    if depot.etat not in MODIFIABLES:
        return
    _check_ready(depot)
    if equipe and _is_correction_of_public(depot):
        _send(depot, version, ActeDepot.CORRECTION, deposant, maintenant)
        _correct(depot, deposant.utilisateur, maintenant)
    elif organisation := may_publish(depot, deposant):
        _send(depot, version, ActeDepot.PUBLICATION, deposant, maintenant)
        publish_depot(depot, deposant.utilisateur, maintenant, PAR_MEMBRE, organisation)
        courriels.tell_publie(courriels.find_deposant(depot), depot)
        courriels.tell_moderateurs(courriels.tell_depot, depot)
    else:
        _send(depot, version, ActeDepot.SOUMISSION, deposant, maintenant)
        courriels.tell_recu(courriels.find_deposant(depot), depot)
        courriels.tell_moderateurs(courriels.tell_depot, depot)


def publishes_at_once(depot: Depot, deposant: Deposant, *, equipe: bool) -> bool:
    """Say whether sending this deposit publishes it."""
    return bool(equipe and _is_correction_of_public(depot)) or bool(may_publish(depot, deposant))


def may_publish(depot: Depot, deposant: Deposant) -> Organisation | None:
    """Return the organisation for which she may publish at once, if there is one.

    A correction is hers to publish only if the sheet is of her organisation, by its SIREN or
    because the organisation already keeps it.
    """
    fiche = depot.fiche
    if fiche is None:
        neuf = depot.nature != NatureDepot.CORRECTION
        droit = Operation.DEPOSER_SPASER
        return find_organisation(deposant, depot.siren, droit) if neuf else None
    organisation = find_organisation(deposant, depot.siren, Operation.MODIFIER_FICHE_PUBLIEE)
    if organisation is None or fiche.etat != EtatFiche.PUBLIEE:
        return None
    sienne = fiche.organisation_id == organisation.pk
    libre = fiche.organisation_id is None and fiche.siren == organisation.siren
    return organisation if sienne or libre else None


def publish_depot(
    depot: Depot,
    auteur: Utilisateur | None,
    maintenant: datetime,
    motif: str,
    organisation: Organisation | None = None,
) -> Fiche:
    publication = fiches.ActePublication(
        spaser=cast("Spaser", depot.spaser),  # nothing is sent without
        origine=OrigineFiche.DEPOSE,
        maintenant=maintenant,
        auteur=auteur,
        motif=motif,
        organisation=organisation,
    )
    provenance = Provenance(
        origine=OrigineFiche.DEPOSE,
        libelle=f"{motif} : {depot.nom}"[:300],
        date=timezone.localdate(maintenant),
    )
    fiche = fiches.publish_fiche(publication, _find_fiche(depot), [provenance])
    _hand_fichiers(depot, fiche)
    depot.fiche = fiche
    depot.save(update_fields=["fiche"])
    return fiche


def _send(
    depot: Depot, version: int, acte: ActeDepot, deposant: Deposant, maintenant: datetime
) -> None:
    change_etat(
        depot,
        version,
        acte,
        soumis_le=maintenant,
        consenti_le=maintenant,
        modifie_le=maintenant,
        traite_le=None,
        traite_par=None,
    )
    record_on(acte.geste, depot, deposant.utilisateur, nature=depot.nature, etat=acte.vers.value)


def _is_correction_of_public(depot: Depot) -> bool:
    fiche = depot.fiche
    return (
        depot.nature == NatureDepot.CORRECTION
        and fiche is not None
        and fiche.etat == EtatFiche.PUBLIEE
    )


def _correct(depot: Depot, auteur: Utilisateur | None, maintenant: datetime) -> None:
    """Publish the team's own correction: where the other facts come from does not change."""
    fiche = cast("Fiche", depot.fiche)
    spaser = cast("Spaser", depot.spaser)
    provenances = list(_trace_correction(fiche, spaser, maintenant))
    publication = fiches.ActePublication.like(
        fiche, spaser=spaser, maintenant=maintenant, auteur=auteur, motif=CORRECTION_EQUIPE
    )
    fiches.publish_fiche(publication, fiche, provenances)
    _hand_fichiers(depot, fiche)


def _trace_correction(fiche: Fiche, spaser: Spaser, maintenant: datetime) -> Iterator[Provenance]:
    """Keep the source of what stays; what changes has been told by the team, no longer by it.

    A single row that spoke for the whole sheet now speaks for each field that it told.
    """
    avant, apres = widen(fiche.spaser), widen(spaser)
    connus = list_connus(spaser)
    changes = [c for c in connus if read_champ(apres, c) != read_champ(avant, c)]
    restent = [c for c in connus if c not in changes]
    lignes = list(fiche.provenances.all())
    seule = len(lignes) == 1 and not lignes[0].champ
    for ligne in lignes:
        for champ in restent if seule else [ligne.champ]:
            if _speaks(champ, restent):
                yield Provenance.thaw(ligne.freeze() | {"champ": champ})
    for champ in changes:
        yield Provenance(
            champ=champ,
            origine=fiche.origine,
            libelle=CORRECTION_EQUIPE,
            date=timezone.localdate(maintenant),
        )


def _speaks(champ: str, restent: list[str]) -> bool:
    """Say whether a row still tells something: a field, what holds it, a part of it, the sheet."""
    return not champ or any(
        f"{reste}.".startswith(f"{champ}.") or champ.startswith(f"{reste}.") for reste in restent
    )


def _find_fiche(depot: Depot) -> Fiche | None:
    """Return the sheet to change; a correction follows it where it was merged."""
    fiche = depot.fiche
    if fiche is not None and fiche.etat == EtatFiche.FUSIONNEE:
        return fiche.fusionnee_dans
    return fiche


def _hand_fichiers(depot: Depot, fiche: Fiche) -> None:
    fiche.fichiers.filter(demande_le=None).delete()
    FichierFiche.objects.bulk_create(
        FichierFiche(
            fiche=fiche,
            fichier=garde.fichier,
            rang=rang,
            nature=garde.nature,
            titre=garde.titre,
        )
        for rang, garde in enumerate(depot.fichiers.select_related("fichier"))
    )


def _check_ready(depot: Depot) -> None:
    if depot.spaser is None:
        raise EnvoiRefuse(INCOMPLET)
    refuses = depot.fichiers.filter(fichier__etat=EtatFichier.REFUSE)
    if noms := [garde.fichier.nom for garde in refuses.select_related("fichier")]:
        raise EnvoiRefuse(
            f"Le contrôle a refusé « {noms[0]} ». Retirez ce fichier à l’étape des documents."
        )


# --- Signal receivers of the deposit: a file is refused; the owner of a trial joins ---


@receiver(fichier_controle, dispatch_uid="registre.fichier_controle")
def tell_refuse(sender: type, fichier: Fichier, **options: object) -> None:
    if fichier.etat != EtatFichier.REFUSE:
        return
    gardes = FichierDepot.objects.filter(fichier=fichier).select_related(
        "depot__auteur", "depot__organisation", "fichier"
    )
    for garde in gardes:
        record_on("depot.fichier_refuse", garde.depot, fichier=str(fichier.pk))
        courriels.tell_fichier_refuse(courriels.find_deposant(garde.depot), garde)


@receiver(essai_fini, dispatch_uid="registre.essai_fini")
def hand_over_depots(
    sender: type, membre: Utilisateur, organisation: Organisation, **options: object
) -> None:
    """Give an organisation the drafts that its new member wrote while she waited."""
    siens = Depot.objects.filter(auteur=membre, organisation=None, etat__in=MODIFIABLES)
    repris = [depot.pk for depot in siens if depot.siren == organisation.siren]
    Depot.objects.filter(pk__in=repris).update(organisation=organisation)


@receiver(domaine_cherche, dispatch_uid="registre.domaine_cherche")
def list_domaines_vus(sender: type, domaine: str, **options: object) -> list[DomaineVu]:
    """Return the bodies whose published sheet gives a service that writes from this domain."""
    fiches_ = Fiche.objects.publiees().filter(contenu__contact__courriel__iendswith=f"@{domaine}")
    return [DomaineVu(siren, fait_foi=True) for siren in fiches_.values_list("siren", flat=True)]


# --- What is read of a deposit: its summary, its story, its likely duplicates, what is known of
# it ---


# A whole sheet on one page, section by section, as it will be read.


@dataclass(frozen=True)
class PartieResumee:
    titre: str
    etape: str
    faits: tuple[fiches.Fait, ...] = ()
    liste: tuple[str, ...] = ()
    textes: tuple[rapprochements.RubriqueTexte, ...] = ()


def read_resume(spaser: Spaser) -> list[PartieResumee]:
    """Return every section, empty ones too, so that what is missing shows."""
    fiche = Fiche(contenu=write_spaser(spaser), **fiches.columns_of(spaser))
    statut = fiche.compute_statut(timezone.localdate())
    structure, schema = fiches.read_rubriques(fiche, statut)
    return [
        PartieResumee(structure.titre, "structure", structure.faits),
        PartieResumee(schema.titre, "schema", schema.faits),
        *_lists(spaser),
    ]


def _lists(spaser: Spaser) -> Iterator[PartieResumee]:
    schema, large = spaser.schema, widen(spaser).schema
    yield _list("Présentation", "schema", filter(None, [schema.presentation]))
    yield _list("Axes", "schema", (_pair(a.intitule, a.description) for a in schema.axes))
    yield _list("Objectifs chiffrés", "schema", map(_target, schema.objectifs))
    dates = (f"{format_valeur(e.jour)} : {e.intitule}" for e in large.calendrier)
    comites = (
        _pair(c.comite, ", ".join(filter(None, (c.qui, c.quand, c.role))))
        for c in large.gouvernance
    )
    facultatives = (
        _list("Actions", "schema", map(_action, large.actions)),
        _list("Indicateurs", "schema", (i.intitule for i in schema.indicateurs)),
        _list("Calendrier", "schema", dates),
        _list("Gouvernance", "schema", comites),
    )
    yield from (partie for partie in facultatives if partie.liste)
    if rubriques := rapprochements.list_rubriques(large.texte):
        yield PartieResumee("Texte du schéma", "schema", textes=tuple(rubriques))
    yield _list("Service à contacter", "schema", _contact(spaser))
    documents = (_pair(d.titre, d.url) for d in spaser.documents)
    yield _list("Documents publiés ailleurs", "documents", documents)
    yield _list("Liens utiles", "documents", (_pair(li.titre, li.url) for li in spaser.liens))
    yield _list("Sources", "documents", (_pair(s.libelle, s.url) for s in spaser.sources))


def _list(titre: str, etape: str, lignes: Iterable[str]) -> PartieResumee:
    return PartieResumee(titre, etape, liste=tuple(lignes))


def _pair(nom: str, suite: str | None) -> str:
    return f"{nom} : {suite}" if suite else nom


def _action(action: Action11) -> str:
    etapes = ", ".join(etape.intitule for etape in action.etapes)
    dits = (
        action.description,
        f"pilote : {action.pilote}" if action.pilote else "",
        f"avec {', '.join(action.contributeurs)}" if action.contributeurs else "",
        f"étapes : {etapes}" if etapes else "",
        f"moyens : {action.moyens}" if action.moyens else "",
    )
    return " – ".join(filter(None, (action.intitule, " ; ".join(filter(None, dits)))))


def _target(objectif: Objectif) -> str:
    cible = " ".join(filter(None, (format_valeur(objectif.valeur), objectif.unite)))
    echeance = f"d’ici {format_valeur(objectif.echeance)}" if objectif.echeance else ""
    return _pair(objectif.intitule, ", ".join(filter(None, (cible, echeance))))


def _contact(spaser: Spaser) -> tuple[str, ...]:
    contact = spaser.contact
    if contact is None:
        return ()
    return tuple(filter(None, (contact.service, contact.courriel, contact.telephone, contact.url)))


# What happened to a deposit, in words.

_GESTES: Final = {
    "depot.ouverture": "Brouillon ouvert",
    "depot.envoi": "Dépôt envoyé",
    "depot.acceptation": "Accepté et publié par l’équipe",
    "depot.retour": "Renvoyé avec des commentaires",
    "depot.rejet": "Non retenu",
    "depot.verification": "Vérifié après publication",
    "depot.retrait": "Fiche retirée du registre",
    "depot.fichier_refuse": "Fichier refusé au contrôle",
    "depot.effacement": "Identité du déposant effacée",
}


def read_histoire(depot: Depot) -> list[tuple[datetime, str]]:
    """Return what happened to a deposit, the latest first; who did it stays in the journal."""
    return [
        (evenement.quand, _GESTES[evenement.geste])
        for evenement in list_inscriptions(depot)
        if evenement.geste in _GESTES
    ]


# Published sheets that are perhaps about the same scheme.


def list_doublons(spaser: Spaser, sauf: Fiche | None = None) -> list[Fiche]:
    cles = rapprochements.cles_doublon(spaser)
    candidates = Fiche.objects.publiees()
    if sauf is not None:
        candidates = candidates.exclude(pk=sauf.pk)
    return [
        fiche
        for fiche in candidates
        if not cles.isdisjoint(rapprochements.cles_doublon(fiche.spaser))
        and rapprochements.are_doublons(spaser, fiche.spaser)
    ]


def list_paires() -> list[tuple[Fiche, Fiche]]:
    par_cle: defaultdict[str, list[Fiche]] = defaultdict(list)
    for fiche in Fiche.objects.publiees().order_by("pk"):
        for cle in rapprochements.cles_doublon(fiche.spaser):
            par_cle[cle].append(fiche)
    return list(_pairs(par_cle.values()))


def _pairs(groupes: Iterable[list[Fiche]]) -> Iterable[tuple[Fiche, Fiche]]:
    vues: set[tuple[int, int]] = set()
    for groupe in groupes:
        for une, autre in combinations(groupe, 2):
            cle = une.pk, autre.pk
            if cle not in vues and rapprochements.are_doublons(une.spaser, autre.spaser):
                vues.add(cle)
                yield une, autre


# What the tables know of a buyer, proposed to be checked.


def prefill(siren: str, utilisateur: Utilisateur | None = None) -> dict[str, Any]:
    """Return what is known of a SIREN, by the tables and by this person's trial, to be checked."""
    try:
        identite = describe_pour(utilisateur, read_siren(siren))
    except SirenRefuse:
        return {}
    if identite is None:
        return {"siren": read_siren(siren)}
    tranche = None if identite.population is None else tranche_habitants(identite.population)
    connus = {
        "nom": identite.nom,
        "siren": identite.siren,
        "type": identite.type,
        "code_region": identite.code_region,
        "codes_departement": list(identite.codes_departement),
        "tranche_habitants": tranche and tranche.value,
    }
    return {nom: valeur for nom, valeur in connus.items() if valeur}


_LISTES: Final = {
    "axes": ("axe", "axes"),
    "objectifs": ("cible", "cibles"),
    "actions": ("action", "actions"),
    "indicateurs": ("indicateur", "indicateurs"),
    "calendrier": ("date du calendrier", "dates du calendrier"),
    "gouvernance": ("comité", "comités"),
    "texte": ("rubrique du texte", "rubriques du texte"),
}
SANS_FORMULAIRE: Final = ("actions", "indicateurs", "calendrier", "gouvernance", "texte")


def tell_listes(contenu: Mapping[str, Any], noms: Collection[str] = tuple(_LISTES)) -> str:
    """Say what a file of the format holds: « 3 axes, 12 actions et 5 indicateurs »."""
    schema = contenu.get("schema", {})
    comptes = {nom: len(schema.get(nom, ())) for nom in noms}
    if "texte" in comptes:
        comptes["texte"] = len(rapprochements.list_rubriques(schema.get("texte", ())))
    return enumerate_mots([pluriel(n, *_LISTES[nom]) for nom, n in comptes.items() if n])

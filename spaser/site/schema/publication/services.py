"""From a draft to a publication: proposed, sent back, confirmed; then posted, then corrected."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from spaser.documents.dessins_engagements import place_resultat
from spaser.documents.dessins_pages import draw_figure
from spaser.documents.francais import format_date, pluriel, typographie
from spaser.documents.publication import (
    AUTRES,
    LEGALES,
    tell_bornes_courtes,
    tell_cible,
    tell_details_ligne,
    tell_doute,
    tell_ecart,
    tell_tendance,
    tell_valeur,
)
from spaser.elements import fold_mots
from spaser.moteur.reseau.sonde import EtatAdresse, ReponseSonde
from spaser.regles.droits import MATRICE, Operation
from spaser.regles.indicateurs import Origine, Rubrique, is_taux
from spaser.regles.publication import (
    NOMBRE,
    Confirmation,
    ContenuPublie,
    EcheancePublication,
    EtatPublication,
    Expression,
    IndicateurEcrit,
    LignePubliee,
    ResultatAnnee,
    choose_confirmation,
)
from spaser.regles.reperes import PARTS_DE
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.editions import ask_fichiers
from spaser.site.espace.models import NatureEdition
from spaser.site.organisations.acces import list_moderateurs
from spaser.site.organisations.identite import tell_delai
from spaser.site.organisations.models import Appartenance, Espace
from spaser.site.organisations.outils import EnAttente
from spaser.site.plan.actions.services import create_axe, list_axes
from spaser.site.plan.cibles.lignes import list_vises
from spaser.site.plan.cibles.services import save_visee
from spaser.site.plan.grille.services import add_lignes, sort_lignes
from spaser.site.plan.models.actions import ContenuLigne
from spaser.site.schema import models
from spaser.site.schema.publication import parutions
from spaser.site.socle.courriels.envoi import compose_avis, courriel, make_avis
from spaser.site.socle.courriels.natures import Contexte, Nature
from spaser.site.socle.jetons import make_jeton
from spaser.site.socle.journal import record
from spaser.site.socle.models import Sujet
from spaser.site.socle.versions import VersionDepassee, save_version, take_version

# --- What is said before anything is public: the adopted scheme, the texts of a draft ---


class AnneesPubliees(VersionDepassee):
    """Years whose results are public already."""


@transaction.atomic
def save_schema_adopte(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur, lue: int | None = None
) -> models.SchemaAdopte:
    """Keep what a space says of its adopted scheme; VersionDepassee when others did meanwhile."""
    espace.hold()
    connu = models.SchemaAdopte.objects.filter(espace=espace).first()
    if connu is None:
        connu = models.SchemaAdopte.objects.create(espace=espace, **champs, modifie_par=auteur)
    elif lue is None and any(getattr(connu, nom) != valeur for nom, valeur in champs.items()):
        raise VersionDepassee
    else:
        save_version(connu, lue or connu.version, **champs, modifie_par=auteur)
    record("publication.schema", auteur=auteur, objet=connu, espace=espace)
    return connu


@transaction.atomic
def add_axes(espace: Espace, titres: Iterable[str], auteur: Utilisateur) -> int:
    """Add the axes that the plan does not have; return how many."""
    connus = {fold_mots(axe.titre) for axe in list_axes(espace)}
    nouveaux = {fold_mots(titre): titre for titre in titres if fold_mots(titre) not in connus}
    for titre in nouveaux.values():
        create_axe(espace, {"titre": titre}, auteur)
    return len(nouveaux)


@transaction.atomic
def add_indicateurs(espace: Espace, ecrits: Sequence[IndicateurEcrit], auteur: Utilisateur) -> int:
    """Follow the indicators that nothing follows yet, with their targets; return how many."""
    espace.hold()
    connus = {fold_mots(vise.nom) for vise in list_vises(espace)}
    nouveaux = {fold_mots(un.nom): un for un in ecrits if fold_mots(un.nom) not in connus}
    lignes = [
        ContenuLigne(rubrique=Rubrique.GOUVERNANCE, indicateur=un.nom, retenu=True)
        for un in nouveaux.values()
    ]
    avant = {ligne.pk for ligne in sort_lignes(espace)}
    add_lignes(espace, lignes, auteur)
    for vise in list_vises(espace):
        ligne, ecrit = vise.suivi.ligne, nouveaux.get(fold_mots(vise.nom))
        if ligne is None or ligne.pk in avant or ecrit is None:
            continue
        champs = {"unite": ecrit.unite, "cible_valeur": ecrit.cible, "cible_annee": ecrit.annee}
        save_visee(espace, vise, champs, {}, auteur)
    return len(nouveaux)


def list_cibles_differentes(espace: Espace, ecrits: Iterable[IndicateurEcrit]) -> list[str]:
    """Return the indicators that are followed already with another target than the one written."""
    connues = {fold_mots(vise.nom): vise.visee.cible for vise in list_vises(espace)}
    ecartees = []
    for ecrit in ecrits:
        cle = fold_mots(ecrit.nom)
        if ecrit.cible is None or cle not in connues:
            continue
        tenue = connues[cle]
        if tenue is None or (tenue.valeur, tenue.annee) != (ecrit.cible, ecrit.annee):
            ecartees.append(ecrit.nom)
    return ecartees


@transaction.atomic
def save_textes(
    espace: Espace,
    annees: Sequence[int],
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    lue: int | None = None,
) -> models.Publication:
    """Keep the words of a draft; VersionDepassee once it is proposed, or changed by others."""
    publication = hold_brouillon(espace, annees, auteur)
    if lue is not None and lue != publication.version:
        raise VersionDepassee
    save_version(publication, publication.version, **champs, modifie_par=auteur)
    record("publication.textes", auteur=auteur, objet=publication, espace=espace)
    return publication


@transaction.atomic
def change_annees(espace: Espace, fin: int, auteur: Utilisateur) -> models.Publication:
    """Give the draft other years; the texts that it has stay with it."""
    espace.hold()
    ouverte = models.Publication.objects.ouvertes().filter(espace=espace).first()
    if models.Publication.objects.publiees().filter(espace=espace, annee=fin).exists():
        raise AnneesPubliees
    debut = fin - NOMBRE + 1
    if ouverte is None:
        ouverte = hold_brouillon(espace, (debut, fin), auteur)
    elif ouverte.etat != EtatPublication.BROUILLON:
        raise VersionDepassee
    save_version(ouverte, ouverte.version, debut=debut, annee=fin, modifie_par=auteur)
    record("publication.textes", auteur=auteur, objet=ouverte, espace=espace)
    return ouverte


def hold_brouillon(
    espace: Espace, annees: Sequence[int], auteur: Utilisateur
) -> models.Publication:
    """Return the draft of these years, kept; VersionDepassee when it is another, or proposed.

    A space prepares one at a time.
    """
    espace.hold()
    siennes = models.Publication.objects.select_for_update().filter(espace=espace)
    ouverte = siennes.ouvertes().first()
    if ouverte is None:
        if siennes.filter(annee=annees[-1]).exists():
            raise AnneesPubliees
        return models.Publication.objects.create(
            espace=espace, annee=annees[-1], debut=annees[0], modifie_par=auteur
        )
    if ouverte.annees != tuple(annees) or ouverte.etat != EtatPublication.BROUILLON:
        raise VersionDepassee
    return ouverte


# --- The mails of publications: what is due, what waits to be confirmed, what is sent back ---


_AVANCE = "Cette publication n’en est plus là."


def remind_echeance(espace: Espace, echeance: EcheancePublication, mois: int) -> None:
    for membre in _list_membres(espace, Operation.PREPARER_PUBLICATION):
        tell_echeance(membre, espace, echeance.jour.isoformat(), echeance.depuis, mois)


def ask_validation(publication: models.Publication) -> None:
    """Ask those who administer the space, but who proposed, to confirm."""
    membres = _list_membres(publication.espace, Operation.VALIDER_PUBLICATION)
    for membre in membres.exclude(pk=publication.proposee_par_id or 0):
        tell_proposee(membre, publication)


def _is_due(espace: Espace, jour: str, **_autres: object) -> str:
    """Stop a reminder once the results are public, or are due another day."""
    publiees = parutions.list_publications(espace).publiees()
    echeance = parutions.find_echeance(parutions.find_schema_adopte(espace), publiees)
    due = echeance and echeance.jour.isoformat() == jour
    return "" if due else "Les résultats sont publiés, ou la date a changé."


@courriel(
    make_avis(
        "Résultats à publier",
        sujet=Sujet.ECHEANCES,
        arret=_is_due,
        espace=lambda espace, **_: espace.pk,
    )
)
def tell_echeance(espace: Espace, jour: str, depuis: str, mois: int) -> Contexte:
    return compose_avis(
        f"{espace.nom} : résultats à publier dans {pluriel(mois, 'mois', 'mois')}",
        [
            (
                f"Les résultats du SPASER de {espace.nom} sont à publier avant le "
                f"{format_date(date.fromisoformat(jour))} ({depuis})."
            ),
            (
                "Un projet est déjà prêt à partir de vos chiffres : relisez-le, complétez-le, "
                "faites-le valider."
            ),
        ],
        _link(espace, "Ouvrir le projet"),
    )


def _tell_de(nom: str, tient: Callable[[models.Publication], object], **reste: Any) -> Nature:
    """Return a mail that speaks of a publication, as long as what it tells holds."""
    return make_avis(
        nom,
        espace=lambda publication, **_: publication.espace_id,
        arret=lambda publication, **_: "" if tient(publication) else _AVANCE,
        **reste,
    )


@courriel(
    _tell_de(
        "Publication à valider",
        lambda publication: publication.etat == EtatPublication.PROPOSEE,
        sujet=Sujet.COLLEGUES,
    )
)
def tell_proposee(publication: models.Publication) -> Contexte:
    espace, proposeur = publication.espace, publication.proposee_par
    nom = proposeur.nom_complet if proposeur else "Un membre"
    return compose_avis(
        f"{espace.nom} : une publication à valider",
        [
            (
                f"{nom} propose de publier les résultats {publication.debut} et "
                f"{publication.annee} du SPASER de {espace.nom}."
            ),
            "Relisez-la, puis validez-la ou renvoyez-la avec vos remarques.",
        ],
        _link(espace, "Relire et valider"),
    )


@courriel(
    _tell_de(
        "Publication à reprendre", lambda publication: publication.renvoi, sujet=Sujet.COLLEGUES
    )
)
def tell_renvoyee(publication: models.Publication) -> Contexte:
    espace = publication.espace
    return compose_avis(
        f"{espace.nom} : votre projet de publication est à reprendre",
        [
            f"Le projet {publication.debut} et {publication.annee} vous est renvoyé.",
            f"Raison donnée : {publication.renvoi}",
        ],
        _link(espace, "Reprendre le projet"),
    )


@courriel(
    _tell_de(
        "Publication à confirmer, ou contestée",
        lambda publication: publication.contestee_le or publication.equipe_le,
    )
)
def tell_a_trancher(publication: models.Publication, *, equipe: bool) -> Contexte:
    """Tell the team what it has to decide of, and the members that it is contested."""
    espace, contestee = publication.espace, publication.contestee_le
    dits = (
        ("ses résultats publiés sont contestés", f"Raison donnée : {publication.contestation}")
        if contestee
        else ("une première publication à confirmer", f"Signée par {publication.signature}.")
    )
    delai = f"L’équipe du programme tranche. {tell_delai(contestee)}" if contestee else ""
    annees = f"Résultats {publication.debut} et {publication.annee}, "
    suite = "suspendus." if contestee else "proposés par la seule personne qui administre."
    lien = (reverse("publication:trancher", args=[publication.pk]), "Lire et décider")
    return compose_avis(
        f"{espace.nom} : {dits[0]}",
        [annees + suite, dits[1], "" if equipe else delai],
        lien if equipe else _link(espace, "Ouvrir « Publier les résultats »"),
    )


USAGE: Final = "publication.contestation"
DUREE_CONTESTATION: Final = timedelta(days=60)


@courriel(
    _tell_de(
        "Première publication annoncée à l’organisme", lambda publication: publication.est_publiee
    )
)
def tell_premiere(publication: models.Publication, *, connue: bool) -> Contexte:
    """Tell a body of its first publication; the link that contests it is drawn as it leaves.

    Where no address is known of it, the team is told, who writes to it.
    """
    espace = publication.espace
    jeton = make_jeton(USAGE, str(publication.pk), DUREE_CONTESTATION)
    return compose_avis(
        f"{espace.nom} : de premiers résultats sont publiés en votre nom",
        [
            (
                f"Les résultats {publication.debut} et {publication.annee} du SPASER de "
                f"{espace.nom} sont publiés, signés par {publication.signature}."
            ),
            (
                "Ils ont été validés par une seconde personne de votre espace, ou par notre équipe."
                if connue
                else "Aucune adresse de cet organisme n’est connue : transmettez-lui ce message."
            ),
            (
                "Si votre organisme ne les a pas publiés, contestez-les dans les "
                f"{DUREE_CONTESTATION.days} jours : ils sont suspendus aussitôt."
            ),
        ],
        (reverse("publication:contester", args=[jeton]), "Contester cette publication"),
        (publication.get_absolute_url(), "Lire la publication"),
    )


def _link(espace: Espace, libelle: str) -> tuple[str, str]:
    return reverse("publication:publier", args=[espace.siren]), libelle


def _list_membres(espace: Espace, operation: Operation) -> QuerySet[Utilisateur]:
    roles = [role.value for role in MATRICE[operation]]
    tenus = Appartenance.objects.actives().filter(organisation=espace.organisation, role__in=roles)
    return Utilisateur.objects.filter(pk__in=tenus.values("utilisateur"), is_active=True).order_by(
        "pk"
    )


# --- From a draft to a publication: proposed, sent back, confirmed; then posted, then corrected
# ---
# What is proposed is frozen at once, so that what is confirmed is what was read.


class PublicationRefusee(Exception):
    """A publication that cannot go on; says why and what to do."""


RIEN: Final = (
    "Aucun des quatre chiffres du schéma n’a de valeur pour ces années : relevez-en un au "
    "moins, dans « Cibles et valeurs »."
)
INCOMPLETE: Final = (
    "{annees} : écrivez pourquoi vous publiez une année incomplète, dans « Écrire les textes et "
    "les commentaires », ou choisissez d’autres années."
)
PAS_FINIE: Final = (
    "La seconde année n’est pas finie : choisissez deux années entières, ou attendez."
)
UNE_AUTRE: Final = (
    "Vous avez proposé cette publication : une autre personne qui administre l’espace la valide."
)

DEJA_OUVERTE: Final = (
    "Cet espace prépare déjà la publication suivante : elle reste suspendue tant que ce projet est "
    "ouvert. Écrivez à ses membres."
)


@transaction.atomic
def propose(espace: Espace, annees: Sequence[int], auteur: Utilisateur) -> models.Publication:
    """Freeze the values of a draft and ask an administrator to confirm it."""
    if refus := parutions.describe_publieur(espace).refus_projet:
        raise PublicationRefusee(refus)
    if annees[-1] >= timezone.localdate().year:
        raise PublicationRefusee(PAS_FINIE)
    publication = hold_brouillon(espace, annees, auteur)
    contenu = parutions.gather_contenu(
        espace, annees, publication, parutions.find_schema_adopte(espace)
    )
    if len(contenu.vides) == len(contenu.legales):
        raise PublicationRefusee(RIEN)
    if contenu.incompletes and not contenu.incomplete:
        dites = " ; ".join(f"{une} est {quoi}" for une, quoi in contenu.incompletes.items())
        raise PublicationRefusee(INCOMPLETE.format(annees=dites))
    titre, valeurs = f"Résultats {contenu.periode}", models.dump_contenu(contenu)
    publication.arretee = espace.editions.create(
        nature=NatureEdition.PUBLICATION.value, titre=titre, contenu=valeurs, arretee_par=auteur
    )
    publication.etat = EtatPublication.PROPOSEE.value
    publication.proposee_par, publication.proposee_le = auteur, timezone.now()
    publication.renvoi = ""
    publication.version += 1
    publication.save()
    _record("proposition", publication, auteur)
    ask_validation(publication)
    return publication


@transaction.atomic
def send_back(publication: models.Publication, motif: str, auteur: Utilisateur) -> None:
    """Make it a draft again, whose values follow the data, and say why."""
    proposeur = Utilisateur.objects.filter(
        pk=publication.proposee_par_id or 0, is_active=True
    ).first()
    take_version(publication, publication.version, etat=EtatPublication.PROPOSEE.value)
    publication.etat = EtatPublication.BROUILLON.value
    publication.renvoi = motif
    _unfreeze(publication)
    publication.proposee_par = publication.proposee_le = None
    publication.projet_le = publication.equipe_le = None
    publication.save()
    _record("renvoi", publication, auteur, motif=motif)
    if proposeur is not None:
        tell_renvoyee(proposeur, publication)


def _unfreeze(publication: models.Publication) -> None:
    """Let go of what was frozen, with its files: it is a draft again, to be saved."""
    if publication.arretee:
        publication.arretee.delete()
    publication.arretee, publication.contenu = None, {}


@transaction.atomic
def show_projet(publication: models.Publication, auteur: Utilisateur, *, montre: bool) -> None:
    """Show anybody what is proposed, marked as a draft, or stop showing it."""
    take_version(publication, publication.version, etat=EtatPublication.PROPOSEE.value)
    publication.projet_le = timezone.now() if montre else None
    publication.save()
    _record("projet", publication, auteur, montre=montre)


def find_confirmation(publication: models.Publication, personne: int) -> Confirmation:
    """Say who confirms, for somebody who would."""
    return choose_confirmation(
        personne,
        publication.proposee_par_id,
        parutions.list_validateurs(publication.espace),
        premiere=parutions.is_premiere(publication.espace),
    )


@transaction.atomic
def confirm(
    publication: models.Publication,
    fonction: str,
    auteur: Utilisateur,
    lue: int,
    signataire: str = "",
) -> models.Publication:
    """Make public what was proposed, in the name of a function; ask the team where it confirms."""
    voie = find_confirmation(publication, auteur.pk)
    if voie not in {Confirmation.ELLE, Confirmation.EQUIPE}:
        raise PublicationRefusee(UNE_AUTRE)
    take_version(publication, lue, etat=EtatPublication.PROPOSEE.value)
    publication.fonction, publication.signataire = fonction, signataire
    if voie is Confirmation.ELLE:
        return _publish(publication, auteur, auteur)
    deja, publication.equipe_le = publication.equipe_le, publication.equipe_le or timezone.now()
    publication.save()
    if deja is None:
        _record("demande", publication, auteur, fonction=fonction)
        _tell_equipe(publication)
    return publication


@transaction.atomic
def confirm_equipe(publication: models.Publication, auteur: Utilisateur, lue: int) -> None:
    """Confirm for the team what somebody alone asked for, in the name of who signed it."""
    take_version(publication, lue, etat=EtatPublication.PROPOSEE.value, equipe_le__isnull=False)
    _publish(publication, auteur, publication.proposee_par or auteur)


def _publish(
    publication: models.Publication, auteur: Utilisateur, deposant: Utilisateur
) -> models.Publication:
    """Make it public and feed the register; tell the body itself of its first one.

    The next one is reminded of, whether or not somebody described the scheme.
    """
    espace = publication.espace
    if refus := parutions.describe_publieur(espace).refus:
        raise PublicationRefusee(refus)
    premiere = parutions.is_premiere(espace)
    publication.etat = EtatPublication.PUBLIEE.value
    publication.validee_par, publication.publiee_le = auteur, timezone.now()
    publication.projet_le = publication.equipe_le = None
    if not publication.est_fictive:
        publication.depot = parutions.feed_registre(publication, deposant)
    publication.save()
    models.SchemaAdopte.objects.get_or_create(espace=espace, defaults={"modifie_par": auteur})
    ask_fichiers(publication.arretee)
    _record("parution", publication, auteur, fonction=publication.fonction)
    if premiere:
        _tell_organisme(publication)
    return publication


def _tell_organisme(publication: models.Publication) -> None:
    """Tell the body at the addresses that are known of it; the team where there is none."""
    adresses = parutions.list_adresses_connues(publication.espace)
    for destinataire in adresses or list_moderateurs(Operation.TRANCHER_PUBLICATION):
        tell_premiere(destinataire, publication, connue=bool(adresses))


def _tell_equipe(publication: models.Publication) -> None:
    for moderateur in list_moderateurs(Operation.TRANCHER_PUBLICATION):
        tell_a_trancher(moderateur, publication, equipe=True)


@transaction.atomic
def contest(publication: models.Publication, motif: str) -> None:
    """Put a publication on hold until the team decides: nobody reads its values meanwhile."""
    libre = {"etat": EtatPublication.PUBLIEE.value, "contestee_le__isnull": True}
    take_version(publication, publication.version, **libre)
    publication.contestee_le, publication.contestation = timezone.now(), motif
    publication.save()
    _record("contestation", publication, None)
    _tell_equipe(publication)
    for membre in _list_membres(publication.espace, Operation.PREPARER_PUBLICATION):
        tell_a_trancher(membre, publication, equipe=False)


def read_a_trancher() -> EnAttente:
    """Return how many wait for the team, and the page of the one that has waited most."""
    attendent = models.Publication.objects.pour_equipe()
    premiere = attendent.order_by(Coalesce("contestee_le", "equipe_le")).first()
    if premiere is None:
        return EnAttente(0)
    page = reverse("publication:trancher", args=[premiere.pk])
    return EnAttente(attendent.count(), premiere.contestee_le or premiere.equipe_le, page)


@transaction.atomic
def settle_contestation(
    publication: models.Publication, auteur: Utilisateur, lue: int, motif: str, *, tient: bool
) -> None:
    """Decide of a contest: it is public again, or a draft again, with the reason."""
    take_version(publication, lue, contestee_le__isnull=False)
    publication.contestee_le = None
    if tient:
        publication.save()
        _record("retablissement", publication, auteur)
        return
    autres = models.Publication.objects.filter(espace=publication.espace_id).ouvertes()
    if autres.exists():
        raise PublicationRefusee(DEJA_OUVERTE)
    publication.etat = EtatPublication.BROUILLON.value
    _unfreeze(publication)
    publication.publiee_le = publication.proposee_par = publication.proposee_le = None
    publication.renvoi = motif
    publication.save()
    _record("retrait", publication, auteur)
    for membre in _list_membres(publication.espace, Operation.PREPARER_PUBLICATION):
        tell_renvoyee(membre, publication)


@transaction.atomic
def note_mise_en_ligne(
    publication: models.Publication, adresse: str, jour: date, auteur: Utilisateur
) -> models.MiseEnLigne:
    mise = models.MiseEnLigne.objects.create(
        publication=publication, adresse=adresse, jour=jour, notee_par=auteur
    )
    _record("mise_en_ligne", publication, auteur, adresse=adresse)
    return mise


def write_constat(mise: models.MiseEnLigne, reponse: ReponseSonde) -> None:
    """Keep what a page answered; an address that is not asked stays to be checked by hand."""
    mise.constat = reponse.texte[:200]
    mise.repond = {EtatAdresse.VIVANT: True, EtatAdresse.MORT: False}.get(reponse.etat)
    mise.verifiee_le = timezone.now()
    mise.save(update_fields=["constat", "repond", "verifiee_le"])


@transaction.atomic
def add_erratum(
    publication: models.Publication, champs: Mapping[str, Any], auteur: Utilisateur
) -> models.Erratum:
    """Add a dated correction; what was published stays as it was.

    A value goes to the register too, as a deposit of whoever corrects it.
    """
    tenue = models.Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    erratum = models.Erratum.objects.create(publication=tenue, auteur=auteur, **champs)
    if erratum.valeur is not None and not tenue.est_fictive:
        tenue.depot = parutions.feed_registre(tenue, auteur)
        tenue.save(update_fields=["depot"])
    ask_fichiers(tenue.arretee)
    _record("erratum", tenue, auteur, texte=erratum.texte)
    return erratum


def _record(
    quoi: str, publication: models.Publication, auteur: Utilisateur | None, **details: Any
) -> None:
    record(
        f"publication.{quoi}",
        auteur=auteur,
        objet=publication,
        espace=publication.espace,
        details={"nom": f"{publication.debut} et {publication.annee}", **details},
    )


# --- The lines of a publication as pages show them, in words, each value with its proof ---


type Preuve = Callable[[ResultatAnnee], str]


def show_lignes(contenu: ContenuPublie, preuve: Preuve) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the lines in two tables, those of the law first; the second only if it has any."""
    groupes = ((LEGALES, contenu.legales), (AUTRES, contenu.autres))
    return [(titre, [_show(une, preuve) for une in lignes]) for titre, lignes in groupes if lignes]


def _draw(ligne: LignePubliee, resultat: ResultatAnnee) -> SafeString:
    """Draw a rate out of 100: only a target that it may be set beside has its mark."""
    if resultat.valeur is None or not is_taux(ligne.unite):
        return mark_safe("")
    barre = replace(place_resultat(ligne, resultat), unite="%", maximum=100)
    if ligne.find_ecart(resultat) is None:
        barre = replace(barre, cible=None, cible_dite="")
    cle = slugify(f"resultat-{ligne.cle}-{resultat.annee}")
    return mark_safe(draw_figure(cle, barre, mots=False))  # noqa: S308 - it escapes every text


def _place_cible(ligne: LignePubliee, bases: Sequence[Expression]) -> tuple[Expression, str]:
    """Return what a target is a share of, in words too: when nobody said, what all years count."""
    if ligne.cible is None or not is_taux(ligne.unite):
        return Expression.AUTRE, ""
    base, origine = ligne.cible_base, ligne.cible_origine
    if not (base or origine) and ligne.dernier and len(bases) == 1:
        base, origine = ligne.dernier.assise.base, ligne.dernier.origine
    if base == "nombre":
        return Expression.NOMBRE, PARTS_DE["nombre"]
    part = PARTS_DE.get("paye" if origine == Origine.PAYES else base or "")
    return (Expression.VALEUR, part) if part else (Expression.AUTRE, "(base non dite)")


def _show(ligne: LignePubliee, preuve: Preuve) -> dict[str, Any]:
    """Return a line in words: a row a base, so that contracts and euros are never set together.

    A row has a cell a year, empty where the year was counted on another base; `rang_cible` is the
    row of the target, whose base is said.
    """
    cellules = [_show_annee(ligne, resultat, preuve) for resultat in ligne.resultats]
    bases = list(dict.fromkeys(c["base"] for c in cellules if c["base"])) or [Expression.AUTRE]
    visee, part_de = _place_cible(ligne, bases)
    return {
        "cle": ligne.cle,
        "nom": ligne.nom,
        "cible": tell_cible(ligne, part_de),
        "rang_cible": bases.index(visee) if visee in bases else 0,
        "doute": tell_doute(ligne),
        "tendance": tell_tendance(ligne),
        "commentaire": ligne.commentaire,
        "resultats": cellules,
        "rangs": [
            (
                "" if base is Expression.AUTRE else base.libelle,
                [c if (c["base"] or bases[0]) is base else None for c in cellules],
            )
            for base in bases
        ],
    }


def _show_annee(ligne: LignePubliee, resultat: ResultatAnnee, preuve: Preuve) -> dict[str, Any]:
    """Return a year with what it was counted on, its gap, its proof.

    `marque` says that a year is not whole in what was read; `base` is None without a value.
    """
    precision, *details = tell_details_ligne(ligne, resultat) or [""]
    connue = resultat.valeur is not None
    return {
        "annee": resultat.annee,
        "base": resultat.expression if connue else None,
        "texte": tell_valeur(ligne, resultat),
        "dessin": _draw(ligne, resultat),
        "marque": typographie(resultat.marque),
        "precision": precision,
        "bornes": tell_bornes_courtes(resultat, ligne.unite),
        "details": details,
        "ecart": tell_ecart(ligne, resultat),
        "source": resultat.source,
        "preuve": preuve(resultat) if connue else "",
    }

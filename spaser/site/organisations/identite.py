"""Which organisation this is: its SIREN, its names, what pages read of it."""

import re
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils import timezone

from spaser.documents.francais import format_date, format_siren, pluriel
from spaser.elements import fold_mots, is_siren, is_siret
from spaser.moteur.referentiels import annuaire
from spaser.regles.droits import name_instance
from spaser.regles.nomenclatures import TypeStructure, tranche_habitants
from spaser.regles.rapprochements import Profil
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations import models

# --- Reads the SIREN that somebody types, or says which rule it breaks and how to mend it ---


_SEPARATEURS: Final = re.compile(r"[\s.\-  ]+")
_SIREN: Final = 9
_SIRET: Final = 14


class SirenRefuse(ValueError):
    """A number that is no SIREN; the message says why and what to do."""


def read_siren(texte: str) -> str:
    """Return the nine digits; a right SIRET gives those it begins with. SirenRefuse otherwise."""
    return read_numero(texte)[:_SIREN]


def read_numero(texte: str) -> str:
    """Return the digits of a right SIREN, or of a right SIRET. SirenRefuse otherwise."""
    numero = _SEPARATEURS.sub("", texte)
    if not numero:
        raise SirenRefuse("Indiquez le SIREN de l’organisation : neuf chiffres.")
    if not (numero.isascii() and numero.isdigit()):
        intrus = "".join(dict.fromkeys(c for c in numero if not ("0" <= c <= "9")))[:20]
        raise SirenRefuse(f"Un SIREN ne contient que des chiffres : retirez « {intrus} ».")
    if len(numero) == _SIRET:
        _check_siret(numero)
    else:
        _check(numero)
    return numero


def read_siren_cherche(texte: str) -> tuple[str, str]:
    """Return the SIREN looked for, or why what looks like one is not; nothing for a name."""
    if not any(c.isdigit() for c in texte) or any(c.isalpha() for c in texte):
        return "", ""
    try:
        return read_siren(texte), ""
    except SirenRefuse as refus:
        return "", str(refus)


def _check_siret(numero: str) -> None:
    if is_siret(numero):
        return
    _check(numero[:_SIREN])
    raise SirenRefuse(
        "La clé de ce SIRET, son dernier chiffre, est fausse. "
        f"Donnez seulement le SIREN, ses neuf premiers chiffres : {numero[:_SIREN]}."
    )


def _check(numero: str) -> None:
    if len(numero) < _SIREN:
        raise SirenRefuse(
            f"Ce numéro compte {len(numero)} chiffre{'s' if len(numero) > 1 else ''}, un SIREN en "
            "compte neuf. Complétez-le ; un zéro manque peut-être au début."
        )
    if len(numero) > _SIREN:
        raise SirenRefuse(
            f"Ce numéro compte {len(numero)} chiffres. Un SIREN en compte neuf, un SIRET quatorze. "
            "Retirez les chiffres en trop."
        )
    if not int(numero):
        raise SirenRefuse("Un SIREN ne peut pas être fait que de zéros. Recopiez le vôtre.")
    if not is_siren(numero):
        raise SirenRefuse(
            "La clé de contrôle, le neuvième chiffre, ne correspond pas aux huit autres : après "
            f"{numero[:3]} {numero[3:6]} {numero[6:8]}, elle vaudrait {_key(numero)} et non "
            f"{numero[-1]}. Cherchez un chiffre faux ou deux chiffres inversés."
        )


def _key(numero: str) -> str:
    return next(str(cle) for cle in range(10) if is_siren(f"{numero[:-1]}{cle}"))


# --- Who a SIREN is: an organisation of the site, or a buyer of the reference tables ---


NATURES: Final = {
    "region": TypeStructure.REGION,
    "departement": TypeStructure.DEPARTEMENT,
    "collectivite": TypeStructure.COLLECTIVITE,
    "commune": TypeStructure.COMMUNE,
    "CC": TypeStructure.EPCI,
    "CA": TypeStructure.EPCI,
    "CU": TypeStructure.EPCI,
    "METRO": TypeStructure.METROPOLE,
    "MET69": TypeStructure.METROPOLE,
    "EPT": TypeStructure.EPT,
}
LIMITE: Final = 20


@dataclass(frozen=True, slots=True)
class Identite:
    """What is known of a buyer; unknown is empty, never guessed."""

    siren: str
    nom: str
    type: str = ""
    code_region: str = ""
    codes_departement: tuple[str, ...] = ()
    population: int | None = None
    a_verifier: bool = False

    @property
    def siren_lisible(self) -> str:
        return format_siren(self.siren)

    @property
    def libelle_type(self) -> str:
        return TypeStructure(self.type).libelle if self.type else ""

    @property
    def profil(self) -> Profil:
        """Return what makes other buyers like it."""
        return Profil(
            self.type,
            "" if self.population is None else tranche_habitants(self.population),
            self.code_region,
            frozenset(self.codes_departement),
        )

    @property
    def lieu(self) -> str:
        noms = [f"{annuaire.name_departement(code)} ({code})" for code in self.codes_departement]
        return ", ".join([*noms, *filter(None, [annuaire.name_region(self.code_region)])])


def describe_siren(siren: str) -> Identite | None:
    """Return what is known of a SIREN; None when nobody here has heard of it."""
    organisation = models.Organisation.objects.filter(siren=siren).first()
    if organisation is not None:
        return identite_of_organisation(organisation)
    entite = annuaire.find_entite(siren)
    return identite_of(entite) if entite else None


def describe_espace(espace: models.Espace) -> Identite:
    """Return what is known of the buyer of a space; of a trial, what its owner said comes first."""
    if espace.organisation:
        return identite_of_organisation(espace.organisation)
    connue = describe_siren(espace.siren) or Identite(espace.siren, espace.nom)
    return replace(
        connue,
        nom=espace.nom,
        type=espace.type or connue.type,
        code_region=espace.code_region or connue.code_region,
    )


def find_instance(espace: models.Espace) -> str:
    return name_instance(describe_espace(espace).type)


def search_identites(texte: str, limite: int = LIMITE) -> list[Identite]:
    """Find buyers by SIREN or by words of a name: organisations of the site, then the tables."""
    try:
        trouvee = describe_siren(read_siren(texte))
    except SirenRefuse:
        return _search_names(texte, limite)
    return [trouvee] if trouvee else []


def filter_named(
    organisations: QuerySet[models.Organisation], texte: str
) -> QuerySet[models.Organisation]:
    """Keep the organisations whose name has words that begin like these."""
    for mot in fold_mots(texte).split():
        organisations = organisations.filter(nom_plie__contains=f" {mot}")
    return organisations


def _search_names(texte: str, limite: int) -> list[Identite]:
    if not fold_mots(texte):
        return []
    du_site = filter_named(_known_to_all(), texte)[:limite]
    identites = [
        *map(identite_of_organisation, du_site),
        *map(identite_of, annuaire.search_entites(texte, limite)),
    ]
    return _once(identites)[:limite]


def _known_to_all() -> QuerySet[models.Organisation]:
    """Leave out a name that somebody typed and nobody has confirmed."""
    a_verifier = models.IdentiteOrganisation.A_VERIFIER
    confirmees = models.Organisation.objects.exclude(identite=a_verifier)
    habitees = models.Organisation.objects.filter(
        identite=a_verifier, appartenances__etat=models.EtatAppartenance.ACTIVE
    )
    return (confirmees | habitees).distinct()


def _once(identites: Iterable[Identite]) -> list[Identite]:
    return list({identite.siren: identite for identite in reversed([*identites])}.values())[::-1]


def identite_of_organisation(organisation: models.Organisation) -> Identite:
    return Identite(
        siren=organisation.siren,
        nom=organisation.nom,
        type=organisation.type,
        code_region=organisation.code_region,
        codes_departement=tuple(organisation.codes_departement),
        population=organisation.population,
        a_verifier=organisation.est_a_verifier,
    )


def identite_of(entite: annuaire.Entite) -> Identite:
    return Identite(
        siren=entite.siren,
        nom=entite.nom,
        type=NATURES[entite.nature].value,
        code_region=entite.code_region,
        codes_departement=entite.codes_departement,
        population=entite.population,
    )


# --- A SIREN in an address: `<siren:siren>` ---


class ConvertisseurSiren(StringConverter):
    """Nine digits."""

    regex = "[0-9]{9}"


register_converter(ConvertisseurSiren, "siren")


# --- What pages read of organisations, always for a person, an organisation or the programme ---


# An administrator not seen for that long no longer counts as one who can answer.
ABSENCE: Final = timedelta(days=365)

# How many of the programme's last answers tell its delay; fewer than three tell nothing.
DELAI_SUR: Final = 20
DELAI_MIN: Final = 3


def list_appartenances(utilisateur: Utilisateur) -> QuerySet[models.Appartenance]:
    """Return this person's memberships, whatever their state."""
    siennes = models.Appartenance.objects.filter(utilisateur=utilisateur)
    return siennes.select_related("organisation").order_by("organisation__nom", "pk")


def list_demandes(utilisateur: Utilisateur) -> QuerySet[models.DemandeAdhesion]:
    siennes = models.DemandeAdhesion.objects.filter(
        utilisateur=utilisateur,
        etat__in=[models.EtatDemande.EN_ATTENTE, models.EtatDemande.REFUSEE],
    )
    return siennes.select_related("organisation").order_by("-creee_le", "-pk")


def list_espaces_essai(utilisateur: Utilisateur) -> QuerySet[models.Espace]:
    return models.Espace.objects.filter(proprietaire=utilisateur, essai_fini_le__isnull=True)


def list_essais_gardes(utilisateur: Utilisateur) -> QuerySet[models.Espace]:
    """Return the trials that this person kept, to read: her organisation had its own space."""
    return models.Espace.objects.filter(proprietaire=utilisateur, essai_fini_le__isnull=False)


def tell_garde(utilisateur: Utilisateur, organisation: models.Organisation) -> str:
    """Say that this person kept a trial beside the space of an organisation; empty when not."""
    if not list_essais_gardes(utilisateur).filter(siren=organisation.siren).exists():
        return ""
    return (
        f"L’espace de {organisation.nom} contenait déjà du travail : votre espace d’essai est "
        "gardé, en lecture, dans « Mon espace »."
    )


def find_sirens(numeros: Iterable[int | None]) -> dict[int | None, str]:
    """Return the SIREN of these spaces, asked of the database at once."""
    espaces = models.Espace.objects.filter(
        pk__in={numero for numero in numeros if numero is not None}
    )
    return dict(espaces.values_list("pk", "siren"))


def list_noms(numeros: Iterable[int]) -> dict[int, str]:
    """Return what these spaces are called, asked of the database at once."""
    espaces = models.Espace.objects.select_related("organisation").filter(pk__in=set(numeros))
    return {espace.pk: espace.nom for espace in espaces}


def list_partages_avec(utilisateur: Utilisateur) -> QuerySet[models.Espace]:
    return models.Espace.objects.filter(
        collegue__utilisateur=utilisateur, organisation=None, essai_fini_le__isnull=True
    ).select_related("proprietaire")


def list_siens(utilisateur: Utilisateur, siren: str) -> QuerySet[models.Espace]:
    """Return the trials of a SIREN that this person enters: her open one first, then a colleague's.

    Last come those that she kept.
    """
    siens = models.Espace.objects.filter(proprietaire=utilisateur) | list_partages_avec(utilisateur)
    sienne = Case(When(proprietaire=utilisateur, then=0), default=1)
    return siens.filter(siren=siren).order_by(
        F("essai_fini_le").desc(nulls_first=True), sienne, "-pk"
    )


def list_miens(utilisateur: Utilisateur) -> QuerySet[models.Espace]:
    siennes = models.Appartenance.objects.actives().filter(utilisateur=utilisateur)
    essais = list_espaces_essai(utilisateur) | list_partages_avec(utilisateur)
    siens = Q(organisation__in=siennes.values("organisation")) | Q(pk__in=essais.values("pk"))
    return models.Espace.objects.filter(siens).select_related("organisation")


def list_a_rejoindre(utilisateur: Utilisateur) -> QuerySet[models.Espace]:
    """Return the open trials of a person whose organisation she is not in yet."""
    ouverts = list_espaces_essai(utilisateur) | list_partages_avec(utilisateur)
    siennes = models.Appartenance.objects.filter(utilisateur=utilisateur)
    return ouverts.exclude(siren__in=siennes.values("organisation__siren"))


def describe_pour(utilisateur: Utilisateur | None, siren: str) -> Identite | None:
    """Return what is known of a SIREN: what this person said of it in her trial comes first."""
    essai = list_siens(utilisateur, siren).first() if utilisateur else None
    return describe_espace(essai) if essai else describe_siren(siren)


def is_vide(espace: models.Espace) -> bool:
    """Say whether nobody has worked in a space: no tool has a row there.

    Of a model that says which of its rows are work (`TRAVAIL`), the others do not count.
    """
    return not any(
        lien.related_model is not models.CollegueEssai
        and lien.related_model._base_manager.filter(  # noqa: SLF001 - Django's own name for it
            getattr(lien.related_model, "TRAVAIL", Q()), **{lien.field.name: espace}
        ).exists()
        for lien in models.Espace._meta.related_objects  # noqa: SLF001 - same
    )


def list_membres(organisation: models.Organisation) -> models.AppartenanceQuerySet:
    """Return the members, those who manage first; a closed account is not one."""
    membres = organisation.appartenances.filter(utilisateur__is_active=True)
    return membres.select_related("utilisateur", "organisation").order_by(
        "role", "utilisateur__nom", "utilisateur__prenom", "pk"
    )


def list_administrations(organisation: models.Organisation) -> QuerySet[models.Appartenance]:
    return organisation.appartenances.administrations().select_related("utilisateur")


def list_invitations(organisation: models.Organisation) -> QuerySet[models.Invitation]:
    return organisation.invitations.select_related("invitee_par", "organisation")


def list_demandes_recues(organisation: models.Organisation) -> QuerySet[models.DemandeAdhesion]:
    recues = organisation.demandes.filter(
        etat=models.EtatDemande.EN_ATTENTE, utilisateur__is_active=True
    )
    return recues.select_related("utilisateur", "organisation")


def orphelines() -> QuerySet[models.Organisation]:
    """Return the organisations that nobody manages, or only people not seen for a year."""
    administrations = models.Appartenance.objects.administrations()
    siennes = administrations.filter(organisation=OuterRef("pk"))
    presentes = siennes.filter(seen_since(timezone.now() - ABSENCE))
    return models.Organisation.objects.filter(~Exists(presentes))


def is_orpheline(organisation: models.Organisation) -> bool:
    """Say whether nobody manages this organisation."""
    return orphelines().filter(pk=organisation.pk).exists()


def list_demandes_programme() -> QuerySet[models.DemandeAdhesion]:
    """Return the requests that only the programme can answer: nobody manages the organisation."""
    en_attente = models.DemandeAdhesion.objects.filter(
        etat=models.EtatDemande.EN_ATTENTE, utilisateur__is_active=True
    )
    sans_reponse = Q(destinataire=models.Destinataire.PROGRAMME) | Q(organisation__in=orphelines())
    return en_attente.filter(sans_reponse).select_related("utilisateur", "organisation")


def tell_delai(depuis: datetime | None = None) -> str:
    """Say within how many days the team answers, by the day for what was asked on `depuis`.

    Then how long it took of late, from its own answers.
    """
    fixe = models.DelaiEquipe.objects.first()
    if fixe is None:
        return _tell_constate()
    delai = pluriel(fixe.jours, "jour")
    if depuis is None:
        return f"L’équipe du programme répond en {delai} au plus. {_tell_constate()}"
    terme = timezone.localdate(depuis) + timedelta(days=fixe.jours)
    passe = " Ce jour est passé : écrivez-lui." if terme < timezone.localdate() else ""
    return f"L’équipe du programme répond en {delai} au plus, le {format_date(terme)}.{passe}"


def _tell_constate() -> str:
    recues = models.DemandeAdhesion.objects.filter(
        destinataire=models.Destinataire.PROGRAMME, repondue_le__isnull=False
    ).exclude(etat=models.EtatDemande.RETIREE)
    dates = recues.order_by("-repondue_le").values_list("creee_le", "repondue_le")
    jours = [(reponse - envoi).days for envoi, reponse in dates[:DELAI_SUR] if reponse]
    if len(jours) < DELAI_MIN:
        return "L’équipe du programme n’a pas encore assez répondu pour annoncer un délai."
    median = statistics.median_high(jours)
    duree = "le jour même" if median == 0 else f"en {pluriel(median, 'jour')} ou moins"
    return f"D’ordinaire, l’équipe du programme répond {duree}, une fois sur deux."


def search_organisations(texte: str, etat: str) -> QuerySet[models.Organisation]:
    """Return the organisations of the site, for the programme; `etat` narrows the list."""
    organisations = orphelines() if etat == "orpheline" else models.Organisation.objects.all()
    if etat == models.IdentiteOrganisation.A_VERIFIER:
        organisations = organisations.filter(identite=models.IdentiteOrganisation.A_VERIFIER)
    actives = Q(
        appartenances__etat=models.EtatAppartenance.ACTIVE,
        appartenances__utilisateur__is_active=True,
    )
    trouvees = _filter_text(organisations, texte)
    return trouvees.annotate(nombre_membres=Count("appartenances", filter=actives)).order_by(
        "nom", "siren"
    )


def list_equipe() -> QuerySet[models.RoleProgramme]:
    tenus = models.RoleProgramme.objects.filter(utilisateur__is_active=True)
    return tenus.select_related("utilisateur").order_by("utilisateur__nom", "role", "pk")


def seen_since(instant: datetime) -> Q:
    """Keep memberships of people who have signed in, or signed up, since then."""
    return Q(utilisateur__last_login__gte=instant) | Q(
        utilisateur__last_login__isnull=True, utilisateur__inscrit_le__gte=instant
    )


def last_seen() -> Coalesce:
    return Coalesce("utilisateur__last_login", "utilisateur__inscrit_le")


def _filter_text(
    organisations: QuerySet[models.Organisation], texte: str
) -> QuerySet[models.Organisation]:
    try:
        return organisations.filter(siren=read_siren(texte))
    except SirenRefuse:
        return filter_named(organisations, texte)


# --- A gesture that the rules refuse ---


class GesteRefuse(Exception):
    """Says in French why, and what to do instead."""

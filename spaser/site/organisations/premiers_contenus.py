"""The demonstration's buyers and people, all of them plainly fictitious."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import timezone

from spaser.demonstration.territoire import ACHETEURS
from spaser.regles.droits import Role
from spaser.regles.nomenclatures import TypeStructure
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import make_lien
from spaser.site.organisations import models
from spaser.site.organisations.espaces import make_espace
from spaser.site.socle.journal import LienDemonstration

DOMAINE: Final = "demo.exemple"
AILLEURS: Final = "exemple.fr"
METROPOLE, DEPARTEMENT, REGION = (acheteur.siren for acheteur in ACHETEURS[:3])
_TYPES: Final = {
    METROPOLE: TypeStructure.METROPOLE,
    DEPARTEMENT: TypeStructure.DEPARTEMENT,
    REGION: TypeStructure.REGION,
}


@dataclass(frozen=True)
class Figurant:
    """Somebody of the demonstration; without SIREN, of the programme's team or of nowhere."""

    compte: str
    prenom: str
    role: Role | None
    siren: str = ""

    @property
    def courriel(self) -> str:
        return f"{self.compte}@{DOMAINE if self.role else AILLEURS}"


FIGURANTS: Final = (
    Figurant("moderation", "Maud", Role.MODERATION),
    Figurant("moderation-2", "Mael", Role.MODERATION),
    Figurant("animation", "Anouk", Role.ANIMATION),
    Figurant("administration", "Adama", Role.ADMINISTRATION, METROPOLE),
    Figurant("redaction", "Robin", Role.REDACTION, METROPOLE),
    Figurant("contribution", "Camille", Role.CONTRIBUTION, METROPOLE),
    Figurant("lecture", "Lou", Role.LECTURE, METROPOLE),
    Figurant("departement", "Dominique", Role.ADMINISTRATION, DEPARTEMENT),
    Figurant("sans-organisation", "Sacha", None),
)


def load_demonstration() -> None:
    """Record three buyers, a person for each role, the team, and a request that waits."""
    organisations = {siren: _load_organisation(siren) for siren in _TYPES}
    for organisation in organisations.values():
        make_espace(organisation)
    personnes = {figurant.compte: _load_personne(figurant) for figurant in FIGURANTS}
    for figurant in FIGURANTS:
        _load_role(figurant, personnes[figurant.compte], organisations.get(figurant.siren))
    # The region has nobody to answer: the programme does.
    models.DemandeAdhesion.objects.get_or_create(
        utilisateur=personnes["sans-organisation"],
        organisation=organisations[REGION],
        defaults={
            "role_souhaite": Role.REDACTION.value,
            "message": "Je prépare le schéma de la région (démonstration).",
            "destinataire": models.Destinataire.PROGRAMME,
        },
    )


def find_metropole() -> models.Espace | None:
    """Return the space that the demonstration fills."""
    return _find_espace(METROPOLE)


def find_departement() -> models.Espace | None:
    """Return the space of the demonstration whose scheme is adopted."""
    return _find_espace(DEPARTEMENT)


def find_figurant(compte: str) -> Utilisateur:
    courriel = next(figurant.courriel for figurant in FIGURANTS if figurant.compte == compte)
    return Utilisateur.objects.get(courriel=courriel)


def _find_espace(siren: str) -> models.Espace | None:
    return models.Espace.objects.filter(organisation__siren=siren).first()


def _load_organisation(siren: str) -> models.Organisation:
    nom = next(acheteur.nom for acheteur in ACHETEURS if acheteur.siren == siren)
    return models.Organisation.objects.get_or_create(
        siren=siren,
        defaults={
            "nom": nom,
            "type": _TYPES[siren].value,
            "identite": models.IdentiteOrganisation.VERIFIEE,
        },
    )[0]


def _load_personne(figurant: Figurant) -> Utilisateur:
    """Return an account without password: only the demonstration's links open it."""
    existante = Utilisateur.objects.filter(courriel=figurant.courriel).first()
    if existante:
        return existante
    utilisateur = Utilisateur.objects.create_user(figurant.courriel)
    utilisateur.prenom, utilisateur.nom = figurant.prenom, "Fictif"
    utilisateur.courriel_verifie_le = timezone.now()
    utilisateur.save()
    return utilisateur


def _load_role(
    figurant: Figurant, utilisateur: Utilisateur, organisation: models.Organisation | None
) -> None:
    if figurant.role is None:
        return
    if organisation is None:
        models.RoleProgramme.objects.get_or_create(
            utilisateur=utilisateur, role=figurant.role.value
        )
        return
    models.Appartenance.objects.get_or_create(
        utilisateur=utilisateur,
        organisation=organisation,
        defaults={"role": figurant.role.value, "verification": models.Verification.ADMINISTRATEUR},
    )


# --- Sign-in links of the demonstration, one for each role ---


_EQUIPE: Final = {
    Role.MODERATION: "registre:moderation",
    Role.ANIMATION: "organisations:programme",
}


def make_liens() -> list[LienDemonstration]:
    noms = dict(models.Organisation.objects.values_list("siren", "nom"))
    personnes = Utilisateur.objects.filter(is_active=True).in_bulk(
        [figurant.courriel for figurant in FIGURANTS], field_name="courriel"
    )
    return [
        LienDemonstration(
            _name(figurant, noms), make_lien(personnes[figurant.courriel], _find_travail(figurant))
        )
        for figurant in FIGURANTS
        if figurant.courriel in personnes
    ]


def _find_travail(figurant: Figurant) -> str:
    if figurant.siren:
        return reverse("accueil:accueil", args=[figurant.siren])
    if figurant.role is None:
        return reverse("organisations:rejoindre")
    return reverse(_EQUIPE[figurant.role])


def _name(figurant: Figurant, noms: dict[str, str]) -> str:
    role = figurant.role.libelle if figurant.role else "Sans organisation"
    lieu = noms.get(figurant.siren)
    return f"{role} – {lieu}" if lieu else role


CHARGEURS: Final = (("Organisations", "load_demonstration", load_demonstration),)

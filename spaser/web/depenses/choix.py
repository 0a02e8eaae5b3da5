"""What people decide of an account, of a line, of a supplier: kept, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from spaser.donnees.depenses.resultats.valeurs import FournisseurInconnu
from spaser.web.commun.versions import VersionDepassee, save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.depenses.demandes import ask_calcul
from spaser.web.depenses.models import ChoixGarde, ReclassementGarde
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

type Choisi = tuple[FournisseurInconnu, str, str]  # who, the decision, the number


@dataclass(frozen=True)
class Cible:
    """What is moved: an account by its number or a line by its hash, and how it is named."""

    portee: str
    cle: str
    libelle: str


def find_reclassement(espace: Espace, cible: Cible) -> ReclassementGarde | None:
    return ReclassementGarde.objects.filter(
        espace=espace, portee=cible.portee, cle=cible.cle
    ).first()


@transaction.atomic
def keep_reclassement(
    espace: Espace,
    cible: Cible,
    garde: ReclassementGarde | None,
    reponses: Mapping[str, str],
    auteur: Utilisateur,
) -> None:
    """Keep a move over what was said before; VersionDepassee when that changed meanwhile."""
    champs = {**reponses, "libelle": cible.libelle[:300], "auteur": auteur}
    if garde:
        save_version(garde, garde.version, **champs)
    else:
        _, nouveau = ReclassementGarde.objects.get_or_create(
            espace=espace, portee=cible.portee, cle=cible.cle, defaults=champs
        )
        if not nouveau:
            raise VersionDepassee
    record(
        "depenses.reclassement",
        auteur=auteur,
        espace=espace,
        details={"portee": cible.portee, "cle": cible.cle, "sens": reponses["sens"]},
    )
    ask_calcul(espace)


@transaction.atomic
def forget_reclassement(espace: Espace, garde: ReclassementGarde, auteur: Utilisateur) -> None:
    """Go back to the rule."""
    record(
        "depenses.reclassement_retire",
        auteur=auteur,
        objet=garde,
        espace=espace,
    )
    garde.delete()
    ask_calcul(espace)


@transaction.atomic
def keep_choix(espace: Espace, choisis: Sequence[Choisi], auteur: Utilisateur) -> None:
    """Keep what was decided about some suppliers; the figures are drawn again once."""
    for inconnu, decision, identifiant in choisis:
        ChoixGarde.objects.update_or_create(
            espace=espace,
            nom_plie=inconnu.nom_plie,
            code_postal=inconnu.code_postal or "",
            defaults={
                "nom": inconnu.nom[:300],
                "decision": decision,
                "identifiant": identifiant,
                "auteur": auteur,
            },
        )
    if choisis:
        record(
            "depenses.fournisseurs",
            auteur=auteur,
            espace=espace,
            details={"nombre": len(choisis)},
        )
        ask_calcul(espace)


@transaction.atomic
def forget_choix(espace: Espace, choix: ChoixGarde, auteur: Utilisateur) -> None:
    """Take a choice back: the supplier is unknown again."""
    record("depenses.choix_retire", auteur=auteur, objet=choix, espace=espace)
    choix.delete()
    ask_calcul(espace)

"""A publication that anybody reads, where it was posted; one that waits, one that is contested."""

from datetime import UTC, date, datetime
from decimal import Decimal

from spaser.regles.publication import ContenuPublie, LignePubliee, ResultatAnnee
from spaser.site.schema.models import MiseEnLigne, Publication, dump_contenu
from spaser.site.schema.publication.services import USAGE
from spaser.site.socle.jetons import make_jeton
from tests.transverses.site.liens import HEURE

D_UNE_PROPOSEE = ("montrer", "renvoyer", "valider")
D_UNE_PARUE = ("controler", "corriger", "mettre_en_ligne", "parue")


def _contenu(organisation, annee):
    resultats = tuple(ResultatAnnee(annee=a, valeur=Decimal(12)) for a in (annee - 1, annee))
    ligne = LignePubliee(
        cle="SOC-01", code="SOC-01", nom="Marchés", legal=True, unite="%", resultats=resultats
    )
    return dump_contenu(
        ContenuPublie(
            siren=organisation.siren,
            acheteur=organisation.nom,
            annees=(annee - 1, annee),
            lignes=(ligne,),
            calcule_le=date(2026, 11, 24),
        )
    )


def _publish(organisation, annee, etat, **champs):
    publication, neuve = Publication.objects.get_or_create(
        espace=organisation.espace,
        annee=annee,
        defaults={
            "debut": annee - 1,
            "etat": etat,
            "proposee_le": datetime(2026, 11, 24, tzinfo=UTC),
            **champs,
        },
    )
    if neuve:
        publication.arretee = organisation.espace.editions.create(
            nature="publication", titre="Résultats", contenu=_contenu(organisation, annee)
        )
        publication.save()
    return publication


def give(_monde, maison):
    organisation = maison.organisation
    parue = _publish(
        organisation,
        2023,
        "publiee",
        publiee_le=datetime(2026, 11, 24, tzinfo=UTC),
        fonction="la DGS",
    )
    proposee = _publish(organisation, 2025, "proposee")
    contestee = _publish(
        organisation,
        2021,
        "publiee",
        publiee_le=datetime(2026, 11, 24, tzinfo=UTC),
        contestee_le=datetime(2026, 11, 25, tzinfo=UTC),
        contestation="Ces chiffres ne sont pas les nôtres.",
        fonction="la DGS",
    )
    mise, _ = MiseEnLigne.objects.get_or_create(
        publication=parue,
        defaults={"adresse": "https://exemple.fr/", "jour": date(2026, 11, 24)},
    )
    return {
        "annee": parue.annee,
        ("publication:projet", "extension"): "json",
        ("publication:toutes", "extension"): "json",
        ("publication:fichier", "extension"): "json",
        **{(f"publication:{nom}", "pk"): proposee.pk for nom in D_UNE_PROPOSEE},
        **{(f"publication:{nom}", "pk"): parue.pk for nom in D_UNE_PARUE},
        ("publication:controler", "numero"): mise.pk,
        ("publication:trancher", "pk"): contestee.pk,
        ("publication:contester", "jeton"): make_jeton(USAGE, str(parue.pk), HEURE),
    }

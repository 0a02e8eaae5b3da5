"""A year that is closed, and another one that is being prepared."""

from datetime import UTC, date, datetime

from spaser.regles.indicateurs import EtatCible
from spaser.regles.point_annuel import ContenuPoint, LignePoint
from spaser.regles.publication import IndicateurAnnee, ResultatAnnee
from spaser.site.plan.models.cibles import ErratumPoint, PointAnnuel, dump_point

OUVERTE = 2025
CLOSE = 2023


def give(_monde, maison):
    organisation = maison.organisation
    indicateur = IndicateurAnnee(
        cle="SOC-01",
        code="SOC-01",
        nom="Marchés",
        legal=True,
        unite="%",
        resultat=ResultatAnnee(annee=CLOSE, valeur=12),
    )
    contenu = ContenuPoint(
        siren=organisation.siren,
        acheteur=organisation.nom,
        annee=CLOSE,
        jour=date(2024, 3, 4),
        lignes=(LignePoint(indicateur=indicateur, etat=EtatCible.INDECIS),),
    )
    point, neuf = PointAnnuel.objects.get_or_create(
        espace=organisation.espace,
        annee=CLOSE,
        defaults={"clos_le": datetime(2024, 3, 4, tzinfo=UTC)},
    )
    if neuf:
        point.arretee = organisation.espace.editions.create(
            nature="point_annuel", titre=str(point), contenu=dump_point(contenu)
        )
        point.save()
    ErratumPoint.objects.get_or_create(
        point=point, defaults={"cle": "SOC-01", "ancienne": 12, "nouvelle": 13, "motif": "Oubli."}
    )
    return {
        ("point_annuel:point", "annee"): OUVERTE,
        ("point_annuel:textes", "annee"): OUVERTE,
        ("point_annuel:clore", "annee"): OUVERTE,
        ("point_annuel:erratum", "annee"): CLOSE,
        ("redaction:point_annuel", "annee"): CLOSE,
        ("redaction:point_annuel", "extension"): "json",
    }

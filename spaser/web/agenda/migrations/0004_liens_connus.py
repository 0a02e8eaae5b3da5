"""Record the links that were signed before they had a row: registrations, calendars of accounts.

Their addresses stay what they were. The former version of the site reads none of these rows.
It goes by lots, so that whoever writes meanwhile waits for one only; run again, it goes on.
"""

from itertools import batched

from django.db import connection, migrations, transaction

_PAR = 500


def record_liens(apps, schema_editor):
    """Give its row to each registration that may be reached, and to each account that has a calendar."""
    LienPartage = apps.get_model("commun", "LienPartage")
    Inscription = apps.get_model("agenda", "Inscription")
    Utilisateur = apps.get_model("comptes", "Utilisateur")
    connus = Utilisateur.objects.filter(is_active=True, courriel_verifie_le__isnull=False)
    porteurs = dict(connus.values_list("courriel", "pk"))
    sans = Inscription.objects.filter(lien=None).exclude(courriel="")
    for inscriptions in batched(list(sans), _PAR):
        liens = [
            LienPartage(
                vue="agenda:mienne", porteur_id=porteurs.get(i.courriel), cree_le=i.demandee_le
            )
            for i in inscriptions
        ]
        with transaction.atomic(), connection.cursor() as curseur:
            donnes = zip(LienPartage.objects.bulk_create(liens), inscriptions, strict=True)
            curseur.executemany(
                "UPDATE agenda_inscription SET lien_id = %s WHERE id = %s",
                [(lien.pk, inscription.pk) for lien, inscription in donnes],
            )
    deja = LienPartage.objects.filter(vue="agenda:mon_agenda").values("porteur")
    for comptes in batched(list(connus.exclude(pk__in=deja)), _PAR):
        LienPartage.objects.bulk_create(
            LienPartage(
                vue="agenda:mon_agenda", porteur=compte, cree_par=compte, cree_le=compte.inscrit_le
            )
            for compte in comptes
        )


class Migration(migrations.Migration):
    atomic = False  # one transaction for all would hold the base for as long
    dependencies = [
        ("agenda", "0003_liens"),
        ("commun", "0005_liens"),
        ("comptes", "0002_cles_et_codes_de_secours"),
    ]

    operations = [migrations.RunPython(record_liens, migrations.RunPython.noop)]

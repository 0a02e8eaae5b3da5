"""Record the links that were signed before they had a row: registrations, calendars of accounts.

Their addresses stay what they were. The former version of the site reads none of these rows.
"""

from itertools import batched

from django.db import migrations

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
        liens = LienPartage.objects.bulk_create(
            LienPartage(
                vue="agenda:mienne", porteur_id=porteurs.get(i.courriel), cree_le=i.demandee_le
            )
            for i in inscriptions
        )
        for inscription, lien in zip(inscriptions, liens, strict=True):
            inscription.lien = lien
        Inscription.objects.bulk_update(inscriptions, ["lien"])
    deja = LienPartage.objects.filter(vue="agenda:mon_agenda").values("porteur")
    LienPartage.objects.bulk_create(
        LienPartage(
            vue="agenda:mon_agenda", porteur=compte, cree_par=compte, cree_le=compte.inscrit_le
        )
        for compte in connus.exclude(pk__in=deja)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0003_liens"),
        ("commun", "0005_liens"),
        ("comptes", "0002_cles_et_codes_de_secours"),
    ]

    operations = [migrations.RunPython(record_liens, migrations.RunPython.noop)]

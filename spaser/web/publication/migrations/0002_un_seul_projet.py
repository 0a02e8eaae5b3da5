from typing import Any

from django.db import migrations

CORRIGE = "Point annuel, corrigé"


def join_projets(apps, schema_editor):
    """Keep one draft a space, the one that pages showed, with the words of the others."""
    publications = apps.get_model("publication", "Publication").objects
    ouvertes = publications.exclude(etat="publiee").order_by("-annee", "-pk")
    gardes: dict[int, Any] = {}
    for une in sorted(ouvertes, key=lambda une: une.etat != "proposee"):
        garde = gardes.setdefault(une.espace_id, une)
        if garde is une:
            continue
        take_textes(garde, une)
        une.delete()


def take_textes(garde, autre):
    """Give a draft the words that it lacks."""
    garde.presentation = garde.presentation or autre.presentation
    garde.methode = garde.methode or autre.methode
    garde.commentaires = {**autre.commentaires, **garde.commentaires}
    garde.save(update_fields=["presentation", "methode", "commentaires"])


def drop_notes(apps, schema_editor):
    """Take out of what was frozen the notes of a value, that were meant for the space alone."""
    for une in apps.get_model("publication", "Publication").objects.exclude(contenu={}):
        for ligne in une.contenu.get("lignes", ()):
            for resultat in ligne["resultats"]:
                if not resultat.get("source", "").startswith(CORRIGE):
                    resultat["commentaire"] = ""
        une.save(update_fields=["contenu"])


def add_schemas(apps, schema_editor):
    """Let the next publication of a space be reminded of."""
    schemas = apps.get_model("publication", "SchemaAdopte").objects
    parues = apps.get_model("publication", "Publication").objects.filter(etat="publiee")
    for espace in sorted({une.espace_id for une in parues}):
        schemas.get_or_create(espace_id=espace)


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]

    operations = [
        migrations.RunPython(join_projets, migrations.RunPython.noop),
        migrations.RunPython(drop_notes, migrations.RunPython.noop),
        migrations.RunPython(add_schemas, migrations.RunPython.noop),
    ]

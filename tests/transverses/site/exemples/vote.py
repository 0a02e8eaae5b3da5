"""A text that was sent to the vote, with the file that it has from the start."""

from datetime import date

from spaser.documents.schema.engagements import ActionEcrite, AxeEcrit
from spaser.documents.schema.vote import SchemaVote, dump_schema
from spaser.site.espace.models import EditionArretee, FichierArrete
from spaser.site.schema.models import EditionSchema
from spaser.site.schema.vote.fichiers import FORMAT_OUVERT


def give(_monde, maison):
    espace = maison.organisation.espace
    edition = EditionSchema.objects.filter(espace=espace).first()
    if edition is None:
        schema = SchemaVote(
            siren=espace.siren,
            acheteur=espace.nom,
            type="metropole",
            jour=date(2026, 12, 1),
            axes=(
                AxeEcrit(
                    code="AXE-1",
                    titre="Une place à chacun",
                    actions=(ActionEcrite(code="A-1", titre="Réserver un lot"),),
                ),
            ),
        )
        arretee = EditionArretee.objects.create(
            espace=espace, nature="schema", titre="Schéma", contenu=dump_schema(schema)
        )
        FichierArrete.objects.create(edition=arretee, nom=FORMAT_OUVERT, octets=b"{}")
        edition = EditionSchema.objects.create(
            espace=espace,
            arretee=arretee,
            longueur="courant",
            assemblee="conseil",
            corps="metropole",
        )
    return {
        **{(f"vote:{nom}", "pk"): edition.pk for nom in D_UNE_EDITION},
        ("vote:fichier", "nom"): "schema-spaser",
        ("vote:fichier", "extension"): "json",
    }


D_UNE_EDITION = ("edition", "retour", "noter", "dossier", "fichier")

"""A workshop of which a step was shown and another is to come."""

from uuid import UUID

from spaser.site.entourage.ateliers import services
from spaser.site.entourage.models.ateliers import Atelier
from spaser.site.organisations.models import Appartenance


def give(_monde, maison):
    espace = maison.organisation.espace
    membre = Appartenance.objects.get(pk=maison.membre).utilisateur
    atelier = Atelier.objects.filter(espace=espace, gabarit="marche").first()
    if atelier is None:
        lignes = [("", "Nettoyage de locaux"), ("", "Repas des écoles")]
        atelier = services.prepare_atelier(espace, "marche", "Marchés à relire", lignes, membre)
        etape = atelier.etapes.first()
        services.drive(atelier, "ouvrir", etape.pk, membre)
        participant = services.join_atelier(atelier, "Ada")
        choix = {str(etape.lignes.first().pk): "1"}
        services.cast_vote(etape.pk, participant, UUID(int=1), choix)
        services.drive(atelier, "montrer", etape.pk, membre)
    etape = atelier.etapes.last()
    noms = "atelier geste ecran suivi ligne papier bulletins resultats export rapport".split()
    return {
        "gabarit": "priorites",
        ("ateliers:participer", "code"): atelier.code,
        ("ateliers:etat", "code"): atelier.code,
        **{(f"ateliers:{nom}", "pk"): atelier.pk for nom in noms},
        **{(f"ateliers:{nom}", "numero"): etape.pk for nom in ("ligne", "papier")},
        **{(f"ateliers:{nom}", "extension"): "docx" for nom in ("bulletins", "rapport")},
    }

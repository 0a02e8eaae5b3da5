"""A workshop of which a step was shown and another is to come."""

from uuid import UUID

from spaser.regles.ateliers import find_gabarit
from spaser.site.entourage.ateliers import services
from spaser.site.entourage.models.ateliers import Atelier
from spaser.site.organisations.models import Appartenance


def give(_monde, maison):
    espace = maison.organisation.espace
    membre = Appartenance.objects.get(pk=maison.membre).utilisateur
    atelier = Atelier.objects.filter(espace=espace, gabarit="marche").first()
    if atelier is None:
        lignes = [("", "Nettoyage de locaux"), ("", "Repas des écoles")]
        gabarit = find_gabarit("marche")
        atelier = services.prepare_atelier(espace, gabarit, "Marchés à relire", lignes, membre)
        services.drive(atelier, "ouvrir", 0, membre)
        participant = services.join_atelier(atelier)
        services.cast_vote(0, participant, UUID(int=1), {"0-0": "1"})
        services.drive(atelier, "montrer", 0, membre)
    noms = "atelier geste ecran suivi ligne papier document resultats export".split()
    return {
        "gabarit": "priorites",
        ("ateliers:participer", "code"): atelier.code,
        ("ateliers:etat", "code"): atelier.code,
        **{(f"ateliers:{nom}", "pk"): atelier.pk for nom in noms},
        **{(f"ateliers:{nom}", "numero"): 1 for nom in ("ligne", "papier")},
        ("ateliers:document", "nom"): "bulletins",
        ("ateliers:document", "extension"): "docx",
    }

"""What the demonstration shows of the people around a buyer."""

from typing import Any
from uuid import UUID

from spaser.regles.ateliers import find_gabarit
from spaser.site.comptes.models import Utilisateur
from spaser.site.entourage.ateliers import services
from spaser.site.entourage.echanges import Plume, list_plumes, write_echange
from spaser.site.entourage.groupes import write_chose
from spaser.site.entourage.models.ateliers import Atelier
from spaser.site.entourage.models.echanges import EchangePublic, Qualite
from spaser.site.entourage.models.groupes import Billet, GroupeAcheteurs, TacheGroupe
from spaser.site.organisations.models import Espace


def add_echange(
    auteur: Utilisateur,
    dits: dict[str, Any],
    question: EchangePublic | None = None,
    groupe: GroupeAcheteurs | None = None,
) -> EchangePublic:
    plume = next(iter(list_plumes(auteur, equipe=False)), Plume(Qualite.PROGRAMME))
    return write_echange(auteur, plume, dits, question=question, groupe=groupe)


def add_billet(groupe: GroupeAcheteurs, auteur: Utilisateur, dits: dict[str, Any]) -> None:
    write_chose(Billet(groupe=groupe, auteur=auteur), auteur, dits)


def add_tache(
    groupe: GroupeAcheteurs, auteur: Utilisateur, dits: dict[str, Any], pour: str = ""
) -> None:
    """Add what is to be done; `pour` names a member by her address."""
    qui = groupe.membres.filter(personne__courriel=pour).first()
    write_chose(TacheGroupe(groupe=groupe, qui=qui), auteur, dits)


def prepare_demonstration(
    espace: Espace, gabarit: str, titre: str, lignes: int, auteur: Utilisateur
) -> Atelier:
    """Prepare a workshop on the first lines that its template finds in the space."""
    modele = find_gabarit(gabarit)
    assert modele is not None  # noqa: S101 - a test plays the scene
    sources = services.list_sources_atelier(espace, modele)
    lues = sources[0][1][:lignes] if sources else []
    return services.prepare_atelier(espace, gabarit, titre, lues, auteur)


def hold_demonstration(
    atelier: Atelier, votes: tuple[tuple[str, ...], ...], auteur: Utilisateur
) -> None:
    """Hold a workshop whole; `votes` gives the level of each line, person after person."""
    etape = atelier.etapes.get()
    services.drive(atelier, "ouvrir", etape.pk, auteur)
    lignes = [str(ligne.pk) for ligne in etape.lignes.all()]
    for rang, niveaux in enumerate(votes, start=1):
        participant = services.join_atelier(atelier, "")
        dits = dict(zip(lignes, niveaux, strict=True))
        services.cast_vote(etape.pk, participant, UUID(int=rang), dits)
    services.drive(atelier, "montrer", etape.pk, auteur)
    services.drive(atelier, "terminer", 0, auteur)

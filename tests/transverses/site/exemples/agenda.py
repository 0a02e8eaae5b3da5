"""An event that comes, and somebody who has not confirmed yet."""

from spaser.site.espace.discussions import list_partages, open_sien
from spaser.site.rencontres.agenda.evenements import CONFIRMER, MIEN, MIENNE
from spaser.site.rencontres.models import Evenement, Inscription
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription
from tests.transverses.site.liens import part_of

D_UN_EVENEMENT = (
    "evenement evenement_calendrier inscrire demandee tenir modifier acces suites annuler ecrire "
    "changer_etat presences lire_presences ajouter_presence deplacer exporter"
).split()


def give(monde, _maison):
    evenement = Evenement.objects.first() or make_evenement()
    demande = _find("a_confirmer") or make_inscription(evenement, etat="a_confirmer")
    inscription = _find("inscrite") or make_inscription(evenement, "noe@exemple.fr")
    return {
        **{(f"agenda:{nom}", "code"): evenement.code for nom in D_UN_EVENEMENT},
        ("agenda:deplacer", "pk"): inscription.pk,
        ("agenda:confirmer", "signature"): part_of(CONFIRMER.path_of(demande)),
        ("agenda:mienne", "signature"): part_of(MIENNE.path_of(inscription)),
        ("agenda:mienne_calendrier", "signature"): part_of(MIENNE.path_of(inscription)),
        **_give_calendrier(monde.seule),
    }


def _give_calendrier(personne):
    lien = list_partages(MIEN).filter(porteur=personne).first()
    if lien is None:
        open_sien(MIEN, personne)
        lien = list_partages(MIEN).get(porteur=personne)
    return {
        ("agenda:mon_agenda", "signature"): MIEN.path_of(lien).split("/")[-2],
        ("commun:creer_lien", "code"): MIEN.code,
        ("commun:renouveler_lien", "pk"): lien.pk,
        ("commun:retirer_lien", "pk"): lien.pk,
    }


def _find(etat):
    return Inscription.objects.filter(etat=etat).first()

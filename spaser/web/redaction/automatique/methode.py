"""How the scheme was prepared: read from what each tool keeps of who did what, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from spaser.documents.francais import format_date, pluriel
from spaser.documents.schema.methode import EtapeFaite, Preparation, write_methode
from spaser.documents.schema.voix import is_adressee
from spaser.metier.approches import load_approches
from spaser.web.acteurs.selectors import list_echanges
from spaser.web.diagnostic.models import ChoixApproche
from spaser.web.organisations.models import Espace
from spaser.web.redaction.sujet import Manque, Remplissage, Sujet


def write_preparation(sujet: Sujet) -> Remplissage:
    """Return what is known of the preparation; outside a space nothing is."""
    espace = sujet.espace
    if espace is None:
        return Remplissage()
    choix = sujet.choix
    consultes = _list_consultes(espace) if "acteurs" not in sujet.eteints else {}
    preparation = Preparation(
        approche=sujet.approche.libelle if sujet.approche else "",
        resume=load_approches().find(sujet.approche).resume if sujet.approche else "",
        raison=choix.raison if choix and not is_adressee(choix.raison) else "",
        participants=tuple(_list_participants(sujet, consultes)),
        etapes=tuple(_list_etapes(sujet, choix, consultes)),
    )
    manques: list[Manque] = []
    if choix is None:
        adresse = reverse("diagnostic:approche", args=[sujet.siren])
        manques.append(Manque("L’approche n’est pas choisie.", "Choisir l’approche", adresse))
    return Remplissage(write_methode(preparation), tuple(manques))


def _list_consultes(espace: Espace) -> dict[str, list[date]]:
    """Return the days of the contacts with each stakeholder, by its name; nobody is named."""
    consultes: dict[str, list[date]] = {}
    for nom, jour in list_echanges(espace).order_by("jour").values_list("acteur__nom", "jour"):
        consultes.setdefault(nom, []).append(jour)
    return consultes


def _list_participants(sujet: Sujet, consultes: dict[str, list[date]]) -> Iterator[str]:
    for campagne in sujet.figees:
        voix = campagne.nb_reponses
        ont = "personne ou groupe a" if voix == 1 else "personnes ou groupes ont"
        if voix:
            yield f"{voix} {ont} répondu à l’autodiagnostic « {campagne.titre} »."
    if consultes:
        noms = sorted(consultes, key=str.casefold)
        ont = "acteur a été consulté" if len(noms) == 1 else "acteurs ont été consultés"
        yield f"{len(noms)} {ont} : {' ; '.join(noms)}."


def _list_etapes(
    sujet: Sujet, choix: ChoixApproche | None, consultes: dict[str, list[date]]
) -> Iterator[EtapeFaite]:
    for campagne in sujet.figees:
        yield EtapeFaite(campagne.jour, f"autodiagnostic « {campagne.titre} »")
    gardee = sujet.gardee
    if gardee:
        jour = timezone.localdate(gardee.conclue_le)
        yield EtapeFaite(jour, f"réponse sur l’obligation d’adopter un schéma ({gardee.annee})")
    if choix:
        yield EtapeFaite(timezone.localdate(choix.choisie_le), "choix de l’approche")
    depenses = sujet.depenses
    if depenses and depenses.annees and depenses.calcul and depenses.calcul.calcule_le:
        jour = timezone.localdate(depenses.calcul.calcule_le)
        annees = ", ".join(map(str, sorted(depenses.annees)))
        yield EtapeFaite(jour, f"lecture des dépenses payées ({annees})")
    jours = sorted(jour for siens in consultes.values() for jour in siens)
    if jours:
        texte = f"{pluriel(len(jours), 'échange')} avec des acteurs du territoire"
        suite = f", jusqu’au {format_date(jours[-1])}" if jours[-1] != jours[0] else ""
        yield EtapeFaite(jours[0], f"{texte}{suite}")

"""A scheme goes to the vote: frozen, taken back, voted, amended, made public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from spaser.documents.schema.vote import (
    EcartTexte,
    SchemaVote,
    compare_schemas,
    compare_valeurs,
    dump_schema,
)
from spaser.regles import etats_schema
from spaser.regles.etats_schema import EtatEdition, EtatSchema
from spaser.regles.format_spaser import Spaser11, encode_spaser
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.editions import ask_fichiers
from spaser.site.espace.models import FichierArrete, NatureEdition
from spaser.site.organisations.models import Espace
from spaser.site.schema.models import Amendement, EditionSchema, Moment, SchemaAdopte
from spaser.site.schema.publication.parutions import find_schema_adopte
from spaser.site.schema.redaction.composition import find_charte
from spaser.site.schema.redaction.format_ouvert import gather_spaser
from spaser.site.schema.redaction.services import read_schema, say_moment
from spaser.site.schema.vote.fichiers import FORMAT_OUVERT
from spaser.site.schema.vote.recueil import count_pret, gather_vote
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, save_version, take_version

TITRE: Final = "Schéma {annees}"


class VoteRefuse(Exception):
    """What cannot be sent to the vote, or told of it; says why and what to do."""


class AVoter(NamedTuple):
    """What would be frozen now: the scheme, what stops it, what a reader would miss."""

    schema: SchemaVote
    refus: list[str]
    manques: list[tuple[str, str]]


def read_a_voter(espace: Espace) -> AVoter:
    lu = read_schema(espace)
    schema = gather_vote(espace, lu)
    pret = count_pret(lu, schema)
    return AVoter(schema, etats_schema.list_refus_vote(pret), etats_schema.list_manques_vote(pret))


def list_editions_schema(espace: Espace) -> QuerySet[EditionSchema]:
    return EditionSchema.objects.filter(espace=espace).select_related("arretee", "precedente")


def read_etat_schema(espace: Espace, edition: EditionSchema | None = None) -> EtatSchema:
    """Return where the scheme of a space stands, or an edition that another replaced."""
    if edition and edition.etat == EtatEdition.REMPLACEE:
        return EtatSchema.REMPLACE
    etats = {EtatEdition(e) for e in list_editions_schema(espace).values_list("etat", flat=True)}
    adopte = find_schema_adopte(espace)
    return etats_schema.find_etat_schema(
        etats, adopte.adopte_le if adopte else None, adopte.rendu_public_le if adopte else None
    )


@dataclass(frozen=True)
class _Texte:
    """What is about to be frozen, read before anything is held: it takes a second or more."""

    schema: SchemaVote
    ouvert: bytes


def _read_texte(espace: Espace, devant: str = "") -> _Texte:
    lu = read_schema(espace)
    schema = gather_vote(espace, lu)
    if refus := etats_schema.list_refus_vote(count_pret(lu, schema)):
        raise VoteRefuse(devant + refus[0])
    return _Texte(schema, encode_spaser(_keep_decided(gather_spaser(espace, lu), schema)))


def _keep_decided(ouvert: Spaser11, schema: SchemaVote) -> Spaser11:
    """Leave out what no paper holds: actions abandoned or without axis, steps before the vote."""
    axes, actions = {axe.code for axe in schema.axes}, {action.code for action in schema.actions}
    jours = {jalon.jour.isoformat() for jalon in schema.jalons}
    dit = ouvert.schema
    return replace(
        ouvert,
        schema=replace(
            dit,
            axes=tuple(axe for axe in dit.axes if axe.code in axes),
            actions=tuple(action for action in dit.actions if action.code in actions),
            calendrier=tuple(etape for etape in dit.calendrier if etape.jour in jours),
        ),
    )


def send_to_vote(espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur) -> EditionSchema:
    """Freeze words, plan, figures and targets; their files are made aside.

    VersionDepassee when somebody did it meanwhile: nothing is frozen twice.
    """
    texte = _read_texte(espace)
    with transaction.atomic():
        espace.hold()
        if list_editions_schema(espace).filter(etat=EtatEdition.A_VOTER.value).exists():
            raise VersionDepassee
        return _freeze(espace, texte, champs, auteur, "envoi")


def _freeze(
    espace: Espace, texte: _Texte, champs: Mapping[str, Any], auteur: Utilisateur, geste: str
) -> EditionSchema:
    arretee = espace.editions.create(
        nature=NatureEdition.SCHEMA.value,
        titre=TITRE.format(annees=texte.schema.annees).strip(),
        contenu=dump_schema(texte.schema),
        charte=msgspec.to_builtins(find_charte(espace)),
        arretee_par=auteur,
    )
    FichierArrete.objects.create(edition=arretee, nom=FORMAT_OUVERT, octets=texte.ouvert)
    edition = EditionSchema.objects.create(
        espace=espace, arretee=arretee, notee_par=auteur, **champs
    )
    ask_fichiers(arretee)
    _record(geste, edition, auteur)
    return edition


@transaction.atomic
def take_back(edition: EditionSchema, raison: str, auteur: Utilisateur, lue: int) -> None:
    """Go back to work, in writing: what was frozen stays to be read."""
    take_version(edition, lue, etat=EtatEdition.A_VOTER.value)
    edition.etat, edition.retour = EtatEdition.RETIREE.value, raison
    edition.save()
    _record("retour", edition, auteur, raison=raison)


def record_vote(
    edition: EditionSchema,
    dit: etats_schema.VoteDit,
    amendements: Sequence[tuple[str, str]],
    auteur: Utilisateur,
    lue: int,
) -> EditionSchema:
    """Keep the vote; with amendments, freeze the text as it was adopted beside the one sent.

    Raises:
        VersionDepassee: somebody told it meanwhile.
        VoteRefuse: the amended text would decide nothing.
    """
    espace = edition.espace
    texte = _read_texte(espace, "Le vote n’est pas noté. ") if amendements else None
    with transaction.atomic():
        espace.hold()
        take_version(edition, lue, etat=EtatEdition.A_VOTER.value)
        list_editions_schema(espace).filter(etat=EtatEdition.ADOPTEE.value).update(
            etat=EtatEdition.REMPLACEE.value
        )
        vote = asdict(dit) | {"etat": EtatEdition.ADOPTEE.value}
        vote["votee_le"] = vote.pop("jour")
        if texte is None:
            adoptee = _adopt(edition, vote, auteur)
        else:
            adoptee = _amend(edition, texte, vote, amendements, auteur)
        fin = adoptee.read_schema().fin
        dernier = date(fin, 12, 31) if fin else None
        _say_adopte(espace, auteur, adopte_le=dit.jour, rendu_public_le=None, fin=dernier)
        say_moment(espace, Moment.ADOPTE, auteur)
        _record("vote", adoptee, auteur, numero=dit.numero)
    return adoptee


@transaction.atomic
def correct_vote(
    edition: EditionSchema, dit: etats_schema.VoteDit, auteur: Utilisateur, lue: int
) -> None:
    """Mend what was told of the vote of an adopted text, whose words and files stay as they are.

    Raises:
        VersionDepassee: somebody changed it meanwhile, or it is adopted no more.
    """
    edition.espace.hold()
    take_version(edition, lue, etat=EtatEdition.ADOPTEE.value)
    dits = asdict(dit)
    jour = dits.pop("jour")
    _adopt(edition, dits | {"votee_le": jour}, auteur)
    _say_adopte(edition.espace, auteur, adopte_le=jour)
    _record("correction", edition, auteur, numero=dit.numero)


def _say_adopte(espace: Espace, auteur: Utilisateur, **champs: date | None) -> None:
    """Write what a vote says of the adopted scheme: a form that was read before is out of date."""
    adopte, _ = SchemaAdopte.objects.get_or_create(espace=espace, defaults={"modifie_par": auteur})
    save_version(adopte, adopte.version, modifie_par=auteur, **champs)


def _adopt(edition: EditionSchema, vote: Mapping[str, Any], auteur: Utilisateur) -> EditionSchema:
    for nom, valeur in vote.items():
        setattr(edition, nom, valeur)
    edition.notee_par = auteur
    edition.save()
    return edition


def _amend(
    edition: EditionSchema,
    texte: _Texte,
    vote: Mapping[str, Any],
    amendements: Sequence[tuple[str, str]],
    auteur: Utilisateur,
) -> EditionSchema:
    edition.etat = EtatEdition.AMENDEE.value
    edition.save()
    Amendement.objects.bulk_create(
        Amendement(edition=edition, auteur=qui, texte=change) for qui, change in amendements
    )
    repris = {nom: getattr(edition, nom) for nom in ("longueur", "seance", "assemblee", "corps")}
    champs = {**repris, **vote, "precedente": edition}
    return _freeze(edition.espace, texte, champs, auteur, "amendement")


def list_numeros(edition: EditionSchema) -> dict[str, date]:
    """Return the days of the other votes of a space, by the number of their deliberation."""
    votes = list_editions_schema(edition.espace).exclude(votee_le=None).exclude(pk=edition.pk)
    lus = votes.values_list("numero", "votee_le")
    return etats_schema.fold_numeros({numero: jour for numero, jour in lus if jour})


class Depuis(NamedTuple):
    """What would differ if the text were frozen now: words, then figures of the data."""

    mots: list[EcartTexte]
    valeurs: list[EcartTexte]


def compare_now(edition: EditionSchema) -> Depuis:
    present = gather_vote(edition.espace, read_schema(edition.espace))
    arrete = edition.read_schema()
    return Depuis(compare_schemas(arrete, present), compare_valeurs(arrete, present))


def list_amendes(edition: EditionSchema) -> list[EcartTexte]:
    """Return what amendments changed: the text sent beside the one adopted."""
    envoyee = edition.precedente
    return compare_schemas(envoyee.read_schema(), edition.read_schema()) if envoyee else []


def _record(quoi: str, edition: EditionSchema, auteur: Utilisateur, **details: Any) -> None:
    record(
        f"vote.{quoi}",
        auteur=auteur,
        objet=edition,
        espace=edition.espace,
        details={"nom": edition.arretee.titre, **details},
    )

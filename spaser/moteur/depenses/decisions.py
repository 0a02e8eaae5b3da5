"""What people decided about suppliers, accounts and lines, applied to every extract alike."""

from dataclasses import dataclass, field
from typing import Final, Literal, Self

import duckdb
import msgspec

from spaser.elements import fold_mots, is_siren, is_siret
from spaser.moteur.depenses.modele import ErreurDepenses, EtatLigne

type Decision = Literal["identifiant", "particulier", "hors_achats"]

_SIREN: Final = 9


class ChoixTiers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A supplier as the extract names it, and who it is. Without postcode: wherever it is."""

    nom: str  # folded
    code_postal: str | None = None
    decision: Decision = "identifiant"
    identifiant: str | None = None  # a SIREN or a SIRET

    @property
    def siren(self) -> str | None:
        return (self.identifiant or "")[:_SIREN] or None

    @property
    def siret(self) -> str | None:
        return self.identifiant if len(self.identifiant or "") > _SIREN else None


class TableChoix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    choix: tuple[ChoixTiers, ...] = ()

    def decide(self, choix: ChoixTiers) -> Self:
        """Return the same with one more choice; a former one on the same supplier is replaced."""
        nom = fold_mots(choix.nom)
        if not nom:
            raise ErreurDepenses("Un choix porte sur un fournisseur qui a un nom.")
        identifiant = (choix.identifiant or "").replace(" ", "")
        if choix.decision == "identifiant" and not (is_siren(identifiant) or is_siret(identifiant)):
            raise ErreurDepenses(
                f"« {choix.identifiant or ''} » n’est ni un SIREN ni un SIRET.",
                "Un SIREN a 9 chiffres, un SIRET 14 : recopiez-le sans en oublier.",
            )
        propre = msgspec.structs.replace(choix, nom=nom, identifiant=identifiant or None)
        autres = (c for c in self.choix if (c.nom, c.code_postal) != (nom, choix.code_postal))
        return msgspec.structs.replace(self, choix=(*autres, propre))


def read_choix(octets: bytes) -> TableChoix:
    """Read choices that were kept in JSON; each one is checked again."""
    try:
        lue = msgspec.json.decode(octets, type=TableChoix)
    except msgspec.MsgspecError as cause:
        raise ErreurDepenses("Le fichier des choix de fournisseurs n’est pas lisible.") from cause
    table = TableChoix()
    for choix in lue.choix:
        table = table.decide(choix)
    return table


# Lines set apart for these reasons stay so, whatever is decided of their account or supplier.
_FERMES: Final = (
    "'ligne_de_total', 'montant_nul', 'non_paye', 'recette', 'autre_acheteur', 'autre_annee'"
)


@dataclass(frozen=True, slots=True)
class Reclassement:
    """An account (by its first digits) or a line (by its hash), and what it is: in, or out."""

    cle: str
    etat: EtatLigne


@dataclass(frozen=True, slots=True)
class DecisionsDepenses:
    """Everything that was decided in a space; the narrowest decision wins."""

    choix: TableChoix = field(default_factory=TableChoix)
    comptes: tuple[Reclassement, ...] = ()
    lignes: tuple[Reclassement, ...] = ()


# `decision` says which kind of decision moved the line, or gave its supplier a number.
_VUE: Final = f"""
CREATE OR REPLACE TEMP TABLE depenses_comptes_decides AS
SELECT c.compte, arg_max(d.etat, length(d.cle)) AS etat
FROM (SELECT DISTINCT compte FROM depenses WHERE compte IS NOT NULL) c
JOIN depenses_comptes d ON starts_with(c.compte, d.cle) GROUP BY c.compte;
CREATE OR REPLACE TEMP VIEW depenses_decidees AS
WITH suivies AS (
    SELECT d.*, l.etat AS l_etat, c.etat AS c_etat,
        coalesce(ici.decision, partout.decision) AS t_decision,
        coalesce(ici.siren, partout.siren) AS t_siren,
        CASE WHEN ici.nom IS NOT NULL THEN ici.siret ELSE partout.siret END AS t_siret,
        d.motif IS DISTINCT FROM 'particulier'
            OR coalesce(ici.decision, partout.decision) = 'identifiant' AS suit_compte
    FROM depenses d
    LEFT JOIN depenses_lignes l ON l.cle = d.empreinte
    LEFT JOIN depenses_comptes_decides c ON c.compte = d.compte
    LEFT JOIN depenses_choix ici ON ici.nom = d.tiers_plie AND ici.code_postal = d.code_postal
    LEFT JOIN depenses_choix partout ON partout.nom = d.tiers_plie AND partout.code_postal IS NULL),
jugees AS (
    SELECT *, CASE
        WHEN etat = '{EtatLigne.QUARANTAINE.value}' THEN 'ferme'
        WHEN l_etat IS NOT NULL THEN 'ligne'
        WHEN motif IN ({_FERMES}) THEN 'ferme'
        WHEN t_decision IN ('particulier', 'hors_achats') THEN 'tiers'
        WHEN c_etat IS NOT NULL AND suit_compte THEN 'compte'
        WHEN t_decision = 'identifiant' AND motif = 'particulier' THEN 'reconnu'
        ELSE 'ferme' END AS par
    FROM suivies)
SELECT * EXCLUDE (l_etat, c_etat, t_decision, t_siren, t_siret, suit_compte, par)
    REPLACE (
        CASE par WHEN 'ligne' THEN l_etat WHEN 'tiers' THEN '{EtatLigne.ECARTEE.value}'
            WHEN 'compte' THEN c_etat
            WHEN 'reconnu' THEN coalesce(etat_compte, '{EtatLigne.COMPTEE.value}')
            ELSE etat END AS etat,
        CASE par
            WHEN 'ligne' THEN CASE l_etat WHEN '{EtatLigne.ECARTEE.value}' THEN 'choix_ligne' END
            WHEN 'tiers' THEN CASE t_decision WHEN 'particulier' THEN t_decision ELSE 'choix' END
            WHEN 'compte' THEN CASE c_etat WHEN '{EtatLigne.ECARTEE.value}' THEN 'choix_compte' END
            WHEN 'reconnu' THEN motif_compte ELSE motif END AS motif,
        coalesce(siren, t_siren) AS siren,
        CASE WHEN siren IS NULL THEN t_siret ELSE siret END AS siret),
    CASE WHEN par IN ('ligne', 'tiers', 'compte') THEN par
         WHEN t_decision = 'identifiant' AND siren IS NULL THEN 'tiers' END AS decision
FROM jugees
"""


def make_depenses_decidees(
    connexion: duckdb.DuckDBPyConnection, decisions: DecisionsDepenses
) -> None:
    """Make the view `depenses_decidees`: the lines of `depenses` as people decided of them."""
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE depenses_choix "
        "(nom VARCHAR, code_postal VARCHAR, decision VARCHAR, siren VARCHAR, siret VARCHAR);"
        "CREATE OR REPLACE TEMP TABLE depenses_comptes (cle VARCHAR, etat VARCHAR);"
        "CREATE OR REPLACE TEMP TABLE depenses_lignes (cle BIGINT, etat VARCHAR)"
    )
    _fill(
        connexion,
        "depenses_choix",
        [(c.nom, c.code_postal, c.decision, c.siren, c.siret) for c in decisions.choix.choix],
    )
    _fill(connexion, "depenses_comptes", [(d.cle, d.etat.value) for d in decisions.comptes])
    _fill(connexion, "depenses_lignes", [(int(d.cle), d.etat.value) for d in decisions.lignes])
    connexion.execute(_VUE)


def _fill(
    connexion: duckdb.DuckDBPyConnection, table: str, lignes: list[tuple[object, ...]]
) -> None:
    if lignes:
        places = ", ".join("?" * len(lignes[0]))
        connexion.executemany(f"INSERT INTO {table} VALUES ({places})", lignes)

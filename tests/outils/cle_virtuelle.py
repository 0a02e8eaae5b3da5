"""A passkey in plain Python: it answers as a browser would, and can be made to lie."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

SITE = "testserver"
ORIGINE = "http://testserver"
PRESENTE = 0x01
AVEC_CLE = 0x40


def fold(octets):
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def unfold(texte):
    return urlsafe_b64decode(texte + "=" * (-len(texte) % 4))


class CleVirtuelle:
    """One key, for one site."""

    def __init__(self, site=SITE, origine=ORIGINE):
        self.site, self.origine = site, origine
        self.identifiant = secrets.token_bytes(16)
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.usages = 0

    def create(self, options):
        """Answer a request for creation, given in JSON."""
        defi = json.loads(options)["challenge"]
        longueur = struct.pack(">H", len(self.identifiant))
        donnees = self._donnees(AVEC_CLE) + bytes(16) + longueur + self.identifiant
        attestation = {"fmt": "none", "attStmt": {}, "authData": donnees + self._publique()}
        return self._answer("create", defi, attestationObject=cbor2.dumps(attestation))

    def use(self, options):
        """Answer a request for use, given in JSON."""
        self.usages += 1
        donnees = self._donnees()
        dit = self._dit("get", json.loads(options)["challenge"])
        signature = self.secret.sign(donnees + hashlib.sha256(dit).digest(), ec.ECDSA(SHA256()))
        return self._write(clientDataJSON=dit, authenticatorData=donnees, signature=signature)

    def _answer(self, geste, defi, **parties):
        return self._write(clientDataJSON=self._dit(geste, defi), **parties)

    def _dit(self, geste, defi):
        dit = {"type": f"webauthn.{geste}", "challenge": defi, "origin": self.origine}
        return json.dumps(dit).encode()

    def _donnees(self, drapeaux=0):
        site = hashlib.sha256(self.site.encode()).digest()
        return site + struct.pack(">BI", PRESENTE | drapeaux, self.usages)

    def _publique(self):
        point = self.secret.public_key().public_numbers()
        x, y = (n.to_bytes(32) for n in (point.x, point.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _write(self, **parties):
        nom = fold(self.identifiant)
        reponse = {cle: fold(octets) for cle, octets in parties.items()}
        return json.dumps({"id": nom, "rawId": nom, "type": "public-key", "response": reponse})

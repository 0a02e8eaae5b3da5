"""A document read back from its own form."""

import msgspec

from spaser.documents.document import Document


def decode_document(octets):
    return msgspec.json.decode(octets, type=Document)

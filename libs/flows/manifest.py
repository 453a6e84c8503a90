"""The digest of a package with its stamps: equal only where writing gives the same file again."""

from hashlib import sha256

import orjson

from libs.flows.model import Digest, Package


def manifest_digest(package: Package) -> Digest:
    """Over the parts in order (kind, id, owner, content, stamp), the cultures and the rest.

    Secrets are no part of it: they are the tenant's, not the package's.
    """
    parts = [
        [
            part.kind,
            str(part.id),
            str(part.flow_id) if part.flow_id else None,
            part.digest.hex(),
            sha256(part.stamp).hexdigest(),
        ]
        for part in package.parts
    ]
    cultures = [[c.key, str(c.guid), sha256(c.body).hexdigest()] for c in package.cultures]
    rest = sha256(package.rest).hexdigest()
    return sha256(orjson.dumps([parts, cultures, rest])).digest()

"""Which fields hold a secret by their name, where no type says so."""

import re
from functools import lru_cache
from typing import Final

from libs.flows import kinds
from libs.flows.kinds import Kind
from libs.flows.model import Json
from libs.flows.slots import NAMING

_NAMED: Final = re.compile(
    r".*(?:password|passphrase|passcode|secret).*"
    r"|.*credentials?"
    r"|.*(?:api|private|access|signing|signature|encryption|decryption|hmac|shared|master)keys?"
    r"|.*(?:auth|authorization|authentication|api|access|refresh|bearer|session|security)tokens?"
    r"|tokens?"
)
"""In the spelling of letters and digits alone, all small: `x-api-key` is `xapikey`."""

_NOT_NAMED: Final = re.compile(r".*(?:id|reference|name|type|ur[il]|endpoint|format)s?")
_FLAG: Final = re.compile(r"is[A-Z].*")
_REFERENCE: Final = re.compile(r"\w*[a-z]Ids?")
_SAYS_WHAT: Final = NAMING | {"contentType", "contentFormat", "elementType"}
_SEPARATORS: Final = re.compile(r"[\W_]+")
_NOT_BY_NAME: Final = frozenset(kinds.COLLECTIONS.values()) - {
    kinds.SERVICE,
    kinds.IDENTITY_PROVIDER,
    kinds.OPEN_API,
}


def has_named_secrets(kind: Kind) -> bool:
    """Connectors, identity providers, open APIs and what Sluice does not know."""
    return kind not in _NOT_BY_NAME


@lru_cache(maxsize=4096)
def is_secret_name(field: str) -> bool:
    if _FLAG.fullmatch(field):
        return False
    letters = _SEPARATORS.sub("", field).lower()
    return bool(_NAMED.fullmatch(letters)) and not _NOT_NAMED.fullmatch(letters)


@lru_cache(maxsize=4096)
def is_kept(field: str) -> bool:
    """Of the fields below a secret's name: those that say what it is, or refer to another thing."""
    return field in _SAYS_WHAT or _REFERENCE.fullmatch(field) is not None


def is_schema(value: Json) -> bool:
    """Of an open API's own description: `password: {type: string}` describes a field."""
    return type(value) is dict and ("$ref" in value or type(value.get("type")) is str)

"""Which fields hold a secret by their name, where no type says so."""

import re
from enum import IntEnum
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

_NAMED_TOO: Final = re.compile(
    r".*passwd.*|.*pwd"
    r"|.*auth(?:orization|entication)?keys?"
    r"|.*(?:api|private|access|signing|encryption|decryption|shared|master|auth)keys?"
    r"(?:pem|value|data|content|text|base64)"
    r"|.*tokenvalues?|.*(?:jwt|sas)tokens?"
    r"|.*sharedaccesssignatures?|.*connectionstrings?"
    r"|httpauthenticationclientcertificate"
)
"""As sure, but a text that is nothing but references is none."""

_NAMES_A_TEXT: Final = re.compile(
    r"(?:x|proxy|http|basic)?auth(?:orization)?|.*auth(?:orization|entication)?headers?(?:values?)?"
    r"|bearer|jwt|pin(?:code)?"
    r"|(?:user|db|database|smtp|mail|s?ftp|proxy|http|auth|basicauth|admin|ldap|login|root)?pass"
)
"""Of a secret only where a text stands: the platform's `authorization` is a structure."""

_SAYS_HOW: Final = re.compile(
    r"none|no|off|false|yes|on|true|optional|required|public|allusers|specified"
    r"|basic(?:auth)?|bearer|digest|negotiate|kerberos|ntlm|mutual(?:tls)?|cookie|http|jwt"
    r"|oauth[12]?|oidc|openidconnect|saml2?|clientcredentials|apikey"
    r"|header|query|body|authorization|xapikey|xauthtoken"
)
_REFERENCES: Final = re.compile(
    r"\{\{[^{}]*\}\}|\{!\[[^\]]*\](?:\.\[[^\]]*\])*\}|flowkey___.*?___flowkey"
)

_NOT_NAMED: Final = re.compile(r".*(?:id|reference|name|type|ur[il]|endpoint|format)s?")
_FLAG: Final = re.compile(r"is[A-Z].*")
_REFERENCE: Final = re.compile(r"\w*[a-z]Ids?")
_SAYS_WHAT: Final = NAMING | {"contentType", "contentFormat", "elementType"}
_SCHEMAS: Final = ("allOf", "anyOf", "oneOf")
_SEPARATORS: Final = re.compile(r"[\W_]+")
_NOT_BY_NAME: Final = frozenset(kinds.COLLECTIONS.values()) - {
    kinds.SERVICE,
    kinds.IDENTITY_PROVIDER,
    kinds.OPEN_API,
}


def has_named_secrets(kind: Kind) -> bool:
    """Connectors, identity providers, open APIs and what Sluice does not know."""
    return kind not in _NOT_BY_NAME


class Naming(IntEnum):
    """What a field's name says of what stands in it."""

    PLAIN = 0
    TEXT_TOO = 1
    """A text, or a list of texts, is a secret; an object is looked into."""
    SECRET_TOO = 2
    """Everything is one, but a text of references alone."""
    SECRET = 3


@lru_cache(maxsize=4096)
def naming_of(field: str) -> Naming:
    letters = _SEPARATORS.sub("", field).lower()
    if _FLAG.fullmatch(field) or _NOT_NAMED.fullmatch(letters):
        return Naming.PLAIN
    if _NAMED.fullmatch(letters):
        return Naming.SECRET
    if _NAMED_TOO.fullmatch(letters):
        return Naming.SECRET_TOO
    return Naming.TEXT_TOO if _NAMES_A_TEXT.fullmatch(letters) else Naming.PLAIN


def is_secret_name(name: str) -> bool:
    return naming_of(name) >= Naming.SECRET_TOO


def holds_secret(field: str, value: Json, *, has_schemas: bool) -> bool:
    """Whether what stands in this field is a secret, or the blank of one, by the field's name.

    `has_schemas`: of an open API, where `password: {type: string}` describes a field and a list
    beside `auth` may be of scopes.
    """
    naming = naming_of(field)
    if naming is Naming.PLAIN or (has_schemas and _is_schema(value)):
        return False
    if naming is Naming.SECRET:
        return True
    if naming is Naming.SECRET_TOO:
        return type(value) is not str or not _refers(value)
    if type(value) is list and not has_schemas:
        return any(_is_text_of_secret(field, item) for item in value) and not any(
            type(item) in (dict, list) for item in value
        )
    return _is_text_of_secret(field, value)


def says_how(text: str) -> bool:
    """Of a text beside a secret's name: `Basic`, or `Bearer {{token}}`."""
    letters = _SEPARATORS.sub("", _REFERENCES.sub("", text)).lower()
    return _SAYS_HOW.fullmatch(letters) is not None or _refers(text)


def _is_text_of_secret(field: str, value: Json) -> bool:
    if type(value) is str:
        return not says_how(value)
    return value is None or (type(value) in (int, float) and "auth" not in field.lower())


def _refers(text: str) -> bool:
    return bool(text) and not _REFERENCES.sub("", text).strip()


@lru_cache(maxsize=4096)
def is_kept(field: str) -> bool:
    """Of the fields below a secret's name: those that say what it is, or refer to another thing."""
    return field in _SAYS_WHAT or _REFERENCE.fullmatch(field) is not None


def _is_schema(value: Json) -> bool:
    if type(value) is not dict:
        return False
    if "$ref" in value or type(value.get("type")) in (str, list):
        return True
    return any(type(value.get(one)) is list for one in _SCHEMAS)

"""What a secret looks like, by its shape or by the name of what holds it.

The shapes are those of detect-secrets. Only its patterns are used: it could also ask the services
that a secret is for whether it is real, and no code path here leads to that.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from detect_secrets.filters.heuristic import (
    is_not_alphanumeric_string,
    is_potential_uuid,
    is_sequential_string,
    is_templated_secret,
)
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import BasePlugin
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.high_entropy_strings import (
    Base64HighEntropyString,
    HexHighEntropyString,
    HighEntropyStringsPlugin,
)
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

from libs.flows.secret_names import Naming, is_secret_name, naming_of, says_how

# Not among them: plugins that take ordinary capitals (Artifactory) or addresses (public IPs) for
# secrets, and those for files that no package holds.
_SHAPES: Final[tuple[BasePlugin, ...]] = (
    AWSKeyDetector(),
    AzureStorageKeyDetector(),
    BasicAuthDetector(),
    DiscordBotTokenDetector(),
    GitHubTokenDetector(),
    GitLabTokenDetector(),
    JwtTokenDetector(),
    MailchimpDetector(),
    OpenAIDetector(),
    PrivateKeyDetector(),
    SendGridDetector(),
    SlackDetector(),
    SquareOAuthDetector(),
    StripeDetector(),
    TelegramBotTokenDetector(),
    TwilioKeyDetector(),
)
_ASSIGNED: Final = KeywordDetector()
_RANDOM: Final[tuple[HighEntropyStringsPlugin, ...]] = (
    Base64HighEntropyString(limit=4.5),
    HexHighEntropyString(limit=3.0),
)
"""With the limits that detect-secrets itself uses."""

_SHORTEST_RANDOM: Final = 20
_TOKEN: Final = re.compile(r"[A-Za-z0-9+/=_-]+")
_TEMPLATES: Final = ("{!", "{{", "flowkey___")
_NO_SECRETS: Final = frozenset({"true", "false", "null", "undefined", "none"})
_PIECE: Final = 1000  # some patterns take time by the square of a line's length
_OVERLAP: Final = 200
_LONG_WORD: Final = re.compile(r"\w{40}")  # no name, and the pattern of names takes its square
_MORE_NAMES: Final = re.compile(
    r".*(?:consumer|client|account|auth|service|subscription|license|encryption|host|function)keys?"
    r"|.*(?:accountsid|authsid|connectionstring|passwd|pwd|pin|pincode)"
)
_SPOKEN_OF: Final = re.compile(
    r".*(?:label|title|text|message|hint|placeholder|description|prompt|error|policy|length"
    r"|question|caption|header|column|field|page|status|count|expiry|date)s?"
    r"|.*secretar(?:y|ies).*"
)
"""Names of what is said about secrets, or is none."""

_RANDOM_ANYWAY: Final = re.compile(
    r".*(?:cert|certificate|public|x5c|x509|thumbprint|fingerprint|hash|digest|checksum|etag|image"
    r"|icon|logo|avatar|schema|ur[il]).*"
)
"""Names of what looks random and is public."""

_SCHEME: Final = re.compile(r"(?:basic|bearer|digest|token)\s+", re.IGNORECASE)
_SEPARATORS: Final = re.compile(r"[\W_]+")


class Shape(NamedTuple):
    what: str
    secret: str
    """The part of the text that it is in; for a private key only its first words."""


def shapes(text: str) -> Iterator[Shape]:
    """Secrets known by their shape, wherever they stand in the text."""
    for piece in _pieces(text):
        for plugin in _SHAPES:
            for secret in plugin.analyze_string(piece):
                if secret and not _is_template(secret):
                    yield Shape(str(plugin.secret_type), secret)


def shapes_in_code(code: str) -> Iterator[Shape]:
    """The same, and quoted texts that are assigned to what is named like a secret, or random."""
    yield from shapes(code)
    for piece in _pieces(code):
        assigned = () if _LONG_WORD.search(piece) else _ASSIGNED.analyze_string(piece)
        for secret in assigned:
            if _is_one_word(secret):
                yield Shape("named like a secret", secret)
        for plugin in _RANDOM:
            for secret in plugin.analyze_string(piece):
                if _is_random(secret):
                    yield Shape(str(plugin.secret_type), secret)


def shape_of_value(name: str, text: str) -> str | None:
    """What the text of a value, or of a property, of this name looks like as a whole, or holds."""
    word = text.strip()
    found = next(shapes(text), None)
    if found is not None:
        return found.what
    if _is_one_word(word) and _names_secret(name):
        return "named like a secret"
    return "random text" if _is_random(word) else None


def shape_of_field(name: str, text: str) -> str | None:
    """The same of a text in a field of this name, of which the fields that hold secrets are taken
    out already. Without a name, it is known by its shape alone.
    """
    word = _SCHEME.sub("", text.strip(), count=1)
    found = next(shapes(text), None)
    if found is not None:
        return found.what
    if not name:
        return None
    named = _names_secret(name) or naming_of(name) is not Naming.PLAIN
    if named and _is_one_word(word) and not says_how(word):
        return "named like a secret"
    is_public = _RANDOM_ANYWAY.fullmatch(_SEPARATORS.sub("", name).lower())
    return "random text" if not is_public and _is_random(word) else None


def _names_secret(name: str) -> bool:
    letters = _SEPARATORS.sub("", name).lower()
    if _SPOKEN_OF.fullmatch(letters):
        return False
    return is_secret_name(letters) or _MORE_NAMES.fullmatch(letters) is not None


def _is_one_word(text: str) -> bool:
    """Not prose or an address, which speak about passwords, and not a reference to one."""
    if any(letter.isspace() for letter in text) or _is_template(text) or is_templated_secret(text):
        return False
    return text.lower() not in _NO_SECRETS and not text.startswith(("/", "http:", "https:"))


def _is_template(text: str) -> bool:
    return any(mark in text for mark in _TEMPLATES)


def _is_random(text: str) -> bool:
    if len(text) < _SHORTEST_RANDOM or not _TOKEN.fullmatch(text) or not _has_digit(text):
        return False
    if is_potential_uuid(text) or is_sequential_string(text) or is_not_alphanumeric_string(text):
        return False
    return any(
        set(text) <= set(plugin.charset)
        and plugin.calculate_shannon_entropy(text) > plugin.entropy_limit
        for plugin in _RANDOM
    )


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _pieces(text: str) -> Iterator[str]:
    """The lines, long ones cut into pieces that overlap by more than a secret is long."""
    for line in text.splitlines():
        for start in range(0, max(len(line) - _OVERLAP, 1), _PIECE - _OVERLAP):
            yield line[start : start + _PIECE]

"""The key ring for fields that are kept encrypted (SM4-GCM), and the blind index (HMAC-SM3) that finds equal values.

`FIELD_KEYS` is `id:base64,…,index:base64`: the first key encrypts, all decrypt, `index` blinds.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE = 12
TAG = 16


@lru_cache(maxsize=4)
def _ring(text: str) -> dict[str, bytes]:
    ring: dict[str, bytes] = {}
    for part in text.split(","):
        name, _, key = part.strip().partition(":")
        try:
            ring[name] = base64.b64decode(key, validate=True)
        except ValueError as error:
            raise ImproperlyConfigured(f"FIELD_KEYS: the key {name!r} is not base64") from error
        if len(ring[name]) != 16:
            raise ImproperlyConfigured(f"FIELD_KEYS: the key {name!r} has {len(ring[name])} bytes, not 16")
    if "index" not in ring or len(ring) < 2:
        raise ImproperlyConfigured("FIELD_KEYS must hold at least one key and one named 'index'")
    return ring


def _keys() -> dict[str, bytes]:
    return _ring(settings.FIELD_KEYS)


def current_key() -> str:
    """Name of the key that encrypts now."""
    return next(name for name in _keys() if name != "index")


def seal(plain: str) -> str:
    """Encrypt a text: `key$base64(nonce + cipher text + tag)`."""
    name = current_key()
    nonce = secrets.token_bytes(NONCE)
    encryptor = Cipher(algorithms.SM4(_keys()[name]), modes.GCM(nonce)).encryptor()
    body = encryptor.update(plain.encode()) + encryptor.finalize()
    return f"{name}${base64.b64encode(nonce + body + encryptor.tag).decode()}"


def unseal(sealed: str) -> str:
    """Decrypt what `seal` gave.

    Raises:
        ImproperlyConfigured: the key is not on the ring or the text was changed.
    """
    name, _, body = sealed.partition("$")
    try:
        raw = base64.b64decode(body)
        nonce, cipher_text, tag = raw[:NONCE], raw[NONCE:-TAG], raw[-TAG:]
        decryptor = Cipher(algorithms.SM4(_keys()[name]), modes.GCM(nonce, tag)).decryptor()
        return (decryptor.update(cipher_text) + decryptor.finalize()).decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise ImproperlyConfigured(f"a field cannot be decrypted with the key {name!r} of FIELD_KEYS") from error


def blind(plain: str) -> str:
    """The same text gives the same 64 hex digits, which say nothing of it without the key."""
    mac = HMAC(_keys()["index"], hashes.SM3())
    mac.update(plain.encode())
    return mac.finalize().hex()


def same(one: str, other: str) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(one, other)

"""The cipher of the EMS open platform: SM4 over the JSON with the key's text behind it, ``|$4|`` before the base64.

There is no signature: that the plain text ends in the key is all that proves it whole. ``|$|`` is an older form with
AES-128, which is only read.

Source: four independent clients; SM4 is GB/T 32907.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.padding import PKCS7

from agent.errors import InputError

_BLOCK_BITS = 128
_SM4, _AES = "|$4|", "|$|"


def encrypted(plain: str, key: str) -> str:
    """Return text as the platform takes it.

    Args:
        key: The sign key as the platform hands it out, in base64.

    Raises:
        InputError: The key is not 16 bytes in base64.
    """
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update((plain + key).encode()) + padder.finalize()
    encryptor = Cipher(SM4(_key(key)), ECB()).encryptor()  # noqa: S305 - the platform knows no other mode
    return _SM4 + b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypted(text: str, key: str) -> str | None:
    """Return the plain text without the key at its end, or the text itself if it is not encrypted.

    Returns:
        None if this key does not open it.

    Raises:
        InputError: The key is not 16 bytes in base64.
    """
    prefix = next((prefix for prefix in (_SM4, _AES) if text.startswith(prefix)), None)
    if prefix is None:
        return text
    secret = _key(key)
    algorithm = SM4(secret) if prefix == _SM4 else AES(secret)
    decryptor = Cipher(algorithm, ECB()).decryptor()  # noqa: S305 - the platform knows no other mode
    unpadder = PKCS7(_BLOCK_BITS).unpadder()
    try:
        padded = decryptor.update(b64decode(text[len(prefix) :], validate=True)) + decryptor.finalize()
        return (unpadder.update(padded) + unpadder.finalize()).decode().removesuffix(key)
    except ValueError:
        return None


def _key(key: str) -> bytes:
    try:
        secret = b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != 16:
        raise InputError("the EMS sign key", "is not 16 bytes in base64", "as MDEyMzQ1Njc4OWFiY2RlZg==")
    return secret

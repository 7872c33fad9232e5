"""Certificates of an authority of the tests' own, valid or past their time."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tools.elasticsearch_server import Certificate


class Authority:
    """Signs certificates for this machine; everything lies in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Authority of the tests")
        signed = self._signed(
            self._name,
            self._key.public_key(),
            timedelta(days=1),
            x509.BasicConstraints(ca=True, path_length=0),
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def sign(self, name: str, valid: timedelta) -> Certificate:
        """A certificate for 127.0.0.1 that ends so long from now; in the past it has expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        signed = self._signed(
            _name(name), key.public_key(), valid, x509.BasicConstraints(ca=False, path_length=None)
        )
        files = Certificate(self._folder / f"{name}.crt", self._folder / f"{name}.key", self.file)
        files.certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        files.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return files

    def _signed(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePublicKey,
        valid: timedelta,
        constraints: x509.BasicConstraints,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=10))
            .not_valid_after(now + valid)
            .add_extension(constraints, critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
            )
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True, key_cert_sign=constraints.ca, crl_sign=constraints.ca,
                    content_commitment=False, key_encipherment=False, data_encipherment=False,
                    key_agreement=False, encipher_only=False, decipher_only=False,
                ),
                critical=True,
            )
            .sign(self._key, hashes.SHA256())
        )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

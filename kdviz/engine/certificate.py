"""A certificate of the moment: who has it may talk to the workers of one cluster."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from distributed import Security

# It ends with its processes. Dask's own holds from now on for a year: once the clock is set back nobody is let in.
SINCE, UNTIL = datetime(1970, 1, 1), datetime(9999, 12, 31)
NAME = "kdviz"
ROLES = ("client", "scheduler", "worker")


def temporary() -> dict[str, str]:
    """Return a new key and its certificate as Dask's settings for all roles, all in memory; see `security`."""
    # Made in .1 ms; an RSA key of as many bits of security takes a slow machine half a second.
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SINCE)
        .not_valid_after(UNTIL)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = certificate.public_bytes(Encoding.PEM).decode()
    own = {f"tls_{role}_{part}": text for role in ROLES for part, text in (("key", private), ("cert", public))}
    return {"tls_ca_file": public, **own}


def security(certificate: dict[str, str]) -> Security:
    """Return how a process with `certificate` talks to the others: never in the clear."""
    return Security(require_encryption=True, **certificate)

"""The cluster of our own: nobody else on this computer can reach it."""

import socket

import psutil
import pytest
from cryptography import x509
from distributed import Client, Security

from kdviz.engine.certificate import temporary

# Nothing answers those who are not let in; how long they ask does not matter.
ASKING = 1


def listening(engine) -> list[tuple[str, int]]:
    """Return every address at which the cluster's processes listen."""
    cluster = psutil.Process(engine.workers.cluster.pid)
    return [
        connection.laddr
        for process in [cluster, *cluster.children(recursive=True)]
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]


def test_it_listens_on_this_computer_only(engine):
    assert {address for address, _port in listening(engine)} == {"127.0.0.1"}


STRANGERS = {
    "no certificate": (None, "reset by peer|closed|Timed out"),
    "a foreign one": (Security.temporary(), "certificate does not match"),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_who_has_not_its_certificate_is_not_let_in(engine, stranger):
    security, told = STRANGERS[stranger]
    address = engine.workers.cluster.client.scheduler.address
    assert address.startswith("tls://")
    if security is None:
        address = address.replace("tls", "tcp")
    with pytest.raises(OSError, match=told):
        Client(address, security=security, timeout=ASKING, set_as_default=False)


def test_its_certificate_holds_whatever_the_clock_is_set_to():
    certificate = x509.load_pem_x509_certificate(temporary()["tls_ca_file"].encode())
    assert (certificate.not_valid_before_utc.year, certificate.not_valid_after_utc.year) == (1970, 9999)


def test_its_certificate_can_be_read_by_nobody(engine):
    """Neither in the list of processes, which every account sees, nor in what they hand on to others."""
    cluster = psutil.Process(engine.workers.cluster.pid)
    for process in [cluster, *cluster.children(recursive=True)]:
        assert "BEGIN" not in " ".join([*process.cmdline(), *process.environ().values()])


@pytest.mark.parametrize("page", ["/", "/json/identity.json", "/info/main/workers.html", "/metrics", "/health"])
def test_it_has_no_pages(engine, page):
    for address in listening(engine):
        with socket.create_connection(address) as asking:
            try:
                asking.sendall(f"GET {page} HTTP/1.0\r\n\r\n".encode())
                answer = asking.makefile("rb").readline()
            except ConnectionError:
                answer = b""
        assert answer == b"" or b" 404 " in answer, address

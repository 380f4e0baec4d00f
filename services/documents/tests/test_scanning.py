"""Files are searched for viruses by a daemon that speaks clamd's INSTREAM; here a small one that knows the EICAR test file."""

import base64
import socket
from contextlib import closing
from struct import unpack

import eventlet
import pytest

from kefu_documents.scanning import searched
from kefu_documents.service import Documents
from kefu_messages.documents import AttachFile, AttachmentInfected, FileAttached, GetAttachment
from kefu_messages.errors import NotFound, ServiceUnavailable

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SENT = {"attachment_no": "FJ-1", "about": "leave_request", "about_no": "L1", "file_name": "病歷.txt"}
STAFF = ("customer_service_specialist",)


class Clamd:
    """A daemon that reads one stream at a time and tells what is in it; ``says`` overrides its answer."""

    def __init__(self) -> None:
        self.streams: list[bytes] = []
        self.says: bytes | None = None
        self._listening = eventlet.listen(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = eventlet.spawn(self._serve)

    def stop(self) -> None:
        self._thread.kill()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            with closing(connection), connection.makefile("rb") as sent:
                assert sent.read(10) == b"zINSTREAM\0"
                content = b""
                while size := unpack("!L", sent.read(4))[0]:
                    content += sent.read(size)
                self.streams.append(content)
                found = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
                connection.sendall(found if self.says is None else self.says)


@pytest.fixture
def clamd(monkeypatch):
    daemon = Clamd()
    monkeypatch.setenv("KEFU_CLAMD", daemon.address)
    yield daemon
    daemon.stop()


@pytest.fixture
def documents(shared):
    shared.organisation = "emall"
    return shared.start(Documents)


def attach(documents, content):
    return documents.ask(AttachFile, roles=STAFF, by="E11", **SENT, content=base64.b64encode(content).decode())


def nothing_is_kept(documents):
    with pytest.raises(NotFound):
        documents.ask(GetAttachment, roles=STAFF, by="E11", attachment_no="FJ-1")
    assert documents.said(FileAttached, count=0) == []
    return True


def test_without_a_daemon_files_are_kept_unsearched(documents, monkeypatch):
    monkeypatch.delenv("KEFU_CLAMD", raising=False)
    assert attach(documents, EICAR)["searched"] is False


def test_a_clean_file_is_kept_and_says_that_it_was_searched(documents, clamd):
    assert attach(documents, b"clean")["searched"] is True
    assert clamd.streams == [b"clean"]


def test_an_infected_file_is_refused_and_not_kept(documents, clamd):
    with pytest.raises(AttachmentInfected) as refused:
        attach(documents, b"to whom it may concern\n" + EICAR)
    assert (refused.value.params["found"], len(clamd.streams)) == ("Win.Test.EICAR_HDB-1", 1)
    assert nothing_is_kept(documents)


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: O"])
def test_a_daemon_that_cannot_tell_keeps_every_file_out(documents, clamd, says):
    clamd.says = says
    with pytest.raises(ServiceUnavailable):
        attach(documents, b"clean")
    assert nothing_is_kept(documents)
    clamd.says = None
    assert attach(documents, b"clean")["searched"] is True  # tried again later


def test_a_daemon_that_is_not_there_keeps_every_file_out(documents, monkeypatch):
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
    for wrong in (address, "clamd", "clamd:port"):
        monkeypatch.setenv("KEFU_CLAMD", wrong)
        with pytest.raises(ServiceUnavailable):
            attach(documents, b"clean")
    assert nothing_is_kept(documents)


def test_a_large_file_is_sent_piece_by_piece_and_whole(clamd):
    content = bytes(range(256)) * 1024
    assert searched(content)
    assert clamd.streams == [content]

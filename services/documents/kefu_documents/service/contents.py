"""Contents of files and texts: in GridFS of the service's own database, by organisation and SHA-256, each kept once."""

from __future__ import annotations

import hashlib
from typing import Any

from gridfs import GridFSBucket
from gridfs.errors import FileExists, NoFile
from nameko.extensions import DependencyProvider
from pymongo.errors import DuplicateKeyError

BUCKET = "contents"


class Contents(DependencyProvider):  # type: ignore[misc]
    """Keeps bytes by what they are: writing the same ones twice changes nothing, and a content without a record harms nobody."""

    def setup(self) -> None:
        """Open the bucket in the service's database."""
        self._bucket = GridFSBucket(self.container.host.database, bucket_name=BUCKET)

    def get_dependency(self, worker_ctx: Any) -> Contents:  # noqa: ARG002 - nameko's signature
        """What the handler gets."""
        return self

    def keep(self, organisation: str, content: bytes) -> str:
        """The SHA-256 of the content, which is kept from now on."""
        digest = hashlib.sha256(content).hexdigest()
        place = f"{organisation}/{digest}"
        if next(self._bucket.find({"_id": place}).limit(1), None) is None:
            try:
                self._bucket.upload_from_stream_with_id(place, digest, content)
            except (FileExists, DuplicateKeyError):  # somebody else has just kept it
                return digest
        return digest

    def read(self, organisation: str, digest: str) -> bytes | None:
        """The content of that digest; None where it was never kept."""
        try:
            return bytes(self._bucket.open_download_stream(f"{organisation}/{digest}").read())
        except NoFile:
            return None

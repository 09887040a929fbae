"""Files that may hang on a transaction: known by their first bytes, named as what they are."""

from pathlib import PurePosixPath

from florin.customer.transactions.rules.words import clean
from florin.kernel.errors import FieldError, InvalidInput

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 10
MOST_NAME = 120
ENDINGS = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
}


def type_of(content: bytes) -> str:
    """The media type that the content itself shows; InvalidInput where it is too large or none of ours."""
    if len(content) > MOST_BYTES:
        raise _wrong(f"has more than {MOST_BYTES // 2**20} MiB", "file-large", MOST_BYTES // 2**20)
    found = _shown(content)
    if found is None:
        raise _wrong("is no PNG, JPEG, WebP or PDF", "file-type")
    return found


def _shown(content: bytes) -> str | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if content.startswith(b"%PDF-") else None


def name_of(told: str | None, media_type: str) -> str:
    """A file's name without folders or hidden characters, with an ending that says what it really is."""
    name = clean(PurePosixPath((told or "").replace("\\", "/")).name).lstrip(".")
    endings = ENDINGS[media_type]
    if name.lower().endswith(endings):
        stem, dot, ending = name.rpartition(".")
        return f"{stem[:MOST_NAME] or 'attachment'}{dot}{ending}"
    return f"{name[:MOST_NAME] or 'attachment'}{endings[0]}"


def _wrong(message: str, code: str, limit: int | None = None) -> InvalidInput:
    slots = {} if limit is None else {"limit": limit}
    return InvalidInput(
        "the file cannot be attached", fields=[FieldError("file", message, code, slots)], reason="attachment"
    )

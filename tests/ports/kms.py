"""A small AWS KMS with one key of the kind ECC_NIST_P256, true to botocore's model: GetPublicKey and Sign."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import botocore.session
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

MODEL = botocore.session.get_session().get_service_model("kms")


@contextmanager
def small_kms() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Its address, and what it was asked."""
    key, asked = ec.generate_private_key(ec.SECP256R1()), []

    class Kms(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            operation = str(self.headers["x-amz-target"]).rpartition(".")[2]
            told = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked.append(told)
            answer = {"KeyId": told["KeyId"], **_answer(key, operation, told)}
            shape = MODEL.operation_model(operation).output_shape
            assert shape is not None
            assert set(answer) <= set(getattr(shape, "members"))  # noqa: B009 - botocore computes it
            self.send_response(200)
            self.send_header("content-type", "application/x-amz-json-1.1")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Kms)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(key: ec.EllipticCurvePrivateKey, operation: str, told: dict[str, Any]) -> dict[str, str]:
    if operation == "GetPublicKey":
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return {"PublicKey": base64.b64encode(public).decode(), "KeySpec": "ECC_NIST_P256"}
    message = base64.b64decode(told["Message"])
    digest = told["MessageType"] == "DIGEST"
    assert len(message) == 32 if digest else len(message) <= 4096, "as KMS refuses it"
    hashed = ec.ECDSA(Prehashed(hashes.SHA256()) if digest else hashes.SHA256())
    return {
        "Signature": base64.b64encode(key.sign(message, hashed)).decode(),
        "SigningAlgorithm": told["SigningAlgorithm"],
    }

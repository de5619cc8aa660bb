"""API keys and tokens: what is let in, and that whatever is not is answered the same."""

from __future__ import annotations

import ast
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from psycopg import sql
from pydantic import ValidationError

from api.credentials import Credentials
from orchestrator.database import Connection
from orchestrator.errors import OperationError
from orchestrator.settings import Settings
from tests.processes import end
from tests.py.api.client import (
    ATOMIC,
    Books,
    Client,
    answer_to,
    create_key,
    create_principal,
    done,
    everything,
    open_books,
    problem,
)
from tests.py.api.test_service import first_line, serving
from tests.py.test_cli import holdfast
from tests.py.world import install_clock, set_clock

ISSUER, AUDIENCE, SUBJECT = "https://issuer.example", "holdfast", "ada"
KEY = ed25519.Ed25519PrivateKey.generate()
OTHER = ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(65537, 2048)
PEM, RSA_PEM = (key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for key in (KEY, RSA))
CURVE = ec.generate_private_key(ec.SECP256R1())
SECRET = b"a secret that is long enough for HS256 to be quiet about it"


@pytest.fixture
def jwks(tmp_path: Path) -> Path:
    """The issuer's keys: some that do not belong there, too."""
    path = tmp_path / "jwks.json"
    secret = {"kty": "oct", "kid": "secret", "k": base64.urlsafe_b64encode(SECRET).rstrip(b"=").decode()}
    keys = [
        {**OKPAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "one"},
        {**RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True), "kid": "rsa"},
        {**ECAlgorithm.to_jwk(CURVE.public_key(), as_dict=True), "kid": "curve"},
        secret,
        {"kty": "unknown", "kid": "x"},
    ]
    path.write_text(json.dumps({"keys": keys}))
    return path


@pytest.fixture
def settings(settings: Settings, jwks: Path) -> Settings:
    return settings.model_copy(update={"jwt_issuer": ISSUER, "jwt_audience": AUDIENCE, "jwt_jwks": str(jwks)})


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    fields = {"iss": ISSUER, "aud": AUDIENCE, "sub": SUBJECT, "iat": now, "exp": now + 300, **changes}
    return {name: value for name, value in fields.items() if value is not None}


def token(key: Any = KEY, algorithm: str = "EdDSA", header: Any = None, **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": "one", **(header or {})})


def raw(header: dict[str, Any], payload: bytes, sign: Callable[[bytes], bytes]) -> str:
    """Return a token made by hand."""

    def encode(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    signed = encode(json.dumps(header).encode()) + b"." + encode(payload)
    return (signed + b"." + encode(sign(signed))).decode()


def _hmac(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda signed: hmac.digest(secret, signed, "sha256")


def bad_tokens() -> dict[str, str]:
    good = token()
    now = int(time.time())
    head, _, signature = good.split(".")
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    forged = base64.urlsafe_b64encode(json.dumps(claims(sub="eve")).encode()).rstrip(b"=").decode()
    header = {"alg": "EdDSA", "kid": "one"}
    return {
        "not signed": raw({"alg": "none", "kid": "one"}, json.dumps(claims()).encode(), lambda _: b""),
        "other payload": f"{head}.{forged}.{signature}",
        "other key": token(OTHER),
        "public key as secret": token(public, "HS256"),
        "shared secret": token(SECRET, "HS256", {"kid": "secret"}),
        "algorithm not listed": token(RSA, "RS256", {"kid": "rsa"}),
        "other algorithm not listed": token(CURVE, "ES256", {"kid": "curve"}),
        "key of another kind": token(header={"kid": "rsa"}),
        "unknown key": token(header={"kid": "two"}),
        "key as path": token(header={"kid": "../../etc/passwd"}),
        "critical": token(header={"crit": ["exp"]}),
        "expired": token(iat=now - 600, exp=now - 10),
        "not yet": token(nbf=now + 60),
        "from the future": token(iat=now + 60),
        "other issuer": token(iss="https://other.example"),
        "other audience": token(aud="other"),
        "too long a life": token(exp=now + 86_402),
        "for ever": token(exp=10**18),
        "empty subject": token(sub=""),
        "scope as list": token(scope=["admin"]),
        "no issuer": token(iss=None),
        "no audience": token(aud=None),
        "no subject": token(sub=None),
        "no start": token(iat=None),
        "no end": token(exp=None),
        "no key id": raw({"alg": "EdDSA"}, json.dumps(claims()).encode(), KEY.sign),
        "public key as text as secret": raw({"alg": "HS256", "kid": "one"}, json.dumps(claims()).encode(), _hmac(PEM)),
        "public key of another kind as secret": raw(
            {"alg": "HS256", "kid": "rsa"}, json.dumps(claims()).encode(), _hmac(RSA_PEM)
        ),
        "empty secret": raw({"alg": "HS256", "kid": "one"}, json.dumps(claims()).encode(), _hmac(b"")),
        "None signed": raw({"alg": "None", "kid": "one"}, json.dumps(claims()).encode(), lambda _: b""),
        "key of its own": token(OTHER, header={"jwk": OKPAlgorithm.to_jwk(OTHER.public_key(), as_dict=True)}),
        "key from elsewhere": token(OTHER, header={"jku": "https://evil.example/keys", "x5u": "https://evil.example/keys"}),
        "key as SQL": token(header={"kid": "one' or '1'='1"}),
        "key as absolute path": token(header={"kid": "/dev/null"}),
        "key id as list": raw({"alg": "EdDSA", "kid": ["one"]}, json.dumps(claims()).encode(), KEY.sign),
        "critical and unknown": token(header={"crit": ["wonders"], "wonders": True}),
        "start that is no number": raw(header, json.dumps(claims(iat=float("nan"), exp=now + 10**9)).encode(), KEY.sign),
        "start without end": raw(header, json.dumps(claims(iat=float("-inf"))).encode(), KEY.sign),
        "end as text": token(exp=str(now + 300)),
        "subject with NUL": token(sub="ada\x00"),
        "subject that is no text": raw(header, json.dumps(claims(sub="\ud800")).encode(), KEY.sign),
        "scope with NUL": token(scope="ledger:read\x00"),
        "infinite": raw(header, json.dumps(claims(exp=1)).replace('"exp": 1', '"exp": 1e999').encode(), KEY.sign),
        "not a number": raw(header, json.dumps(claims(exp=float("nan"))).encode(), KEY.sign),
        "subject as number": raw(header, json.dumps(claims(sub=5)).encode(), KEY.sign),
        "payload as list": raw(header, b"[]", KEY.sign),
        "payload deep": raw(header, b"[" * 2000, KEY.sign),
        "payload not UTF-8": raw(header, b"\xff", KEY.sign),
        "no token": "a.b.c",
        "dots": "..",
    }


def test_a_token_speaks_for_its_principal(url: str, admin: Client, conn: Connection) -> None:
    books = open_books(admin)
    create_principal(conn, scopes=["ledger:read", "ledger:write"], issuer=ISSUER, subject=SUBJECT)
    path = f"/api/v1/accounts/{books.cash}"
    done(Client(url, token()).get(path))
    done(Client(url, token(scope="ledger:read")).get(path))
    done(Client(url, token(aud=["other", AUDIENCE])).get(path))
    problem(Client(url, token(scope="")).get(path), 403, "ZA002")
    body = books.receipt()
    problem(Client(url, token(scope="ledger:read admin")).post(f"{ATOMIC}/", body, company_id=books.company), 403, "ZA002")
    problem(Client(url, token(sub="nobody")).get(path), 401, "ZA001")


def test_every_bad_credential_is_answered_the_same(url: str, admin: Client, conn: Connection, subtests: pytest.Subtests) -> None:
    create_principal(conn, issuer=ISSUER, subject=SUBJECT)
    done(Client(url, token()).get("/api/v1/companies"))
    revoked, expired, disabled = (create_key(conn, create_principal(conn)) for _ in range(3))
    of_key = "k.hash = sha256(%s)"
    for change, key in (
        (f"update access.api_keys k set revoked_at = clock_timestamp() where {of_key}", revoked),
        (f"update access.api_keys k set expires_at = clock_timestamp() where {of_key}", expired),
        (
            f"update access.principals p set status = 'disabled' from access.api_keys k where k.principal_id = p.id and {of_key}",
            disabled,
        ),
    ):
        assert conn.execute(change, [key.encode()]).rowcount == 1
    good = str(admin.credential)
    headers = {
        **{name: f"Bearer {text}" for name, text in bad_tokens().items()},
        "none": "",
        "no scheme": good,
        "other scheme": f"Token {good}",
        "basic": "Basic YTpi",
        "unknown key": "Bearer hf_nothing",
        "revoked": f"Bearer {revoked}",
        "expired": f"Bearer {expired}",
        "disabled": f"Bearer {disabled}",
        "empty": "Bearer ",
        "nothing but its hash": f"Bearer {hashlib.sha256(good.encode()).hexdigest()}",
        "a part": f"Bearer {good[:-1]}",
        "more": f"Bearer {good}x",
        "other case": f"Bearer {good.swapcase()}",
        "long": f"Bearer {'x' * 8000}",
        "with a pattern": "Bearer %",
        "with SQL": "Bearer '||'",
        "two words": f"Bearer {good} x",
        "two at once": f"Bearer {good}, Bearer {good}",
        "not ASCII": "Bearer \xe9",
    }
    answers = []
    for name, header in headers.items():
        with subtests.test(name):
            response = Client(url, None).send("GET", "/api/v1/companies", {"Authorization": header} if header else {})
            found = problem(response, 401, "ZA001")
            assert response.headers["WWW-Authenticate"] == "Bearer"
            del found["request_id"]
            answers.append(found)
    assert all(answer == answers[0] for answer in answers)


def test_one_authorization_is_as_many_as_there_may_be(url: str, admin: Client) -> None:
    for number, status in ((1, b"200"), (2, b"401")):
        authorization = f"Authorization: Bearer {admin.credential}\r\n" * number
        head = f"GET /api/v1/companies HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}\r\n"
        assert answer_to(url, head.encode()).startswith(b"HTTP/1.1 %b " % status)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(url: str, admin: Client, conn: Connection, scheme: str) -> None:
    create_principal(conn, issuer=ISSUER, subject=SUBJECT)
    for secret in (str(admin.credential), token()):
        done(Client(url, None).send("GET", "/api/v1/companies", {"Authorization": f"{scheme} {secret}"}))


def test_a_key_is_known_by_its_hash_alone(books: Books, conn: Connection) -> None:
    key = create_key(conn, create_principal(conn))
    done(Client(books.client.url, key).post("/api/v1/companies", {"code": "x", "name": "x"}, key="one"))
    kept = everything(conn)
    assert any(hashlib.sha256(key.encode()).hexdigest() in row for row in kept["access.api_keys"])
    assert not [table for table, rows in kept.items() if key in str(rows)]


SECRETS = {"key", "keys", "secret", "token", "credential", "bearer", "password", "hash", "key_hash", "signature"}
API = Path(__file__).parents[3] / "api"


@pytest.fixture
def login(conn: Connection) -> Iterator[tuple[str, str]]:
    """A login of the test's own that may do everything, and its password."""
    name, password = f"canary_{secrets.token_hex(8)}", f"canary-{secrets.token_hex(16)}"
    of_login = sql.SQL("role {}").format(sql.Identifier(name))
    conn.execute(sql.SQL("create {} superuser login password {}").format(of_login, sql.Literal(password)))
    yield name, password
    conn.execute(sql.SQL("drop {}").format(of_login))


def test_no_secret_is_said_or_kept(login: tuple[str, str], database: str, conn: Connection, jwks: Path) -> None:
    """Whatever is done with a key, a token or the login's password, well or ill, neither logs nor answers nor tables have it."""
    name, password = login
    parts = urlsplit(database)
    address = parts._replace(netloc=f"{name}:{password}@{parts.hostname}:{parts.port}").geturl()
    create_principal(conn, issuer=ISSUER, subject=SUBJECT)
    key, bootstrap, good, bad = create_key(conn, create_principal(conn)), secrets.token_urlsafe(32), token(), token(OTHER)
    issuer = {"HOLDFAST_JWT_ISSUER": ISSUER, "HOLDFAST_JWT_AUDIENCE": AUDIENCE, "HOLDFAST_JWT_JWKS": str(jwks)}
    loud, said = {"HOLDFAST_LOG_LEVEL": "debug", "HOLDFAST_POLL_INTERVAL": "10"}, []  # What is said has to fit into a pipe.
    with serving(address, HOLDFAST_BOOTSTRAP_KEY=bootstrap, HOLDFAST_STATEMENT_TIMEOUT="1", **loud, **issuer) as process:
        url = first_line(process)

        def send(secret: str, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any) -> int:
            answer = Client(url, secret).send(method, path, headers, **options)
            said.append(f"{answer.headers} {answer.text}")
            return answer.status_code

        books = open_books(Client(url, key))
        for nth, secret in enumerate((key, bootstrap, good)):
            company = {"code": f"c{nth}", "name": "Company"}
            assert send(secret, "POST", "/api/v1/companies", {"Idempotency-Key": "one"}, json=company) == 200
            assert send(secret, "POST", "/api/v1/companies", {"Idempotency-Key": "one"}, json={**company, "name": "x"}) == 422
            assert send(secret, "POST", f"{ATOMIC}/?company_id={books.company}", json=books.receipt()) == 200
            assert send(secret, "POST", f"{ATOMIC}/?company_id={books.company}", json=books.receipt("0.001")) == 400
            assert send(secret, "GET", f"/api/v1/accounts?key={secret}") == 400
            assert send(secret, "GET", "/api/v1/accounts", {"X-Request-Id": secret, "Cookie": secret, "Origin": secret}) == 200
            assert send(secret, "POST", "/api/v1/companies", {"Content-Type": secret}, data="x") == 415
            said.append(
                answer_to(url, f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {secret}\x00\r\n\r\n".encode()).decode()
            )
        for secret in (bad, f"{key}x", f"{good}x", key[:-1]):
            assert send(secret, "GET", "/api/v1/companies") == 401
        conn.execute("alter function ledger.serve_list_companies rename to gone")
        assert {send(secret, "GET", "/api/v1/companies") for secret in (key, bootstrap, good)} == {500}
        conn.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(name)))
        conn.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = %s", [name])
        assert {send(secret, "GET", "/api/v1/accounts") for secret in (key, good)} == {503}
        assert send("", "GET", "/metrics") == 200
        end(process)
        assert process.stdout is not None
        assert process.stderr is not None
        log = process.stderr.read()
        said.append(process.stdout.read())
    assert "failed" in log
    assert name in log
    kept = str(everything(conn))
    for secret in (key, key[:-1], bootstrap, good, bad, *good.split(".")[1:], *bad.split(".")[1:], password):
        assert secret not in log
        assert secret not in "".join(said)
        assert secret not in kept


def test_no_secret_is_compared_here() -> None:
    """An `==` tells by its time how much of two texts is the same: keys are found by their hash, signatures are PyJWT's."""

    def is_secret(node: ast.expr) -> bool:
        return {getattr(node, "id", ""), getattr(node, "attr", "")} & SECRETS != set() or (
            isinstance(node, ast.Subscript) and (is_secret(node.value) or getattr(node.slice, "value", "") in SECRETS)
        )

    def compared(path: Path, harmless: tuple[type[ast.cmpop], ...]) -> list[str]:
        return [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Compare) and not all(isinstance(operator, harmless) for operator in node.ops)
            if any(map(is_secret, [node.left, *node.comparators]))
        ]

    assert not compared(API / "credentials.py", (ast.Is, ast.IsNot))
    assert not [found for path in API.glob("**/*.py") for found in compared(path, (ast.Is, ast.IsNot, ast.In, ast.NotIn))]


def test_a_rotated_key_is_good_until_its_end_and_a_revoked_one_at_no_time(url: str, database: str, conn: Connection) -> None:
    def keys(*arguments: str) -> str:
        result = holdfast("keys", *arguments, "--name", "till", "--database-url", database)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def are_good(*tried: str) -> list[bool]:
        answers = [Client(url, key).get("/api/v1/companies") for key in tried]
        return [answer.status_code == 200 or not problem(answer, 401, "ZA001") for answer in answers]

    old = keys("create", "--scope", "ledger:read")
    now = datetime.now(UTC)
    new = keys("rotate", "--overlap-hours", "1")
    assert old != new
    assert are_good(old, new) == [True, True]
    install_clock(conn)
    for minutes, good in ((59, [True, True]), (61, [False, True])):
        set_clock(conn, now + timedelta(minutes=minutes))
        assert are_good(old, new) == good
    keys("revoke")
    assert are_good(old, new) == [False, False]


def test_a_new_key_of_the_issuer_is_read_once_a_minute(
    url: str, conn: Connection, jwks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_principal(conn, issuer=ISSUER, subject=SUBJECT)
    done(Client(url, token()).get("/api/v1/companies"))
    keys = [{**OKPAlgorithm.to_jwk(OTHER.public_key(), as_dict=True), "kid": "two"}]
    jwks.write_text(json.dumps({"keys": keys}))
    new = Client(url, token(OTHER, header={"kid": "two"}))
    problem(new.get("/api/v1/companies"), 401)
    monkeypatch.setattr("api.credentials.REFRESH_SECONDS", 0)
    done(new.get("/api/v1/companies"))
    problem(Client(url, token()).get("/api/v1/companies"), 401)


def test_without_the_issuers_keys_nothing_is_known_of_a_token(url: str, jwks: Path) -> None:
    jwks.unlink()
    problem(Client(url, token()).get("/api/v1/companies"), 503, "unavailable")


def test_tokens_are_keys_like_any_other_where_no_issuer_is_set(books: Books) -> None:
    assert Settings().jwt_issuer is None
    problem(Client(books.client.url, "a.b.c").get("/api/v1/companies"), 401, "ZA001")


@pytest.mark.parametrize("algorithm", ["HS256", "none", "HS512"])
def test_algorithms_of_secrets_cannot_be_allowed(algorithm: str) -> None:
    with pytest.raises(ValidationError):
        Settings(jwt_algorithms=[algorithm])  # type: ignore[list-item]


def test_an_issuer_is_known_whole_or_not_at_all() -> None:
    with pytest.raises(ValidationError):
        Settings(jwt_issuer=ISSUER)
    with pytest.raises(OperationError):
        Credentials(Settings(jwt_issuer=ISSUER, jwt_audience=AUDIENCE, jwt_jwks="http://issuer.example/keys"))

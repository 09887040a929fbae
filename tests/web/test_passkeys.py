"""Passkeys in a real browser with a virtual authenticator: in, before money moves, back in; kept out."""

import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

pytestmark = pytest.mark.browser

HELPERS = """
window.call = async (path, body, method = "POST") => {
  const answer = await fetch(path, {
    method, headers: {"content-type": "application/json", "idempotency-key": crypto.randomUUID()},
    body: body === undefined ? undefined : JSON.stringify(body)});
  const text = await answer.text();
  return {status: answer.status, body: text ? JSON.parse(text) : null};
};
window.made = async (options) => (await navigator.credentials.create(
  {publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})).toJSON();
window.shown = async (options) => (await navigator.credentials.get(
  {publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)})).toJSON();
window.ceremony = async (kind, act, body = {}, more = {}) => {
  const asked = await call(`/api/identity/${kind}/options`, body);
  if (asked.status !== 200) return asked;
  const credential = await act(asked.body.options);
  return {...(await call(`/api/identity/${kind}`, {...body, ...more, credential})), credential};
};
"""


@pytest.fixture
def device(browser, server):
    """A page of our own origin, on a device whose authenticator verifies its user."""
    contexts = []

    def opened():
        context = browser.new_context(base_url=server.url)
        contexts.append(context)
        context.add_init_script(HELPERS)
        page = context.new_page()
        cdp = context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.authenticator = (cdp, added["authenticatorId"])
        page.goto("/")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def florin(server):
    """The command line beside the running server; what it prints as JSON."""

    def run(*arguments):
        command = [sys.executable, "-m", "florin.app.main", *arguments, "--json"]
        around = {**os.environ, "FLORIN_HOME": str(server.home), "FLORIN_ORIGINS": server.url}
        ran = subprocess.run(command, env=around, capture_output=True, text=True, timeout=60, check=True)
        return json.loads(ran.stdout)

    return run


@pytest.fixture
def invited(florin):
    """A fresh customer's invitation."""
    who = florin("customer", "add", "--name", "Ann Lee", "--country", "US", "--currency", "USD")
    return florin("identity", "invite", "--customer", who["id"]) | {"customer": who["id"]}


def registered(page, token, **body):
    done = page.evaluate("(body) => ceremony('registration', made, body)", {"invitation": token, **body})
    assert (done["status"], done["body"]["entered"]) == (201, True), done
    return done["body"]["passkey"]


def signed_in(page):
    return page.evaluate("() => ceremony('sign-in', shown)")


def who(page):
    answer = page.evaluate("() => call('/api/session', undefined, 'GET')")
    return answer["body"]["customer"]["id"] if answer["status"] == 200 else None


def not_verified(answer):
    assert (answer["status"], answer["body"]["type"]) == (403, "/problems/not-verified"), answer


def test_registration_sign_in_step_up_and_recovery(device, invited, server):
    page = device()
    assert invited["url"].startswith(f"{server.url}/join#")
    registered(page, invited["token"])
    assert who(page) == invited["customer"]
    cookie = next(c for c in page.context.cookies() if c["name"] == "florin_session")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")

    assert page.evaluate("() => call('/api/session', undefined, 'DELETE')")["status"] == 204
    assert who(page) is None
    done = signed_in(page)
    assert (done["status"], done["body"]) == (201, {"how": "passkey"})
    assert who(page) == invited["customer"]

    needed = page.evaluate("() => call('/api/identity/recovery-codes')")
    assert (needed["status"], needed["body"]["reason"]) == (403, "step-up")
    purpose = {"purpose": needed["body"]["purpose"]}
    assert page.evaluate("(body) => ceremony('step-up', shown, body)", purpose)["status"] == 204
    codes = page.evaluate("() => call('/api/identity/recovery-codes')")["body"]["codes"]
    assert len(codes) == 10

    other = device()  # the first device is lost
    back = other.evaluate("(code) => call('/api/identity/recovery', {code})", codes[3])
    assert (back["status"], back["body"]) == (201, {"how": "recovery"})
    barred = other.evaluate("() => call('/api/session', {currency: 'EUR'}, 'PATCH')")
    assert (barred["status"], barred["body"]["reason"]) == (403, "recovery")
    assert other.evaluate("() => ceremony('registration', made)")["status"] == 201
    assert signed_in(other)["body"] == {"how": "passkey"}
    assert other.evaluate("() => call('/api/session', {currency: 'EUR'}, 'PATCH')")["status"] == 200
    assert who(other) == invited["customer"]


def test_a_replayed_answer_opens_nothing_not_even_with_a_second_real_challenge(device, invited):
    page, thief = device(), device()
    registered(page, invited["token"])
    done = signed_in(page)
    assert done["status"] == 201
    replay = "(credential) => call('/api/identity/sign-in', {credential})"
    not_verified(thief.evaluate(replay, done["credential"]))

    second = thief.evaluate("() => call('/api/identity/sign-in/options')", None)["body"]["options"][
        "challenge"
    ]
    told = done["credential"]["response"]["clientDataJSON"]
    content = json.loads(urlsafe_b64decode(told + "=" * (-len(told) % 4))) | {"challenge": second}
    forged = dict(done["credential"])
    fresh = urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
    forged["response"] = forged["response"] | {"clientDataJSON": fresh}
    not_verified(thief.evaluate(replay, forged))
    thief.evaluate("() => call('/api/identity/sign-in/options')")
    not_verified(thief.evaluate(replay, done["credential"]))
    assert who(thief) is None


def test_a_user_who_is_not_verified_gets_nowhere(device, invited):
    page = device()
    registered(page, invited["token"])
    cdp, authenticator = page.authenticator
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    said = page.evaluate("() => ceremony('sign-in', shown).catch((error) => error.name)")
    assert said == "NotAllowedError"  # the browser itself refuses; and a browser that lies about it:
    lying = "(options) => shown({...options, userVerification: 'discouraged'})"
    not_verified(page.evaluate(f"() => ceremony('sign-in', {lying})"))


def test_one_accepts_with_a_passkey_that_the_demo_did_not_ask_for(device):
    """One of the demo's people takes a suggestion without a key; once they have a passkey, only with it."""
    page = device()
    assert page.evaluate("() => call('/api/session', {persona: 'maya'})")["status"] == 201
    items = page.evaluate("() => call('/api/suggestions', undefined, 'GET')")["body"]["items"]
    wanted = next(each for each in items if each["action"]["kind"] in ("transfer", "sweep"))
    accept, undo = (f"/api/suggestions/{wanted['id']}/{what}" for what in ("accept", "undo"))
    assert page.evaluate("(path) => call(path)", accept)["body"]["state"] == "accepted"

    assert page.evaluate("() => ceremony('registration', made)")["status"] == 201
    needed = page.evaluate("(path) => call(path)", undo)
    assert (needed["status"], needed["body"]["purpose"]) == (403, f"undo/{wanted['id']}")
    for purpose, status in ((f"accept/{wanted['id']}", 403), (f"undo/{wanted['id']}", 200)):
        stepped = page.evaluate("(purpose) => ceremony('step-up', shown, {purpose})", purpose)
        assert stepped["status"] == 204
        assert page.evaluate("(path) => call(path)", undo)["status"] == status, purpose
    (mine,) = page.evaluate("() => call('/api/identity/passkeys', undefined, 'GET')")["body"]["items"]
    assert mine["used"]


@pytest.fixture
def elsewhere():
    """A site that is not ours, on this machine."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title>")

        def log_message(self, format, *args):
            pass

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{site.server_address[1]}"
    site.shutdown()
    site.server_close()
    thread.join()


def test_another_site_gets_nothing_of_a_signed_in_browser(device, invited, server, elsewhere):
    page = device()
    registered(page, invited["token"])
    evil = page.context.new_page()
    seen = []
    # Only what the other site asks for: the customer's own page goes on asking, and is answered.
    evil.on("response", lambda r: seen.append((r.request.method, r.status)) if server.url in r.url else None)
    evil.goto(elsewhere)
    for path, method in (
        ("/api/identity/recovery-codes", "POST"),
        ("/api/session", "GET"),
        ("/api/session", "POST"),
    ):
        said = evil.evaluate(
            """([url, method]) => fetch(url, {method, credentials: "include", mode: "no-cors"})
                 .then((answer) => answer.type, (error) => error.name)""",
            [server.url + path, method],
        )
        assert said in ("opaque", "TypeError")  # nothing of the answer can be read
    evil.evaluate(
        """(url) => { const form = document.createElement("form"); form.method = "POST"; form.action = url;
                      document.body.append(form); form.submit(); }""",
        server.url + "/api/identity/recovery-codes",
    )
    evil.wait_for_url(f"{server.url}/**")
    assert ("POST", 403) in seen
    assert all(status in (401, 403) for method, status in seen), (
        seen
    )  # SameSite=Strict: the cookie stays at home
    assert who(page) == invited["customer"]


def test_a_stolen_cookie_changes_nothing_from_elsewhere(device, invited, server):
    page = device()
    registered(page, invited["token"])
    cookie = next(c["value"] for c in page.context.cookies() if c["name"] == "florin_session")

    def post(path, **headers):
        told = {"Cookie": f"florin_session={cookie}", "Content-Type": "application/json", **headers}
        request = urllib.request.Request(f"{server.url}{path}", b"{}", told, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    for headers in (
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {},
    ):
        status, told = post("/api/identity/recovery-codes", **headers)
        assert (status, told["reason"]) == (403, "other-site"), headers
    status, told = post("/api/identity/recovery-codes", Origin=server.url)
    assert (status, told["reason"]) == (403, "step-up")  # and from here: the passkey is not in the cookie
    status, told = post("/api/identity/registration/options", Origin=server.url)
    assert (status, told["purpose"]) == (403, "passkeys")


def test_from_another_origin_a_passkey_is_not_even_offered(device, invited, server):
    page = device()
    registered(page, invited["token"])
    page.goto(server.url.replace("localhost", "127.0.0.1"))
    said = page.evaluate("() => ceremony('sign-in', shown).catch((error) => error.name)")
    assert said == "SecurityError"


def test_too_many_failures_lock_the_account(device, invited):
    page = device()
    registered(page, invited["token"])
    purpose = {"purpose": "passkeys"}
    wrong = page.evaluate(
        """async (purpose) => { const told = [];
             for (let i = 0; i < 11; i++) {
               const credential = {id: "AAAA", rawId: "AAAA", type: "public-key", response: {}};
               told.push((await call("/api/identity/step-up", {...purpose, credential})).status); }
             return told; }""",
        purpose,
    )
    assert wrong == [403] * 10 + [429]
    stopped = page.evaluate("(body) => ceremony('step-up', shown, body)", purpose)
    assert (stopped["status"], stopped["body"]["type"]) == (429, "/problems/too-many-tries")


def test_a_forged_address_does_not_help_against_the_limit(server):
    """The last one here: it uses up what this machine may fail by."""
    told = []
    for number in range(60):
        headers = {
            "Origin": server.url,
            "Content-Type": "application/json",
            "X-Forwarded-For": f"192.0.2.{number}",
        }
        request = urllib.request.Request(
            f"{server.url}/api/identity/recovery", b'{"code": "wrong"}', headers, method="POST"
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=20)
        told.append(refused.value.code)
        refused.value.close()
    assert set(told) == {403, 429}
    assert told.count(403) <= 50

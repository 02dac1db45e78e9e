"""A person at a browser: SCENARIO ADDRESS. The browser is Chromium, which shows the page there."""

import base64
import hashlib
import http.server
import json
import sys
import tempfile
import threading
import urllib.parse
import urllib.request

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from chromium import browser

SECONDS = 30


def changed(address, **parameters):
    """The address with other parameters."""
    parts = urllib.parse.urlsplit(address)
    query = dict(urllib.parse.parse_qsl(parts.query)) | parameters
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(query)))


def parameter(address, name):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)[name][0]


def log_in(driver, address, button="Log in"):
    driver.get(address)
    driver.find_element(By.NAME, "email").send_keys("alice@example.org")
    driver.find_element(By.XPATH, f"//button[text()='{button}']").click()


def comes_back(driver):
    """sigscope has answered with its page."""
    WebDriverWait(driver, SECONDS).until(lambda driver: driver.title == "sigscope")
    print(driver.find_element(By.TAG_NAME, "h1").text)


def spent_code(driver, address):
    """A code of another login, which has been turned into its token."""
    codes = []

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path.startswith("/elsewhere?"):
                codes.append(parameter(self.path, "code"))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<title>elsewhere</title>")

    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    back = f"http://localhost:{server.server_port}/elsewhere"
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    log_in(driver, changed(address, redirect_uri=back, code_challenge=challenge))
    WebDriverWait(driver, SECONDS).until(lambda driver: driver.title == "elsewhere")
    form = {
        "grant_type": "authorization_code",
        "client_id": parameter(address, "client_id"),
        "code": codes[0],
        "code_verifier": verifier,
        "redirect_uri": back,
    }
    configuration = urllib.parse.urljoin(address, "/.well-known/openid-configuration")
    endpoint = json.load(urllib.request.urlopen(configuration))["token_endpoint"]
    with urllib.request.urlopen(endpoint, urllib.parse.urlencode(form).encode()) as answer:
        assert json.load(answer)["id_token"]
    return codes[0]


def play(driver, scenario, address):
    match scenario:
        case "login":
            log_in(driver, address)
        case "denied":
            log_in(driver, address, button="Cancel")
        case "other-state":
            log_in(driver, changed(address, state="b3RoZXI"))
        case "other-nonce":
            log_in(driver, changed(address, nonce="b3RoZXI"))
        case "spent-code":
            code = spent_code(driver, address)
            back = parameter(address, "redirect_uri")
            driver.get(changed(back, code=code, state=parameter(address, "state")))
    comes_back(driver)


with tempfile.TemporaryDirectory() as profile:
    driver = browser(profile)
    try:
        play(driver, *sys.argv[1:])
    finally:
        driver.quit()

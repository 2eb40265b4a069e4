# SPDX-License-Identifier: GPL-2.0-or-later
# A headless Chromium, driven through the DevTools protocol over two pipes: no port, no network.
import json
import os
import select
import shutil
import signal
import subprocess
import time

PATIENCE = 60  # seconds for one answer

OPTIONS = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--force-renderer-accessibility",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--metrics-recording-only",
    "--password-store=basic",
    # Root has no other choice; the pages are the test's own.
    "--no-sandbox",
]


def find():
    for name in ("chromium", "chromium-browser"):
        path = shutil.which(name)
        if path:
            return path
    return None


class Failed(Exception):
    pass


class Browser:
    """One process, ended with all its children when the block is left."""

    def __init__(self, program, home):
        reads, self.out = os.pipe()
        self.incoming, writes = os.pipe()
        environment = dict(os.environ, HOME=home, TMPDIR=home, XDG_RUNTIME_DIR=home)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        # Chromium reads commands from descriptor 3 and answers on 4.
        script = f'exec "$@" 3<&{reads} 4>&{writes}'
        self.log = open(os.path.join(home, "log"), "wb")
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", script, "chromium", program, *OPTIONS, f"--user-data-dir={home}/profile"],
            pass_fds=(reads, writes),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            env=environment,
            start_new_session=True,
        )
        os.close(reads)
        os.close(writes)
        self.buffer = b""
        self.events = []
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self.process.wait(10)
        except (Failed, OSError, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.out)
        os.close(self.incoming)
        self.log.close()

    def receive(self, deadline):
        """The next message, or None once the time is over."""
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.incoming], [], [], left)[0]:
                return None
            data = os.read(self.incoming, 1 << 16)
            if not data:
                raise Failed("the browser has ended")
            self.buffer += data
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data) :]
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(deadline)
            if answer is None:
                raise Failed(f"no answer to {method}")
            if answer.get("id") != self.number:
                self.events.append(answer)
            elif "error" in answer:
                raise Failed(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def wait_for(self, method, session):
        deadline = time.monotonic() + PATIENCE
        seen = 0
        while True:
            for event in self.events[seen:]:
                if event.get("method") == method and event.get("sessionId") == session:
                    return event
            seen = len(self.events)
            event = self.receive(deadline)
            if event is None:
                raise Failed(f"{method} never came")
            self.events.append(event)


class Page:
    """One tab that shows one file."""

    def __init__(self, browser, width, height, dark=False, media="screen", scripts=True):
        self.browser = browser
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self.target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility", "DOM", "Performance"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        if not scripts:
            self.call("Emulation.setScriptExecutionDisabled", value=True)

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def open(self, path):
        self.url = "file://" + path
        self.call("Page.navigate", url=self.url)
        self.browser.wait_for("Page.loadEventFired", self.session)

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)

    def ask(self, expression):
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise Failed(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def said(self):
        """What the console or the log of the browser shows."""
        wanted = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [e["params"] for e in self.mine() if e["method"] in wanted]

    def requested(self):
        """Addresses of everything that was asked for, the page itself included."""
        return [
            e["params"]["request"]["url"]
            for e in self.mine()
            if e["method"] == "Network.requestWillBeSent"
        ]

    def mine(self):
        return [e for e in self.browser.events if e.get("sessionId") == self.session]

# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine that lives through a year in a minute: its files, its packages, its nights."""
import email
import email.policy
import hashlib
import json
import os
import random
import re
import subprocess
import time

HOUR = 3600
DAY = 24 * HOUR
LINES = 30  # of each file




class Wrong(Exception):
    """The program did not do what a year needs."""


def text_of(words, seed):
    """A configuration file whose size does not depend on how often it was changed."""
    rows = random.Random(f'{words} {seed}')
    return ''.join(f'{words}_{row} = {rows.getrandbits(64):016x}\n' for row in range(LINES))


class Machine:
    """Below a root of its own: what is watched, dpkg's database, the program, and a clock."""

    def __init__(self, root):
        self.root = root
        self.box = root + '.box'
        self.now = (int(time.time()) // DAY + 2) * DAY
        self.versions = {}
        self.conffiles = {}
        for directory in ('etc/confwatch', 'etc/own', 'etc/pam.d', 'var/lib/dpkg/info', 'run'):
            os.makedirs(os.path.join(root, directory))
        os.makedirs(self.box)
        self.write('/etc/passwd', 'root:x:0:0::/root:/bin/sh\n')
        self.write('/etc/group', 'root:x:0:\n')
        self.environment = dict(os.environ, LC_ALL='C', TZ='UTC', NO_SYNC='1', LD_PRELOAD=os.path.join(
            os.environ['BUILD_DIR'], 'tests/cli/late_clock.so'))
        self.configure()

    def configure(self):
        sendmail = self.root + '.sendmail'
        with open(sendmail, 'w', encoding='utf-8') as file:
            file.write(f'#!/bin/sh\n[ ! -e {self.box}/down ] || exit 75\n'
                       f'exec cat >{self.box}/mail.$$\n')
        os.chmod(sendmail, 0o755)
        self.write('/etc/confwatch/confwatch.yaml', f'''watch: [/etc]
required: [{{file: /etc/pam.d/imap, on_lost: restore}}]
report: {{mail: always, sendmail: {sendmail}, metrics: /run}}
''')

    def mail_works(self, works):
        mark = os.path.join(self.box, 'down')
        if not works:
            with open(mark, 'w', encoding='utf-8'):
                pass
        elif os.path.exists(mark):
            os.unlink(mark)

    def at(self, path):
        return self.root + path

    def write(self, path, text):
        os.makedirs(os.path.dirname(self.at(path)), exist_ok=True)
        with open(self.at(path), 'w', encoding='utf-8') as file:
            file.write(text)
        os.utime(self.at(path), (self.now, self.now))

    def read(self, path):
        with open(self.at(path), encoding='utf-8') as file:
            return file.read()

    def remove(self, path):
        os.unlink(self.at(path))

    def exists(self, path):
        return os.path.exists(self.at(path))

    def picture(self):
        """{path: digest and mode} of all that is watched."""
        found = {}
        for directory, _, names in os.walk(self.at('/etc')):
            for name in names:
                path = os.path.join(directory, name)
                with open(path, 'rb') as file:
                    found[path[len(self.root):]] = (hashlib.sha256(file.read()).hexdigest(),
                                                    os.stat(path).st_mode)
        return found

    # ---- packages, as dpkg writes them down

    def ship(self, package, version, files):
        """files: {path: text}: what the package has now."""
        self.versions[package] = version
        self.conffiles[package] = files
        with open(self.at(f'/var/lib/dpkg/info/{package}.list'), 'w', encoding='utf-8') as file:
            file.write(''.join(f'{path}\n' for path in ['/.', '/etc', *files]))
        with open(self.at('/var/lib/dpkg/status-new'), 'w', encoding='utf-8') as file:
            for name, number in sorted(self.versions.items()):
                file.write(f'Package: {name}\nStatus: install ok installed\nArchitecture: all\n'
                           f'Version: {number}\nConffiles:\n')
                for path, text in self.conffiles[name].items():
                    file.write(f' {path} {hashlib.md5(text.encode()).hexdigest()}\n')
                file.write('\n')
        os.rename(self.at('/var/lib/dpkg/status-new'), self.at('/var/lib/dpkg/status'))

    # ---- the program

    def command(self, *arguments, measured=False):
        self.now += 60
        environment = dict(self.environment, CLOCK_AHEAD=str(self.now - int(time.time())))
        words = [os.environ['CONFWATCH'], '--root=' + self.root, *arguments]
        if measured:
            words.insert(0, os.path.join(os.environ['BUILD_DIR'], 'tests/e2e/measure'))
        return subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8',
                              timeout=120)

    def run(self, *arguments, good=(0,), measured=False):
        done = self.command(*arguments, measured=measured)
        if done.returncode not in good:
            raise Wrong(f'{" ".join(arguments)}: status {done.returncode}: '
                        f'{done.stdout}{done.stderr}')
        return done.stdout

    def why(self, path):
        return json.loads(self.run('why', '--json', path, good=(0, 1)))['reason']['text']

    def git(self, *arguments):
        return subprocess.run(['git', '--git-dir', self.at('/var/lib/confwatch/history.git'),
                               *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding='utf-8', check=False)

    def history(self):
        """Snapshots, packs, and bytes of all of them."""
        packs = [entry for entry in os.scandir(
            self.at('/var/lib/confwatch/history.git/objects/pack'))]
        return (int(self.git('rev-list', '--count', 'main').stdout),
                sum(entry.name.endswith('.pack') for entry in packs),
                sum(entry.stat().st_size for entry in packs))

    def state_files(self):
        return sum(len(names) for _, _, names in os.walk(self.at('/var/lib/confwatch')))

    def open_findings(self):
        status = json.loads(self.run('status', '--json', good=(0, 1)))
        return [finding for finding in status['findings'] if finding['state'] == 'open']

    def night(self):
        """Mails, milliseconds of processor, and kB."""
        figures = self.run('nightly', measured=True, good=(0, 2)).split()
        return self.mails(), float(figures[2]), int(figures[1])

    def mails(self):
        """Those that came since they were asked for last."""
        came = []
        for name in os.listdir(self.box):
            path = os.path.join(self.box, name)
            if name.startswith('mail.'):
                with open(path, 'rb') as file:
                    came.append(Mail(file.read()))
                os.unlink(path)
        return came


TOLD = ('To act on', 'Brought back by itself', 'Waiting for a decision')


class Mail:
    """What a report says, as a reader of its plain part takes it."""

    def __init__(self, raw):
        message = email.message_from_bytes(
            raw, policy=email.policy.strict.clone(raise_on_defect=True))
        self.size = len(raw)
        self.subject = message['Subject']
        self.text = message.get_body(('plain',)).get_content()
        self.full, self.short = set(), {}
        self.changed, self.upgraded = set(), set()
        self.promised = self.to_act = 0
        number = re.search(r': (\d+) to act on: ', self.subject)
        self.subject_says = int(number[1]) if number else 0
        title = ''
        for line in self.text.split('\n'):
            heading = re.fullmatch(r'(\w[\w ]*) \((\d+)\)', line)
            if heading:
                title = heading[1]
                self.promised += int(heading[2]) if title in TOLD else 0
                self.to_act += int(heading[2]) if title == TOLD[0] else 0
            elif title in TOLD:
                self.read_finding(line)
            elif title == 'Changed files' and re.match(r'  (added|removed|changed|retyped) +/', line):
                self.changed.add(line.split()[1])
            elif title == 'Upgraded' and line.startswith('  '):
                self.upgraded.add(line.split()[0])

    def read_finding(self, line):
        whole = re.fullmatch(r'  (/[^ ]+)', line)
        brief = re.match(r'  [A-Z][A-Z ]+.* (/[^ ]+), (\d+) (day|hour)s?(?:, pinned)?(: |$)', line)
        if whole:
            self.full.add(whole[1])
        elif brief:
            self.short[brief[1]] = int(brief[2]) if brief[3] == 'day' else 0

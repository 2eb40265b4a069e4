# SPDX-License-Identifier: GPL-2.0-or-later
"""A small system with a secret in every file that others cannot read, and all that is said of it."""
import base64
import email
import email.policy
import hashlib
import os
import random
import shutil
import socket
import stat
import subprocess
import time

ROUNDS = 3
OPEN = 'what everybody may read'

# Whatever their mode: the list of confwatch.yaml(5) that is shipped, and `protect:` below.
NAMED = ('/etc/sasldb2', '/etc/sssd/sssd.conf', '/etc/postfix/sasl_passwd', '/etc/ssl/private/a.key',
         '/etc/fetchmailrc', '/etc/named/a.conf', '/etc/digest/a.conf')
# By their mode, list, or directory.
CLOSED = tuple(f'/etc/app/{number}.conf' for number in range(4))
GROUP = ('/etc/postfix/main.cf', '/etc/app/group.conf')
LISTED = ('/etc/app/listed.conf',)
BELOW = ('/etc/closed/a.conf', '/etc/closed/deep/b.conf')
LEFTOVERS = ('{}/{}.rpmsave', '{}/{}.rpmnew', '{}/{}.dpkg-dist', '{}/{}.dpkg-old', '{}/{}.bak',
             '{}/{}~', '{}/#{}#', '{}/.{}.swp', '{}/{}.rpmsave.old')

RULES = '''pack: mine
title: what is quoted
formats: [{path: /etc/app/*.conf, format: ini}]
rules:
  - {id: mine-relay, file: /etc/postfix/main.cf, assert: "false()", severity: critical,
     say: "concat('it is ', //@value)", reason: of the test}
  - {id: mine-file, file: /etc/app/0.conf, assert: "false()", severity: warning,
     say: "concat('it is ', //@value)", reason: of the test}
  - {id: mine-value, file: /etc/sssd/sssd.conf, assert: "string(//@value) = $value",
     severity: warning, policy: mine-policy, capture: {value: "string(//@value)"},
     say: "concat('it is ', //@value)", reason: of the test}
'''
CONFIGURATION = '''watch: [/etc]
protect: [/etc/named/**]
digest_only: [/etc/digest/**]
required: [{{file: /etc/app/1.conf, on_lost: restore}}, {{file: /etc/app/2.conf}}]
report: {{mail: always, sendmail: {sendmail}, metrics: /run}}
'''


class World:
    def __init__(self, root, seed):
        self.root = root
        self.random = random.Random(seed)
        self.secrets = {}  # what must not be there: whose it is
        self.shown = set()
        self.seen = False
        self.planted = 0
        self.box = root + '.box'
        for directory in ('etc/confwatch/rules.d', 'var/lib/dpkg/info', 'run/systemd/journal'):
            os.makedirs(os.path.join(root, directory))
        os.makedirs(self.box)
        self.journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        # The name of a socket is short.
        above = os.open(os.path.join(root, 'run/systemd/journal'), os.O_PATH)
        self.journal.bind(f'/proc/self/fd/{above}/socket')
        os.close(above)

    def at(self, path):
        return self.root + path

    # ---- secrets

    def plant(self, path):
        """A text with a word that nobody else may know, in the form of a setting."""
        value = f'{self.random.getrandbits(120):030x}'
        secret = ''.join(chr(ord('g') + int(digit, 16)) for digit in value)
        line = f'relayhost = {secret}\n' if path.endswith('main.cf') else f'password={secret}\n'
        begin = '' if path.endswith('main.cf') else self.random.choice(['[a]\n', '# it\n[a]\n'])
        self.planted += 1
        self.remember(path, secret.encode(), (line.encode(), (begin + line).encode()))
        return begin + line

    def remember(self, path, secret, texts):
        for text in (secret, *texts):
            forms = [hashlib.new(kind, text).hexdigest() for kind in ('md5', 'sha1', 'sha256')]
            forms.append(hashlib.sha1(b'blob %d\0' % len(text) + text).hexdigest())
            for form in forms:
                self.secrets[form.encode()] = f'a digest of {path}'
                self.secrets[bytes.fromhex(form)] = f'a digest of {path}'
                self.secrets[base64.b64encode(bytes.fromhex(form))[:-2]] = f'a digest of {path}'
        self.secrets[secret] = self.secrets[secret[:16]] = self.secrets[secret[14:]] = path
        self.secrets[secret.hex().encode()] = self.secrets[secret.hex().upper().encode()] = path
        for shift in range(3):
            # Without what depends on the bytes before and behind.
            form = base64.b64encode(b'x' * shift + secret)
            self.secrets[form[4:-4]] = path

    def look(self, where, data):
        self.seen = self.seen or OPEN.encode() in data
        for form, path in self.secrets.items():
            if form in data:
                self.shown.add(f'{where}: {path}')

    # ---- the tree

    def write(self, path, text, mode=0o644):
        where = self.at(path)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        if os.path.lexists(where) and not os.path.isfile(where):
            os.unlink(where)
        with open(where, 'w', encoding='utf-8') as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)

    def private(self, path, mode=0o600):
        self.write(path, self.plant(path), mode)

    def renew(self, path):
        """Whatever the file's mode was and is: it has another secret."""
        if path in CLOSED:
            self.private(path, self.random.choice([0o600, 0o400, 0o000]))
        elif path in GROUP:
            self.private(path, 0o640)
        elif path in LISTED:
            self.private(path, 0o640)
            subprocess.run(['setfacl', '-m', 'u:96:r', self.at(path)], check=True)
        else:
            self.private(path, 0o644)

    def places(self):
        return NAMED + CLOSED + GROUP + LISTED + BELOW

    def leave(self, path):
        """A leftover of a protected name, that everybody could read."""
        directory, name = os.path.split(path)
        self.private(self.random.choice(LEFTOVERS).format(directory, name), 0o644)

    def begin(self):
        sendmail = self.root + '.sendmail'
        with open(sendmail, 'w', encoding='utf-8') as file:
            file.write(f'#!/bin/sh\n[ ! -e {self.box}/down ] || exit 75\n'
                       f'exec cat >{self.box}/$$.mail\n')
        os.chmod(sendmail, 0o755)
        self.write('/etc/passwd', 'root:x:0:0::/root:/bin/sh\ncyrus:x:96:12::/:/bin/false\n')
        self.write('/etc/group', 'root:x:0:\nmail:x:12:\n')
        self.write('/etc/confwatch/confwatch.yaml', CONFIGURATION.format(sendmail=sendmail))
        self.write('/etc/confwatch/rules.d/mine.yaml', RULES)
        self.write('/etc/hosts', OPEN + '\n')
        for path in self.places():
            self.renew(path)
        os.chmod(self.at('/etc/closed'), 0o700)
        for path in self.random.sample(self.places(), 5):
            self.leave(path)
        # In a directory these stand before the file that says that they are secret.
        self.private('/etc/app/.0.conf.swp', 0o644)
        self.private('/etc/app/#group.conf#', 0o644)
        os.link(self.at('/etc/app/3.conf'), self.at('/etc/app/second-name'))
        os.symlink('0.conf', self.at('/etc/app/link'))
        self.ship(1)

    def ship(self, version):
        with open(self.at('/var/lib/dpkg/status'), 'w', encoding='utf-8') as file:
            file.write(f'Package: app\nStatus: install ok installed\nArchitecture: all\n'
                       f'Version: {version}\nConffiles:\n')
            for path in self.places() + ('/etc/hosts',):
                file.write(f' {path} {hashlib.md5(f"{path} {version}".encode()).hexdigest()}\n')
        with open(self.at('/var/lib/dpkg/info/app.list'), 'w', encoding='utf-8') as file:
            file.write('/.\n/etc\n' + ''.join(f'{path}\n' for path in self.places()))

    # ---- what happens

    def happen(self):
        path = self.random.choice(self.places())
        what = self.random.choice(['renew', 'renew', 'open', 'close', 'remove', 'leave'])
        if what == 'renew' or not os.path.exists(self.at(path)):
            # Its mode stays as it is: protected once, protected for good.
            mode = stat.S_IMODE(os.stat(self.at(path)).st_mode) if os.path.exists(self.at(path)) \
                else 0o644
            self.private(path, mode)
        elif what == 'open':
            os.chmod(self.at(path), 0o644)
            os.chmod(self.at('/etc/closed'), self.random.choice([0o700, 0o755]))
        elif what == 'close':
            os.chmod(self.at(path), 0o600)
        elif what == 'remove':
            os.unlink(self.at(path))
        else:
            self.leave(path)

    def upgrade(self, version):
        self.run('hook', 'before', '--via=test')
        self.ship(version)
        for path in self.random.sample(self.places(), 4):
            where = self.at(path)
            if os.path.exists(where) and self.random.random() < 0.5:
                os.rename(where, where + self.random.choice(['.dpkg-old', '.rpmsave', '.dpkg-bak']))
            how = self.random.random()
            if how < 0.4:
                self.write(path, f'{path} {version}')
            elif how < 0.7:
                self.private(path + '.dpkg-dist', 0o644)
            elif os.path.exists(where):
                os.unlink(where)
        self.run('hook', 'after', '--via=test')

    def live(self):
        self.begin()
        self.run('init')
        for turn in range(ROUNDS):
            for _ in range(self.random.randrange(1, 6)):
                self.happen()
            down = os.path.join(self.box, 'down')
            if turn % 2:
                with open(down, 'w', encoding='utf-8'):
                    pass
            elif os.path.exists(down):
                os.unlink(down)
            self.run('diary', 'add', '-m', 'by the test', self.random.choice(self.places()))
            self.run('rules', 'adopt', '--all')
            self.upgrade(turn + 2)
            self.say_all()
            self.run('nightly')
            self.run('restore', *self.random.sample(self.places(), 3))
            self.run('undo')
            self.run('accept', '--all', '--yes', '-m', 'by the test')
            self.look_around()
        self.run('report', '--mail')
        self.look_around()
        self.journal.close()

    # ---- what is said

    def run(self, *arguments):
        environment = dict(os.environ, CLOCK_AHEAD=self.random.choice(['0', '600']), NO_SYNC='1',
                           LD_PRELOAD=os.path.join(
                               os.environ['BUILD_DIR'], 'tests/cli/late_clock.so'))
        done = subprocess.run([os.environ['CONFWATCH'], '--root=' + self.root, *arguments],
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
        self.look(' '.join(arguments), done.stdout)
        if done.returncode not in (0, 1, 2):
            self.shown.add(f'{" ".join(arguments)}: status {done.returncode}')
        return done.stdout

    def say_all(self):
        for words in ('status', 'status -v', 'status --json', 'status --short', 'diff', 'diff --json',
                      'diff --settings', 'diff --settings --json', 'diff --from=last~2',
                      'diff --from=last~1 --settings', 'log', 'log -v', 'log --json', 'show last',
                      'show last --json', 'why --missing', 'why --missing --json', 'check', 'check -v',
                      'check --json', 'report', 'report --json', 'report --format=xml',
                      'report --format=html', 'report --format=html --since=last~3',
                      'report --format=mail', 'diary list', 'diary list --json',
                      'diary search test', 'diary export', 'diary export --format=html',
                      'rules list --json', 'rules show mine-relay', 'rules explain mine-relay',
                      'rules explain mine-file', 'rules lint', 'verify', 'verify --json',
                      'snapshot --dry-run', 'expect', 'pin', '-v restore --dry-run --lost'):
            said = self.run(*words.split())
            if words in ('report --format=mail',):
                self.look_at_mail(words, said)
        for path in self.random.sample(self.places(), 4):
            for words in ('why', 'why --json', 'why -v', 'diff', 'diff --settings', 'log',
                          'restore --dry-run --from=last~1'):
                self.run(*words.split(), path)
            self.run('show', 'last:' + path)
            self.run('show', '--json', 'last~1:' + path)

    def look_at_mail(self, where, raw):
        self.look(where, raw)
        message = email.message_from_bytes(raw, policy=email.policy.default)
        for part in message.walk():
            if not part.is_multipart():
                self.look(f'{where}, {part.get_content_type()}', part.get_payload(decode=True))

    def look_around(self):
        """Mails, notices, the journal, STATE but for where secrets belong, and all of git."""
        for name in os.listdir(self.box):
            with open(os.path.join(self.box, name), 'rb') as file:
                self.look_at_mail('a mail', file.read())
        while True:
            try:
                self.look('the journal', self.journal.recv(1 << 20))
            except BlockingIOError:
                break
        for top in ('/run', '/var/lib/confwatch'):
            for directory, below, names in os.walk(self.at(top)):
                if 'protected.git' in below:
                    below.remove('protected.git')
                for name in names:
                    path = os.path.join(directory, name)
                    if stat.S_ISREG(os.lstat(path).st_mode):
                        with open(path, 'rb') as file:
                            self.look(path[len(self.root):], file.read())
        self.look_at_git()

    def look_at_git(self):
        done = subprocess.run(['git', '--git-dir', self.at('/var/lib/confwatch/history.git'),
                               'cat-file', '--batch-all-objects', '--batch', '--unordered'],
                              stdout=subprocess.PIPE, check=True)
        self.look('an object of the history', done.stdout)

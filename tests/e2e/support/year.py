# SPDX-License-Identifier: GPL-2.0-or-later
"""What happens in a year, and a model of what must be open and told of it."""
import random

from year_machine import DAY, HOUR, Machine, text_of

PACKAGES = 20
OWN = 30
UPGRADE_EVERY = 6
STATUS_EVERY = 7
MAIL_IS_DOWN = range(170, 175)


class Open:
    """Something that somebody must decide, since a moment."""

    def __init__(self, kind, since):
        self.kind = kind  # gone, replaced, waiting
        self.since = since
        self.told = False


class Night:
    """What a night cost, and what was there after it."""

    def __init__(self, milliseconds, memory, mails, machine):
        self.milliseconds = milliseconds
        self.memory = memory
        self.mail = sum(mail.size for mail in mails)
        self.snapshots, self.packs, self.history = machine.history()
        self.files = machine.state_files()


def package_name(number):
    return f'p{number:02}'


def package_files(package, version):
    """main.conf is the one that administrators edit."""
    return {f'/etc/{package}/{name}.conf': text_of(f'{package}_{name}', version)
            for name in ('main', 'extra', 'small')}


class Year:
    def __init__(self, root, seed):
        self.machine = Machine(root)
        self.start = self.machine.now + HOUR
        self.random = random.Random(seed)
        self.open = {}  # path: Open
        self.own = set()  # files of administrators that are there
        self.wrong = {}  # what: [when and how it was not so]
        self.months = {}  # [Night, ...]
        self.reasons = {}  # path: the last one
        self.sent = {}  # the picture at the last mail that arrived
        self.upgraded = set()  # since then
        self.restored = set()  # what came back by itself, and no mail told yet
        self.back = -100  # when something came back by itself last
        self.edits = 0
        self.counts = {}

    def note(self, what, day, words):
        self.wrong.setdefault(what, []).append(f'day {day}: {words}')

    def compare(self, what, day, wanted, found):
        if wanted != found:
            self.note(what, day,
                      f'missing {sorted(wanted - found)}, too much {sorted(found - wanted)}')

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def begin(self):
        machine = self.machine
        for number in range(PACKAGES):
            package = package_name(number)
            files = package_files(package, 1)
            machine.ship(package, 1, files)
            for path, text in files.items():
                machine.write(path, text)
            self.edit(f'/etc/{package}/main.conf')
        for number in range(OWN):
            path = f'/etc/own/{number:02}.conf'
            self.own.add(path)
            self.edit(path)
        machine.write('/etc/pam.d/imap', 'auth required pam_unix.so\n')
        machine.run('init')
        self.sent = machine.picture()

    def edit(self, path):
        self.edits += 1
        self.machine.write(path, text_of('mine', self.edits))

    # ---- what people do

    def quiet_path(self):
        """A file of the administrators about which nothing is open."""
        mains = [f'/etc/{package_name(number)}/main.conf' for number in range(PACKAGES)]
        return self.random.choice([path for path in sorted(self.own) + mains
                                   if path not in self.open and self.machine.exists(path)])

    def day(self, day):
        machine = self.machine
        machine.now = self.start + day * DAY + 9 * HOUR
        self.resolve(day)
        if self.random.random() < 0.5:
            self.edit(self.quiet_path())
            self.count('edits')
        if self.random.random() < 0.1:
            path = self.quiet_path()
            self.reasons[path] = f'because of what happened on day {day}'
            machine.run('why', path, self.reasons[path])
            self.count('reasons')
        if self.random.random() < 0.05:
            machine.run('pin', self.quiet_path())
            self.count('pins')
        if self.random.random() < 0.05:
            path = f'/etc/own/new{day}.conf'
            self.own.add(path)
            self.edit(path)
        if self.random.random() < 0.03:
            self.lose_own(day)
        if day % UPGRADE_EVERY == 3:
            self.upgrade(day)

    def lose_own(self, day):
        path = self.random.choice(sorted(self.own - set(self.open)))
        machine = self.machine
        if path not in self.sent:
            return
        machine.remove(path)
        self.open[path] = Open('gone', None)
        self.count('lost by hand')

    def resolve(self, day):
        for path, item in sorted(self.open.items()):
            if self.random.random() >= 0.12:
                continue
            getattr(self, f'resolve_{item.kind}')(path)
            del self.open[path]

    def resolve_gone(self, path):
        how = self.random.choice(['restore', 'accept', 'anew'])
        self.count(f'gone, {how}')
        if how == 'restore':
            self.machine.run('restore', path)
        elif how == 'anew':
            self.edit(path)
        else:
            self.machine.run('accept', path)
            self.own.discard(path)

    def resolve_replaced(self, path):
        how = self.random.choice(['restore', 'accept', 'edit'])
        self.count(f'replaced, {how}')
        if how == 'restore':
            self.machine.run('restore', path)
        elif how == 'edit':
            self.edit(path)
        else:
            self.machine.run('accept', path)

    def resolve_waiting(self, path):
        how = self.random.choice(['remove', 'accept', 'take'])
        self.count(f'waiting, {how}')
        if how == 'remove':
            self.machine.remove(path + '.dpkg-dist')
        elif how == 'take':
            self.machine.write(path, self.machine.read(path + '.dpkg-dist'))
            self.machine.remove(path + '.dpkg-dist')
        else:
            self.machine.run('accept', path)

    # ---- what packages do

    def upgrade(self, day):
        machine = self.machine
        package = package_name(self.random.randrange(PACKAGES))
        main = f'/etc/{package}/main.conf'
        what = 'nothing'
        before = set(self.open)
        if main in self.open and self.open[main].kind == 'waiting':
            what = 'again'
        elif main not in self.open and machine.exists(main):
            what = self.random.choice(['waiting', 'replaced', 'gone', 'expected', 'nothing'])
        if what == 'expected':
            machine.run('expect', main, '--until=1d', '-m', 'the new format')
        machine.run('hook', 'before', '--via=test')
        version = machine.versions[package] + 1
        files = package_files(package, version)
        machine.ship(package, version, files)
        for path in files:
            if path != main:
                machine.write(path, files[path])
        if what in ('waiting', 'again'):
            machine.write(main + '.dpkg-dist', files[main])
        elif what == 'replaced':
            machine.write(main + '.dpkg-old', machine.read(main))
            machine.write(main, files[main])
        elif what == 'expected':
            self.edit(main)
        elif what == 'gone':
            machine.remove(main)
        if self.random.random() < 0.2 and machine.exists('/etc/pam.d/imap'):
            machine.remove('/etc/pam.d/imap')
            if day - self.back > 7:
                self.back = day
                self.restored.add('/etc/pam.d/imap')
                self.count('brought back by itself')
            else:
                self.open['/etc/pam.d/imap'] = Open('gone', machine.now)
                self.count('not brought back twice in a week')
        if what in ('waiting', 'replaced', 'gone'):
            self.open[main] = Open(what, machine.now)
        machine.run('hook', 'after', '--via=test')
        self.read_alerts(day, {path for path in self.open if path not in before
                               and self.open[path].kind != 'waiting'})
        self.upgraded.add(package)
        self.count(f'upgrades, {what}')

    # ---- the night

    def night(self, day):
        machine = self.machine
        machine.now = self.start + (day + 1) * DAY + HOUR
        down = day in MAIL_IS_DOWN
        machine.mail_works(not down)
        for item in self.open.values():
            item.since = item.since or machine.now
        mails, milliseconds, memory = machine.night()
        if day % STATUS_EVERY == 0:
            self.compare_status(day)
        if len(mails) != (0 if down else 1):
            self.note('a mail each night', day, f'{len(mails)} mails')
        for mail in mails:
            self.read_mail(day, mail)
        self.months.setdefault(min(day // 30, 11), []).append(
            Night(milliseconds, memory, mails, machine))

    def read_alerts(self, day, critical):
        """What an upgrade left is mailed at once, and told by the night all the same."""
        told = self.machine.mails()
        if day not in MAIL_IS_DOWN:
            self.compare('what is critical is mailed at once', day, critical,
                         set().union(*(mail.full for mail in told)))
        if len(told) > 1:
            self.note('what is critical is mailed at once', day, f'in {len(told)} mails')

    def compare_status(self, day):
        found = {finding['path'] for finding in self.machine.open_findings()
                 if finding['severity'] in ('warning', 'critical')}
        self.compare('status knows all that is open', day, set(self.open), found)

    def read_mail(self, day, mail):
        machine = self.machine
        new = {path for path, item in self.open.items() if not item.told}
        self.compare('what is new is told in full, once', day, new | self.restored, mail.full)
        self.compare('and then on a line', day, set(self.open) - new, set(mail.short))
        for path, item in self.open.items():
            item.told = True
            age = (machine.now - item.since) // DAY
            if mail.short.get(path, age) != age:
                self.note('with its age', day, f'{path}: {mail.short[path]} days, not {age}')
        if mail.promised != len(mail.full) + len(mail.short) or mail.to_act != mail.subject_says:
            self.note('subject and headings say how many', day, mail.text)
        picture = machine.picture()
        changed = {path for path in set(picture) | set(self.sent)
                   if picture.get(path) != self.sent.get(path)}
        self.compare('each change is in one mail', day, changed, mail.changed)
        self.compare('so is each upgrade', day, self.upgraded, mail.upgraded)
        self.sent, self.upgraded, self.restored = picture, set(), set()

    # ---- afterwards

    def end(self):
        """Reasons are still there, and what is open ends when somebody says so."""
        for path, reason in sorted(self.reasons.items()):
            told = self.machine.why(path)
            if told != reason:
                self.note('every reason is kept', 'the end', f'{path}: {told}, not {reason}')
        self.compare_status('the end')
        for path in sorted(self.open):
            self.machine.run('accept', path)
        self.open = {}
        self.compare_status('after the end')

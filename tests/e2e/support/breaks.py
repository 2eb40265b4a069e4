# SPDX-License-Identifier: GPL-2.0-or-later
"""Cases of rules: trees, what breaks in them, and what `confwatch check` must then say.

tests/cases/rules/README tells the language; each edit of a tree can be taken back."""
import concurrent.futures
import functools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.join(os.environ['SOURCE_DIR'], 'tests', 'cases', 'rules')
OLD = 1700000000  # when everything was written that no case touches
NEW = 2000000000  # after everything else


class Wrong(Exception):
    """A case, or an edit in it, that does not say what it should."""


def lines_of(path):
    """(number, words, text below "<<END") of each line that is no comment."""
    with open(path, encoding='utf-8') as file:
        lines = enumerate(file.read().split('\n'), 1)
    for number, line in lines:
        if not line.strip() or line.startswith('#'):
            continue
        try:
            words = shlex.split(line)
        except ValueError as error:
            raise Wrong(f'{path}:{number}: {error}') from error
        text = None
        if words[-1].startswith('<<'):
            end, text = words.pop()[2:], ''
            for _, below in lines:
                if below == end:
                    break
                text += below + '\n'
        yield number, words, text


def read_cases(path):
    """The blocks of one file, each from its "break" on."""
    cases = []
    for number, words, text in lines_of(path):
        keyword, rest = words[0], words[1:]
        if keyword == 'break':
            cases.append({'break': rest[0], 'place': f'{os.path.basename(path)}:{number}',
                          'on': [], 'given': [], 'do': [], 'finds': [], 'doubts': False})
        elif keyword == 'on':
            cases[-1]['on'] += rest
        elif keyword in ('given', 'do'):
            cases[-1][keyword].append((rest, text))
        elif keyword == 'finds':
            cases[-1]['finds'].append(rest)
        elif keyword == 'doubts':
            cases[-1]['doubts'] = True
        else:
            raise Wrong(f'{path}:{number}: no such keyword: {keyword}')
    return cases


def read_breaks():
    """BREAKS: {id: (row, 'F' or 'P', title)}."""
    breaks = {}
    with open(os.path.join(HERE, 'BREAKS'), encoding='utf-8') as file:
        for line in file:
            if line.strip() and not line.startswith('#'):
                name, row, kind, title = line.split(None, 3)
                breaks[name] = (row, kind, title.strip())
    return breaks


def all_cases():
    cases = []
    for name in sorted(os.listdir(HERE)):
        if name.endswith('.cases'):
            cases += read_cases(os.path.join(HERE, name))
    return cases


class Tree:
    """A root that is edited, and can be taken back to where it was."""

    def __init__(self, root):
        self.root = root
        self.saved = None

    def path(self, path):
        """Inside the root, whatever links above the last name say."""
        names = [name for name in path.split('/') if name]
        at = ''
        for name in names[:-1]:
            link = self.root + at + '/' + name
            if os.path.islink(link):
                target = os.readlink(link)
                at = target.rstrip('/') if target.startswith('/') else os.path.normpath(at + '/' + target)
            else:
                at += '/' + name
        return self.root + at + '/' + names[-1]

    def begin(self):
        self.saved = (tempfile.mkdtemp(), [])

    def undo(self):
        directory, steps = self.saved
        for place, copy in reversed(steps):
            if os.path.islink(place) or os.path.isfile(place):
                os.unlink(place)
            elif os.path.isdir(place):
                shutil.rmtree(place)
            if copy is not None:
                subprocess.run(['cp', '-a', '--', copy, place], check=True)
        shutil.rmtree(directory)
        self.saved = None

    def touch(self, path):
        """Keeps what is at path, and returns where that is."""
        place = self.path(path)
        if self.saved is not None:
            directory, steps = self.saved
            top = place
            while not os.path.lexists(os.path.dirname(top)):
                top = os.path.dirname(top)
            copy = None
            if os.path.lexists(place):
                copy = os.path.join(directory, str(len(steps)))
                subprocess.run(['cp', '-a', '--', place, copy], check=True)
            steps.append((top, copy))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        return place

    def number(self, name, file):
        """Of a user or group, as the root has it."""
        if name.isdigit():
            return int(name)
        with open(self.root + file, encoding='utf-8') as lines:
            for line in lines:
                fields = line.split(':')
                if fields[0] == name:
                    return int(fields[2])
        raise Wrong(f'no {name} in {file}')

    def chown(self, place, owner):
        user, group = owner.split(':')
        os.chown(place, self.number(user, '/etc/passwd'), self.number(group, '/etc/group'),
                 follow_symlinks=False)

    def edit(self, words, text):
        verb, path = words[0], words[1]
        getattr(self, 'edit_' + verb.replace('-', '_'))(path, words[2:], text)

    def rewrite(self, path, content):
        """Other bytes in the same file; what was older than others stays so."""
        place = self.touch(path)
        status = os.stat(place)
        with open(place, 'w', encoding='utf-8') as file:
            file.write(content)
        os.utime(place, (status.st_atime, status.st_mtime))

    def content(self, path):
        with open(self.path(path), encoding='utf-8') as file:
            return file.read()

    # The verbs.

    def edit_write(self, path, words, text):
        place = self.touch(path)
        if os.path.lexists(place):
            os.unlink(place)
        with open(place, 'w', encoding='utf-8') as file:
            file.write(text or '')
        os.chmod(place, int(words[0], 8) if words else 0o644)
        if len(words) > 1:
            self.chown(place, words[1])
        os.utime(place, (OLD, OLD))

    def edit_directory(self, path, words, _):
        place = self.touch(path)
        os.makedirs(place, exist_ok=True)
        os.chmod(place, int(words[0], 8) if words else 0o755)
        if len(words) > 1:
            self.chown(place, words[1])

    def edit_link(self, path, words, _):
        place = self.touch(path)
        if os.path.lexists(place):
            os.unlink(place)
        os.symlink(words[0], place)

    def edit_remove(self, path, _words, _text):
        place = self.touch(path)
        if os.path.isdir(place) and not os.path.islink(place):
            shutil.rmtree(place)
        else:
            os.unlink(place)

    def edit_mode(self, path, words, _):
        os.chmod(self.touch(path), int(words[0], 8))

    def edit_owner(self, path, words, _):
        mode = os.stat(self.path(path)).st_mode
        place = self.touch(path)
        self.chown(place, words[0])
        os.chmod(place, mode & 0o7777)

    def edit_replace(self, path, words, _):
        content = self.content(path)
        changed = re.sub(words[0], words[1], content, flags=re.M)
        if changed == content:
            raise Wrong(f'{path} holds nothing like {words[0]}')
        self.rewrite(path, changed)

    def edit_delete(self, path, words, _):
        content = self.content(path)
        kept = ''.join(line for line in content.splitlines(True) if not re.search(words[0], line))
        if kept == content:
            raise Wrong(f'{path} has no line like {words[0]}')
        self.rewrite(path, kept)

    def edit_append(self, path, words, text):
        self.rewrite(path, self.content(path) + (text or ' '.join(words) + '\n'))

    def edit_set(self, path, words, _):
        """A parameter of main.cf as postconf -e sets it."""
        content = self.content(path)
        name = words[0].split('=')[0].strip()
        line = words[0] + '\n'
        kept = re.sub(rf'^{re.escape(name)}[ \t]*=.*\n([ \t].*\n)*', '', content, flags=re.M)
        self.rewrite(path, kept + line)

    def edit_copy(self, path, words, _):
        place = self.touch(words[0])
        if os.path.lexists(place):
            os.unlink(place)
        subprocess.run(['cp', '-aL', '--', self.path(path), place], check=True)

    def edit_newer(self, path, _words, _text):
        place = self.touch(path)
        os.utime(place, (NEW, NEW))

    def edit_empty(self, path, words, _):
        """Files of which only the names matter: empty path name..."""
        for name in words:
            self.edit_write(path + '/' + name, ['0755'], '')


def apply_tree(tree, name):
    """The edits of trees/NAME, after those of the tree that it builds on."""
    for number, words, text in lines_of(os.path.join(HERE, 'trees', name)):
        try:
            if words[0] == 'base':
                apply_tree(tree, words[1])
            else:
                tree.edit(words, text)
        except (Wrong, OSError, AttributeError, IndexError) as error:
            raise Wrong(f'trees/{name}:{number}: {error}') from error


class Tap:
    """Results, told in the order in which their trees are, whichever is done first."""

    def __init__(self):
        self.results = []

    def result(self, good, description, detail=''):
        self.results.append((good, description.replace('#', ''), detail))

    def tell(self, number):
        for good, description, detail in self.results:
            number += 1
            print('ok' if good else 'not ok', number, '-', description)
            if not good:
                print('\n'.join('# ' + line for line in str(detail).split('\n')[:40]))
        return number


class Checker:
    """`confwatch` on one tree."""

    def __init__(self, tree, command=None):
        self.tree = tree
        self.command = command or [os.environ['CONFWATCH'], '--root=' + tree.root]

    def run(self, *arguments):
        return subprocess.run([*self.command, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120,
                              encoding='utf-8', check=False)

    def results(self):
        """What failed, and what nobody can tell: (rule, path, line, message) of each."""
        done = self.run('check', '--json')
        if done.returncode not in (0, 1):
            raise Wrong(f'check: status {done.returncode}: {done.stderr}')
        results = [(result['answer'], (result['rule'], result['path'] or '', result['line'] or 0,
                                       result.get('message')))
                   for result in json.loads(done.stdout)['results']]
        return [sorted(result for answer, result in results if answer == wanted)
                for wanted in ('fail', 'unknown')]

    def place(self, words):
        """What a line of "finds" comes to in the tree as it is."""
        rule, where = words[0], words[1] if len(words) > 1 else ''
        path, colon, line = where.partition(':')
        if colon and line.startswith('/'):
            pattern = line.strip('/')
            for number, text in enumerate(self.tree.content(path).split('\n'), 1):
                if re.search(pattern, text):
                    return rule, path, number
            raise Wrong(f'{path} has no line like {pattern}')
        return rule, path, int(line or 0)


class Judge:
    """Counts what is caught and what is false."""

    def __init__(self, tap):
        self.tap = tap
        self.caught = 0
        self.false = 0
        self.tried = 0

    def clean(self, checker, description):
        """No finding, and nothing that nobody can tell."""
        found, unknown = checker.results()
        self.false += len(found)
        self.tap.result(not found and not unknown, description,
                        '\n'.join(map(str, found + unknown[:20])))

    def case(self, checker, case, description):
        tree = checker.tree
        detail = ''
        self.tried += 1
        tree.begin()
        try:
            for words, text in case['given']:
                tree.edit(words, text)
            if case['given']:
                before, _ = checker.results()
                self.false += len(before)
                if before:
                    detail = f'before: {before}\n'
            for words, text in case['do']:
                tree.edit(words, text)
            wanted = sorted(checker.place(words) for words in case['finds'])
            found, unknown = checker.results()
            if case['doubts']:
                unknown = []
        except (Wrong, OSError, AttributeError) as error:
            wanted, found, unknown, detail = [], [], [], f'{case["place"]}: {error}'
        finally:
            tree.undo()
        got = [result[:3] for result in found]
        if unknown or got != wanted or not wanted:
            detail += f'{case["place"]}\nwanted: {wanted}\nfound: {found}\nunknown: {unknown[:3]}'
        if wanted and all(result in got for result in wanted):
            self.caught += 1
        self.false += sum(result not in wanted for result in got)
        self.tap.result(not detail, description, detail)


def run_cases(judge, checker, tree_name, cases, breaks, kinds):
    """The cases of those kinds that this tree is for."""
    for case in cases:
        if tree_name in case['on'] and breaks[case['break']][1] in kinds:
            title = breaks[case['break']][2]
            judge.case(checker, case, f'{tree_name}: {case["break"]}: {title}')


def adopt(judge, checker, tree_name):
    for words in (['init', '-q'], ['rules', 'adopt', '--all']):
        done = checker.run(*words)
        judge.tap.result(done.returncode == 0, f'{tree_name}: {" ".join(words)}', done.stderr)
    judge.clean(checker, f'{tree_name}: what was adopted holds')


def run_tree(judge, checker, tree_name, cases, breaks):
    """Faults as the tree is, then, with everything adopted, policies."""
    judge.clean(checker, f'{tree_name}: no findings')
    run_cases(judge, checker, tree_name, cases, breaks, 'F')
    adopt(judge, checker, tree_name)
    run_cases(judge, checker, tree_name, cases, breaks, 'P')


def complete(tap, cases, breaks):
    """Each break has a case, and each case a break."""
    named = {case['break'] for case in cases}
    tap.result(not named - set(breaks), 'every case is of a break', sorted(named - set(breaks)))
    tap.result(not set(breaks) - named, 'every break has a case', sorted(set(breaks) - named))


def try_tree(name, make, cases, table):
    """One tree, which make() makes; what came of it."""
    judge = Judge(Tap())
    tree = make()
    run_tree(judge, Checker(tree), name, cases, table)
    return judge


def try_trees(makers):
    """{name: what makes the tree}: two at a time. The exit status."""
    cases, table = all_cases(), read_breaks()
    first = Judge(Tap())
    complete(first.tap, cases, table)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(try_tree, name, make, cases, table) for name, make in makers.items()]
        judges = [first] + [future.result() for future in tried]
    number = 0
    for judge in judges:
        number = judge.tap.tell(number)
    print(f'# {sum(judge.tried for judge in judges)} breaks, '
          f'{sum(judge.caught for judge in judges)} caught, '
          f'{sum(judge.false for judge in judges)} false')
    print(f'1..{number}')
    return int(any(not good for judge in judges for good, _, _ in judge.tap.results))


def site(name, root):
    """A system that is there, with what its administrator makes of it."""
    tree = Tree(root)
    if name != 'debian':
        apply_tree(tree, name + '-site')
    return tree


def main(arguments):
    """Cases in roots that are there: NAME=ROOT; NAME is the tree that the cases are for."""
    roots = dict(argument.split('=', 1) for argument in arguments)
    return try_trees({name: functools.partial(site, name, root) for name, root in roots.items()})


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))

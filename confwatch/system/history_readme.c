// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/README: how to get everything back without confwatch.
#include <fcntl.h>
#include <string.h>

#include "system/files.h"
#include "system/history_parts.h"

enum {
	README_MAX = 64 * 1024,
};

/* The commands between the lines of dashes are run as they stand by a test. */
static const char readme[] =
	"This is the state of confwatch: recorded states of configuration files. Everything in it can\n"
	"be brought back without confwatch, with git, mtree (Debian: mtree-netbsd), setfacl (acl) and\n"
	"setfattr (attr) alone, also from a rescue system.\n"
	"\n"
	"history.git    a bare git repository. Branch main holds one commit for each recorded state.\n"
	"               Contents lie at their own paths (etc/pam.d/imap). What git cannot hold lies in\n"
	"               .confwatch/meta/DIRECTORY/: .mtree (mtree(5): owner, mode, times), .acl (as\n"
	"               getfacl prints it), .xattr (as getfattr -d -m - dumps it), .links (hard\n"
	"               links), .protected (files whose content is not here, see below).\n"
	"               Names that begin with '%' are escaped: %2e stands for '.', %25 for '%'.\n"
	"protected.git  contents that others must not read (shadow, keys), as plain blobs under\n"
	"               refs/protected/PATH/NUMBER-SEAL; the highest number is the newest. '%2f' in\n"
	"               PATH stands for '/'. Nothing else refers to them; `confwatch forget` removes\n"
	"               them for good.\n"
	"key            the key of the seals. Without it seals cannot be compared any more.\n"
	"\n"
	"Look at what there is:\n"
	"\n"
	"    git --git-dir=history.git log --stat\n"
	"    git --git-dir=history.git show main:etc/pam.d/imap >imap\n"
	"    git --git-dir=protected.git for-each-ref\n"
	"    git --git-dir=protected.git cat-file blob REF >shadow\n"
	"\n"
	"Bring back a whole directory with all that belongs to it. Set these three, then run the lines\n"
	"between the dashes (sh, as root):\n"
	"\n"
	"    STATE=/var/lib/confwatch     # where this file lies\n"
	"    DIRECTORY=etc/pam.d          # what is wanted, without the leading slash\n"
	"    TARGET=/mnt                  # the root of the system that is mended\n"
	"\n"
	"    ----\n"
	"    META=$(mktemp -d)\n"
	"    cd \"$STATE\"\n"
	"    git --git-dir=history.git archive \"main:.confwatch/meta/$DIRECTORY\" | tar -x -C \"$META\"\n"
	"    cd \"$META\"\n"
	"    find . -type d -exec mkdir -p \"$TARGET/$DIRECTORY/{}\" ';'\n"
	"    cd \"$STATE\"\n"
	"    git --git-dir=history.git -c tar.umask=0077 archive \"main:$DIRECTORY\" |\n"
	"        tar -x -C \"$TARGET/$DIRECTORY\"\n"
	"    cd \"$META\"\n"
	"    find . -depth -type d -exec sh -c '\n"
	"        cd \"$1/$3\" || exit\n"
	"        mtree -e -t -U -f \"$2/$3/.mtree\"\n"
	"        [ ! -f \"$2/$3/.acl\" ] || setfacl --restore=\"$2/$3/.acl\"\n"
	"        [ ! -f \"$2/$3/.xattr\" ] || setfattr -h --restore=\"$2/$3/.xattr\"\n"
	"        ' sh \"$TARGET/$DIRECTORY\" \"$META\" {} ';'\n"
	"    rm -rf \"$META\"\n"
	"    ----\n"
	"\n"
	"mtree tells what it changes, and what is missing: protected files (get them from\n"
	"protected.git, then run it again), FIFOs and devices (mkfifo, mknod), names that are escaped.\n";

static bool is_written(int state)
{
	FD_CLEANUP int fd = openat(state, "README", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	TEXT_CLEANUP struct text found = TEXT_INIT;

	return fd >= 0 && files_read_all(fd, README_MAX, &found) == 0 &&
		strcmp(text_string(&found), readme) == 0;
}

int history_write_readme(int state, struct error *error)
{
	if (is_written(state))
		return 0;
	if (files_replace(state, "README", readme, sizeof readme - 1, 0600, error) < 0)
		return error_context(error, "cannot write the README of the state");
	return 0;
}

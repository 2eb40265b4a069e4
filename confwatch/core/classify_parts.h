// SPDX-License-Identifier: GPL-2.0-or-later
// What is known about one path while its change is judged: shared by the parts of classify.
#ifndef CORE_CLASSIFY_PARTS_H
#define CORE_CLASSIFY_PARTS_H

#include "core/classify.h"

/* What the name of a leftover says about whose text is in it. */
enum leftover_role {
	ROLE_NONE,	 /* no leftover, or one that an editor or a person made */
	ROLE_SET_ASIDE,	 /* yours: .rpmsave, .rpmorig, .dpkg-old, .dpkg-bak, .ucf-old, .pacsave */
	ROLE_PENDING,	 /* the package's new text: .rpmnew, .dpkg-dist, .ucf-dist, .pacnew */
	ROLE_UNFINISHED, /* .dpkg-new, .ucf-new, "name;hex" */
	ROLE_AGED,	 /* .rpmsave.old: an earlier copy, moved out of the way */
};

enum leftover_role leftover_role_of(const char *path);

/* Endings of ROLE_SET_ASIDE; NULL behind the last. */
extern const char *const leftover_set_aside_endings[];

/* Who did it. */
enum blame_kind {
	BLAME_NOBODY,	 /* nobody known */
	BLAME_OWNER,	 /* the package that owns the path, or did */
	BLAME_RELATED,	 /* one that has its settings beside it */
	BLAME_BYSTANDER, /* the only package that changed; no more is known */
};

struct blame {
	enum blame_kind kind;
	const char *package;
	const char *before;
	const char *after;
};

/* A program that writes settings by itself. */
enum generator_kind {
	GENERATES_OUTPUT,    /* nothing of the administrator's is in it */
	GENERATES_LINKS,     /* likewise, and it is a link */
	GENERATES_MAPS,	     /* likewise, where the source lies beside it */
	GENERATES_LINES,     /* lines of the administrator's must stay */
	GENERATES_SHELLS,    /* likewise, but /bin/X may become /usr/bin/X */
	GENERATES_CERTS,     /* likewise, but certificates of Mozilla's come and go */
	GENERATES_ACCOUNTS,  /* likewise, but a line may grow at its end */
	GENERATES_VARIABLES, /* values of shell variables must stay */
};

struct generator {
	const char *pattern; /* as path_matches() takes it */
	const char *name;
	enum generator_kind kind;
	const char *mark; /* stands in what it wrote; NULL: nothing does */
};

enum generated {
	GENERATED_NOT,	/* this is not its doing, or nothing can be said */
	GENERATED_KEPT, /* its own output, nothing of the administrator's was lost */
	GENERATED_LOST,
};

/* One live path, and everything that happened to it and beside it. */
struct subject {
	struct arena *arena;
	const struct classify_input *input;
	const char *path;
	const struct change *change; /* NULL: the path itself did not change */
	const struct entry *before;  /* NULL: not there */
	const struct entry *after;
	const struct owned *owner_before; /* NULL: nobody */
	const struct owned *owner_after;
	enum origin origin_before;
	enum origin origin_after;
	bool pinned; /* the vendor's text, which the administrator wants: edited, then */
	bool in_transaction;
	struct blame blame;
	const struct change *set_aside; /* leftovers that came or changed; NULL: none */
	const struct change *pending;
	const struct change *unfinished;
	const struct change *stray;
	const char *saved;     /* where your text is now: a leftover; NULL: nowhere */
	bool saved_whole;      /* and it is that text, as far as it can be told */
	const char *copy;      /* another path at which the removed text appeared; NULL */
	bool copy_is_home;     /* its package keeps it there now */
	const char *place;     /* a vendor place that serves in its stead; NULL: none */
	bool place_changed;    /* and came, or got another text, in this change */
	bool place_same;       /* its text is the one that was here */
	const char *hidden_by; /* a vendor place: what came before it; NULL: nothing */
	const struct generator *generator;
	enum generated generated;
	const char *lost_names; /* GENERATED_LOST: which variables; NULL: not to be said */
	bool cosmetic;
};

struct subject_list {
	struct subject *items; /* sorted by path */
	size_t count;
	size_t capacity;
};

/* Everything that needs a look: changed paths, paths with leftovers, paths whose owner changed. */
void classify_subjects(
	struct arena *arena, const struct classify_input *input, struct subject_list *result);

/* Texts that appeared, sorted by content, to find those again that went elsewhere; made once. */
struct copy {
	const struct change *change;
};

struct copy_index {
	struct copy *items;
	size_t count;
};
void copy_index_make(
	struct arena *arena, const struct classify_input *input, struct copy_index *result);

/* Fills in origins, and everything behind them. */
void subject_complete(struct subject *subject, const struct copy_index *copies);

/* classify_origin.c */
const struct content_digest *find_digest(const struct classify_input *input, const char *path,
	bool in_before, enum digest_kind kind);
const struct content_text *find_text(
	const struct classify_input *input, const char *path, bool in_before);
bool same_shipped(const struct owned *a, const struct owned *b);

/* Ships it: owned, and neither obsolete nor left over from a removal. */
bool is_shipped(const struct owned *owned);
bool is_administrators(enum origin origin); /* edited, custom or unknown */

/* classify_blame.c */
struct blame classify_blame(const struct subject *subject);
const struct package_change *find_package_change(
	const struct classify_input *input, const char *package);

/* classify_place.c: /usr/etc, /usr/lib and so on for a path below /etc. */
void find_place(struct subject *subject);
void find_copy(struct subject *subject, const struct copy_index *copies);
void find_saved(struct subject *subject);
/* The file went elsewhere as it was, and a link leads there from its old place. */
bool is_behind_link(const struct subject *subject);

/* classify_generator.c */
const struct generator *find_generator(const struct subject *subject);
bool generator_wants_text(const struct generator *generator);
enum generated judge_generator(const struct subject *subject, const char **lost_names);

/* classify_text.c: bytes as lines and variables; nothing of them is kept. */
bool text_same_settings(const struct content_text *a, const struct content_text *b);
bool text_lines_kept(const struct content_text *before, const struct content_text *after,
	enum generator_kind kind);
/* names: up to five of the lost ones, "A, B, ..."; also NULL. */
bool text_variables_kept(struct arena *arena, const struct content_text *before,
	const struct content_text *after, const char **names);

/* classify_content.c: CLASS_COUNT is none. */
enum finding_class classify_content(const struct subject *subject);
size_t classify_order(enum finding_class *result, size_t most); /* of its table */
bool is_content_change(const struct subject *subject);
bool is_among(const char *const *sorted, size_t count, const char *path);
bool is_taken(const struct subject *subject); /* what was here is not here any more */

/* classify_metadata.c */
struct metadata_loss {
	const char *what;      /* "mode 0600 -> 0644, owner cyrus (96) -> root (0)" */
	const char *remark;    /* "now readable by everyone"; NULL */
	const char *generator; /* "chkstat": its list says so; NULL */
	bool wider;
};
bool classify_metadata(const struct subject *subject, struct metadata_loss *result);
/* Permissions or attributes of its own, which what serves in its stead does not have. */
bool loses_special_metadata(const struct subject *subject);
/* Somebody's for certain: packages ship neither, or said otherwise. */
bool had_own_metadata(const struct subject *subject);
bool is_permission_list(const char *path);
bool is_wider(const struct change *change);

/* classify_severity.c */
enum severity classify_severity(const struct subject *subject, enum finding_class class);
const char *find_reason(const struct classify_input *input, const char *path);

/* classify_message.c, classify_remedy.c */
const char *classify_message(const struct subject *subject, enum finding_class class);
const char *metadata_message(const struct subject *subject, const struct metadata_loss *loss);
const char *describe_blame(const struct subject *subject);
const char *classify_remedy(
	const struct subject *subject, enum finding_class class, const char *leftover);

#endif

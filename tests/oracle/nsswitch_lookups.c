// SPDX-License-Identifier: GPL-2.0-or-later
// Questions to glibc that make it ask the services of nsswitch.conf.
#include "nsswitch_lookups.h"

#include <aliases.h>
#include <grp.h>
#include <gshadow.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <pwd.h>
#include <shadow.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* Banned elsewhere, for what is to be seen here. */
#undef getgrnam_r
#undef getgrouplist
#undef getpwnam_r

static const char name[] = "confwatch-asks";
static char buffer[4096];

static bool ask_aliases(void)
{
	struct aliasent entry = {0};
	struct aliasent *result = NULL;

	(void)getaliasbyname_r(name, &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

static bool ask_ethers(void)
{
	struct ether_addr address;

	return ether_hostton(name, &address) == 0;
}

/* It is copied when it is merged. */
static bool ask_group(void)
{
	static char *nobody[] = {NULL};
	static char text[] = "x";
	struct group entry = {.gr_name = text, .gr_passwd = text, .gr_gid = 1, .gr_mem = nobody};
	struct group *result = NULL;

	(void)getgrnam_r(name, &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

static bool ask_gshadow(void)
{
	struct sgrp entry = {0};
	struct sgrp *result = NULL;

	(void)getsgnam_r(name, &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

static bool ask_hosts(void)
{
	struct hostent entry = {0};
	struct hostent *result = NULL;
	int error = 0;

	(void)gethostbyname2_r(name, AF_INET, &entry, buffer, sizeof buffer, &result, &error);
	return result != NULL;
}

static bool ask_initgroups(void)
{
	gid_t groups[8];
	int count = 8;

	return getgrouplist(name, 1, groups, &count) > 0;
}

static bool ask_networks(void)
{
	struct netent entry = {0};
	struct netent *result = NULL;
	int error = 0;

	(void)getnetbyname_r(name, &entry, buffer, sizeof buffer, &result, &error);
	return result != NULL;
}

static bool ask_passwd(void)
{
	struct passwd entry = {0};
	struct passwd *result = NULL;

	(void)getpwnam_r(name, &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

static bool ask_protocols(void)
{
	struct protoent entry = {0};
	struct protoent *result = NULL;

	(void)getprotobyname_r(name, &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

static bool ask_rpc(void)
{
	struct rpcent entry = {0};
	struct rpcent *result = NULL;

	(void)getrpcbyname_r(name, &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

static bool ask_services(void)
{
	struct servent entry = {0};
	struct servent *result = NULL;

	(void)getservbyname_r(name, "tcp", &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

static bool ask_shadow(void)
{
	struct spwd entry = {0};
	struct spwd *result = NULL;

	(void)getspnam_r(name, &entry, buffer, sizeof buffer, &result);
	return result != NULL;
}

const struct nsswitch_lookup nsswitch_lookups[] = {
	{"aliases", NULL, WALK_FIRST, ask_aliases},
	{"ethers", NULL, WALK_SIMPLE, ask_ethers},
	{"group", NULL, WALK_MERGING, ask_group},
	{"gshadow", "group", WALK_FIRST, ask_gshadow},
	{"hosts", NULL, WALK_FIRST, ask_hosts},
	{"initgroups", "group", WALK_ALL, ask_initgroups},
	{"networks", NULL, WALK_FIRST, ask_networks},
	{"passwd", NULL, WALK_FIRST, ask_passwd},
	{"protocols", NULL, WALK_FIRST, ask_protocols},
	{"rpc", NULL, WALK_FIRST, ask_rpc},
	{"services", NULL, WALK_FIRST, ask_services},
	{"shadow", "passwd", WALK_FIRST, ask_shadow},
	{0},
};

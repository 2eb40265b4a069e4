// SPDX-License-Identifier: GPL-2.0-or-later
// How settings of units are merged: what replaces, what adds, what an empty value empties.
#include "settings/unit_settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* src/core/load-fragment-gperf.gperf.in: those of config_parse_unit_deps(). */
static const char *const dependencies[] = {"After", "Before", "BindTo", "BindsTo", "Conflicts",
	"JoinsNamespaceOf", "OnFailure", "OnSuccess", "PartOf", "PropagateReloadFrom",
	"PropagateReloadTo", "PropagatesReloadTo", "PropagatesStopTo", "ReloadPropagatedFrom",
	"Requires", "RequiresMountsFor", "RequiresOverridable", "Requisite", "RequisiteOverridable",
	"StopPropagatedFrom", "Upholds", "Wants"};

/* Emptied by any of them. */
static const struct {
	const char *section;
	const char *prefix;
} together[] = {
	{"Unit", "Condition"},
	{"Unit", "Assert"},
	{"Socket", "Listen"},
	{"Timer", "On"},
	{"Path", "Path"},
	{"Path", "DirectoryNotEmpty"},
};

static const char *const lists[] = {"AmbientCapabilities", "Alias", "Also", "BPFProgram",
	"BindPaths", "BindReadOnlyPaths", "CPUAffinity", "CacheDirectory", "CapabilityBoundingSet",
	"ConfigurationDirectory", "DeviceAllow", "Documentation", "Environment", "EnvironmentFile",
	"ExecCondition", "ExecPaths", "ExecReload", "ExecSearchPath", "ExecStart", "ExecStartPost",
	"ExecStartPre", "ExecStop", "ExecStopPost", "ExecStopPre", "ExtensionDirectories",
	"ExtensionImages", "IODeviceLatencyTargetSec", "IODeviceWeight", "IOReadBandwidthMax",
	"IOReadIOPSMax", "IOWriteBandwidthMax", "IOWriteIOPSMax", "IPAddressAllow", "IPAddressDeny",
	"IPEgressFilterPath", "IPIngressFilterPath", "InaccessiblePaths", "LoadCredential",
	"LoadCredentialEncrypted", "LogExtraFields", "LogFilterPatterns", "LogsDirectory",
	"MountImages", "NoExecPaths", "PassEnvironment", "ReadOnlyPaths", "ReadWritePaths",
	"RequiredBy", "RestartForceExitStatus", "RestartPreventExitStatus",
	"RestrictAddressFamilies", "RestrictFileSystems", "RestrictNetworkInterfaces",
	"RuntimeDirectory", "SecureBits", "SetCredential", "SetCredentialEncrypted",
	"SocketBindAllow", "SocketBindDeny", "Sockets", "StateDirectory", "SuccessExitStatus",
	"SupplementaryGroups", "Symlinks", "SystemCallArchitectures", "SystemCallFilter",
	"SystemCallLog", "TemporaryFileSystem", "UnsetEnvironment", "UpheldBy", "WantedBy"};

static bool is_among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* These of [Timer] and [Path] are no list. */
static bool is_single(const char *name)
{
	static const char *const names[] = {"OnClockChange", "OnTimezoneChange"};

	return is_among(names, LENGTH(names), name);
}

enum unit_merge unit_merge(const char *section, const char *name, const char **list)
{
	*list = name;
	if (strcmp(section, "Unit") == 0 && is_among(dependencies, LENGTH(dependencies), name))
		return UNIT_ADDS;
	for (size_t i = 0; i < LENGTH(together); i++) {
		if (strcmp(section, together[i].section) != 0 || is_single(name) ||
			strncmp(name, together[i].prefix, strlen(together[i].prefix)) != 0)
			continue;
		*list = together[i].prefix;
		return UNIT_APPENDS;
	}
	return is_among(lists, LENGTH(lists), name) ? UNIT_APPENDS : UNIT_REPLACES;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Functions that do not compile here: the compiler reads this first (meson.build).
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* Their own declarations must have been read before the names are taken away. */
#include <alloca.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(function) function##_is_banned_see_base_banned_h

/* No bound, or one that leaves a string without its end: struct text. */
#undef strcpy
#define strcpy(...) BANNED(strcpy)
#undef strcat
#define strcat(...) BANNED(strcat)
#undef strncpy
#define strncpy(...) BANNED(strncpy)
#undef strncat
#define strncat(...) BANNED(strncat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef gets
#define gets(...) BANNED(gets)
#undef alloca
#define alloca(...) BANNED(alloca)

/* They remember between calls, in one place for everybody. */
#undef strtok
#define strtok(...) BANNED(strtok)
#undef gmtime
#define gmtime(...) BANNED(gmtime)
#undef localtime
#define localtime(...) BANNED(localtime)
#undef ctime
#define ctime(...) BANNED(ctime)
#undef asctime
#define asctime(...) BANNED(asctime)

/* They take garbage for 0: number_parse(). */
#undef atoi
#define atoi(...) BANNED(atoi)
#undef atol
#define atol(...) BANNED(atol)
#undef atoll
#define atoll(...) BANNED(atoll)

/* A shell: system/child.h. */
#undef system
#define system(...) BANNED(system)
#undef popen
#define popen(...) BANNED(popen)

/* NSS, which hangs exactly when it matters: names_read(). */
#undef getpwnam
#define getpwnam(...) BANNED(getpwnam)
#undef getpwuid
#define getpwuid(...) BANNED(getpwuid)
#undef getpwnam_r
#define getpwnam_r(...) BANNED(getpwnam_r)
#undef getpwuid_r
#define getpwuid_r(...) BANNED(getpwuid_r)
#undef getpwent
#define getpwent(...) BANNED(getpwent)
#undef getgrnam
#define getgrnam(...) BANNED(getgrnam)
#undef getgrgid
#define getgrgid(...) BANNED(getgrgid)
#undef getgrnam_r
#define getgrnam_r(...) BANNED(getgrnam_r)
#undef getgrgid_r
#define getgrgid_r(...) BANNED(getgrgid_r)
#undef getgrent
#define getgrent(...) BANNED(getgrent)
#undef getgrouplist
#define getgrouplist(...) BANNED(getgrouplist)
#undef initgroups
#define initgroups(...) BANNED(initgroups)
#undef getaddrinfo
#define getaddrinfo(...) BANNED(getaddrinfo)
#undef gethostbyname
#define gethostbyname(...) BANNED(gethostbyname)

#endif

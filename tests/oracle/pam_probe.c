// SPDX-License-Identifier: GPL-2.0-or-later
// A PAM module that tells the program it is loaded into who was called with what, and obeys it.
#include <dlfcn.h>
#include <stddef.h>

#include <security/pam_modules.h>

typedef int probe_called(const char *path, int flags, int count, const char **arguments);

/* In this copy of the module. */
static const char here;

static int tell(int flags, int count, const char **arguments)
{
	probe_called *called;
	Dl_info self;

	*(void **)&called = dlsym(RTLD_DEFAULT, "pam_probe_called");
	if (called == NULL || dladdr(&here, &self) == 0)
		return PAM_SYSTEM_ERR;
	return called(self.dli_fname, flags, count, arguments);
}

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int count, const char **arguments)
{
	(void)pamh;
	return tell(flags, count, arguments);
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int count, const char **arguments)
{
	(void)pamh;
	return tell(flags, count, arguments);
}

int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int count, const char **arguments)
{
	(void)pamh;
	return tell(flags, count, arguments);
}

int pam_sm_open_session(pam_handle_t *pamh, int flags, int count, const char **arguments)
{
	(void)pamh;
	return tell(flags, count, arguments);
}

int pam_sm_close_session(pam_handle_t *pamh, int flags, int count, const char **arguments)
{
	(void)pamh;
	return tell(flags, count, arguments);
}

int pam_sm_chauthtok(pam_handle_t *pamh, int flags, int count, const char **arguments)
{
	(void)pamh;
	return tell(flags, count, arguments);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: capabilities by libcap-ng. */
#include "config.h"

#include "priv.h"

#include <cap-ng.h>
#include <errno.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "util.h"

const char *priv_missing(bool net_admin)
{
	if (capng_get_caps_process() != 0)
		return NULL; /* cannot tell; the system call that needs it will */
	if (!capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_RAW))
		return "CAP_NET_RAW";
	if (net_admin && !capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_ADMIN))
		return "CAP_NET_ADMIN";
	return NULL;
}

/* A service manager whose filter refuses capset(2) has us keep what it gave. That will do where it gave
 * an ordinary user the two capabilities of the network at most, and no more can be had. */
static bool is_confined(void)
{
	static const capng_type_t sets[] = { CAPNG_EFFECTIVE, CAPNG_PERMITTED, CAPNG_BOUNDING_SET };

	if (geteuid() == 0 || getuid() == 0 || capng_get_caps_process() != 0)
		return false;
	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
			if (cap != CAP_NET_RAW && cap != CAP_NET_ADMIN &&
				capng_have_capability(sets[i], (unsigned)cap))
				return false;
	return true;
}

int priv_drop(bool keep_net_admin)
{
	bool may_empty_bounding_set;

	if (capng_get_caps_process() != 0)
		return -EPERM;
	/* That takes CAP_SETPCAP, which a service manager may not have given. */
	may_empty_bounding_set = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);
	capng_clear(CAPNG_SELECT_ALL);
	if (keep_net_admin &&
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN) != 0)
		return -EPERM;
	if (capng_apply(may_empty_bounding_set ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS) != 0 &&
		!is_confined())
		return -EPERM;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: the account that the daemon runs as, and its capabilities, by libcap-ng. */
#include "config.h"

#include "priv.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_USER "rdisc"

static bool has(unsigned capability)
{
	return capng_have_capability(CAPNG_EFFECTIVE, capability) != 0;
}

const char *priv_missing(bool net_admin)
{
	if (capng_get_caps_process() != 0)
		return NULL; /* cannot tell; the system call that needs it will */
	if (!has(CAP_NET_RAW))
		return "CAP_NET_RAW";
	if (net_admin && !has(CAP_NET_ADMIN))
		return "CAP_NET_ADMIN";
	return NULL;
}

/* ---- the account ---- */

int priv_find_user(const char *name, struct priv_user *ret)
{
	const struct passwd *account;

	*ret = (struct priv_user){ .uid = geteuid(), .gid = getegid() };
	if (ret->uid != 0 || (name != NULL && strcmp(name, "none") == 0))
		return 0;
	/* A manager that gives root without the right to leave it has chosen. */
	if (name == NULL && (capng_get_caps_process() != 0 || !has(CAP_SETUID) || !has(CAP_SETGID)))
		return 0;
	errno = 0;
	account = getpwnam(name == NULL ? USUAL_USER : name);
	if (account == NULL && name == NULL)
		return 0;
	if (account == NULL)
		return errno == 0 ? -ENOENT : -errno;
	ret->change = account->pw_uid != 0;
	ret->uid = account->pw_uid;
	ret->gid = account->pw_gid;
	return 0;
}

int priv_make_directory(const char *path, const struct priv_user *user)
{
	bool made = mkdir(path, 0755) == 0;
	int fd, error = 0;
	struct stat st;

	if (!made && errno != EEXIST)
		return -errno;
	if (!made && strcmp(path, RDISC_RUNTIME_DIR) != 0)
		return 0; /* one of another name may be anybody's */
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Whatever the umask: members of the control socket's group pass through. */
	if (fstat(fd, &st) < 0 || (made && fchmod(fd, 0755) < 0) ||
		(st.st_uid != user->uid && fchown(fd, user->uid, user->gid) < 0))
		error = -errno;
	close(fd);
	return error;
}

/* ---- giving up ---- */

static bool is_user(const struct priv_user *user)
{
	uid_t uid[3];
	gid_t gid[3];

	if (!user->change)
		return true;
	if (getresuid(&uid[0], &uid[1], &uid[2]) < 0 || getresgid(&gid[0], &gid[1], &gid[2]) < 0 ||
		getgroups(0, NULL) != 0)
		return false;
	for (int i = 0; i < 3; i++)
		if (uid[i] != user->uid || gid[i] != user->gid)
			return false;
	return setuid(0) < 0 && setgid(0) < 0; /* no way back */
}

/* Has the process that capability, and in the sets that it should be in only? */
static bool is_capability(unsigned capability, bool kept, bool bounded)
{
	return capng_have_capability(CAPNG_EFFECTIVE, capability) == kept &&
	       capng_have_capability(CAPNG_PERMITTED, capability) == kept &&
	       !capng_have_capability(CAPNG_INHERITABLE, capability) &&
	       prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) <= 0 &&
	       (!bounded || prctl(PR_CAPBSET_READ, capability) == 0);
}

/* A service manager whose filter refuses capset(2) has us keep what it gave. That will do where it gave
 * an ordinary user the two capabilities of the network at most, and no more can be had. */
static bool is_confined(void)
{
	if (geteuid() == 0 || getuid() == 0 || capng_get_caps_process() != 0)
		return false;
	for (unsigned i = 0; prctl(PR_CAPBSET_READ, i) >= 0; i++)
		if (i != CAP_NET_RAW && i != CAP_NET_ADMIN && !is_capability(i, false, true))
			return false;
	return true;
}

/* Asks the kernel: a library that believes to have succeeded is not enough. */
static bool is_dropped(const struct priv_user *user, bool keep_net_admin, bool bounded)
{
	if (capng_get_caps_process() != 0 || !is_user(user))
		return false;
	for (unsigned i = 0; prctl(PR_CAPBSET_READ, i) >= 0; i++)
		if (!is_capability(i, keep_net_admin && i == CAP_NET_ADMIN, bounded))
			return false;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/* Leaves what libcap-ng has been told to keep. */
static bool give_up(const struct priv_user *user, bool bounded)
{
	if (!user->change)
		return capng_apply(bounded ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS) == 0;
	return capng_change_id((int)user->uid, (int)user->gid,
		       CAPNG_DROP_SUPP_GRP | (bounded ? CAPNG_CLEAR_BOUNDING : CAPNG_NO_FLAG)) == 0;
}

int priv_drop(const struct priv_user *user, bool keep_net_admin)
{
	bool bounded;

	if (capng_get_caps_process() != 0)
		return -EPERM;
	/* That takes CAP_SETPCAP, which a service manager may not have given. */
	bounded = has(CAP_SETPCAP);
	capng_clear(CAPNG_SELECT_ALL);
	if (keep_net_admin &&
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN) != 0)
		return -EPERM;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	if (!give_up(user, bounded))
		return !user->change && is_confined() ? 0 : -EPERM;
	return is_dropped(user, keep_net_admin, bounded) ? 0 : -EPERM;
}

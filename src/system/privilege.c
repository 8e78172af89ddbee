/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: the account that the daemon runs as, and its capabilities. */
#include "config.h"

#include "system/privilege.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_USER "rdisc"
#define LAST_USER  "nobody"

/* ---- what the process may do ---- */

static bool has_effective(unsigned capability)
{
	return capng_get_caps_process() == 0 && capng_have_capability(CAPNG_EFFECTIVE, capability);
}

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

/* ---- the account ---- */

/* Return whether the user namespace of root has that number: the kernel then takes it as the saved one, for a
 * moment. /proc, which would tell, may be missing in a container. */
static bool has_uid(uid_t uid)
{
	bool known = setresuid((uid_t)-1, (uid_t)-1, uid) == 0 || errno != EINVAL;

	return setresuid((uid_t)-1, (uid_t)-1, geteuid()) == 0 && known;
}

static bool has_gid(gid_t gid)
{
	bool known = setresgid((gid_t)-1, (gid_t)-1, gid) == 0 || errno != EINVAL;

	return setresgid((gid_t)-1, (gid_t)-1, getegid()) == 0 && known;
}

/* 0, -ENOENT, -EINVAL if it cannot be had here, or another negative errno. */
static int find_account(const char *name, struct priv_user *ret)
{
	const struct passwd *account;

	errno = 0; /* getpwnam(3) leaves it alone when there is no such account */
	account = getpwnam(name);
	if (account == NULL)
		return errno == 0 ? -ENOENT : -errno;
	if (!has_uid(account->pw_uid) || !has_gid(account->pw_gid))
		return -EINVAL;
	ret->change = account->pw_uid != 0;
	ret->uid = account->pw_uid;
	ret->gid = account->pw_gid;
	return 0;
}

/* To refuse the start would break machines that replace the old program, which had no account. */
static void find_usual(struct priv_user *ret)
{
	if (find_account(USUAL_USER, ret) == 0)
		return;
	ret->is_last = find_account(LAST_USER, ret) == 0;
	ret->is_none = !ret->is_last;
}

int priv_find_user(const char *name, struct priv_user *ret)
{
	*ret = (struct priv_user){ .uid = geteuid(), .gid = getegid() };
	if (ret->uid != 0 || (name != NULL && strcmp(name, "none") == 0))
		return 0;
	if (name != NULL)
		return find_account(name, ret);
	/* A manager that gives root without the right to leave it has chosen. */
	if (has_effective(CAP_SETUID) && has_effective(CAP_SETGID))
		find_usual(ret);
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
		return 0; /* one of another name may belong to another program */
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

/* A set of capabilities; those of the network are the only ones here. */
enum {
	NONE = 0,
	NET_ADMIN = 1,
	NET_RAW = 2,
};

static bool is_in(unsigned capability, unsigned set)
{
	return (capability == CAP_NET_ADMIN && (set & NET_ADMIN) != 0) ||
	       (capability == CAP_NET_RAW && (set & NET_RAW) != 0);
}

/* The kernel answers each question about the bounding set itself. libcap-ng reads it from /proc, which
 * may belong to another PID namespace. */
static bool is_bounded(unsigned set)
{
	for (unsigned i = 0;; i++) {
		int bounding = prctl(PR_CAPBSET_READ, i);

		if (bounding < 0)
			return errno == EINVAL; /* past the last one */
		if (bounding != 0 && !is_in(i, set))
			return false;
	}
}

/* Returns whether the kernel holds no capability outside `most`, and each of `least` in effect.
 * capabilities(7): an ambient one is inheritable. */
static bool holds_exactly(unsigned least, unsigned most, unsigned inheritable)
{
	if (capng_get_caps_process() != 0)
		return false;
	for (unsigned i = 0; prctl(PR_CAPBSET_READ, i) >= 0; i++) {
		bool effective = capng_have_capability(CAPNG_EFFECTIVE, i);
		bool permitted = capng_have_capability(CAPNG_PERMITTED, i);

		if ((effective || permitted) && !is_in(i, most))
			return false;
		if (!(effective && permitted) && is_in(i, least))
			return false;
		if (capng_have_capability(CAPNG_INHERITABLE, i) && !is_in(i, inheritable))
			return false;
	}
	return true;
}

/* A service manager whose filter refuses capset(2) forces the process to keep its capabilities. Accept that
 * for an ordinary user with at most the two capabilities of the network, who can gain no more. */
static bool is_confined(void)
{
	return geteuid() != 0 && getuid() != 0 &&
	       holds_exactly(NONE, NET_ADMIN | NET_RAW, NET_ADMIN | NET_RAW) &&
	       is_bounded(NET_ADMIN | NET_RAW);
}

/* Asks the kernel: that no call failed is not enough. */
static bool is_dropped(const struct priv_user *user, unsigned kept, bool bounded)
{
	return is_user(user) && holds_exactly(kept, kept, NONE) && (!bounded || is_bounded(NONE)) &&
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

int priv_drop(const struct priv_user *user, bool keep_net_admin)
{
	/* Emptying the bounding set takes CAP_SETPCAP, which a service manager may not have given. */
	bool bounded = has_effective(CAP_SETPCAP);
	capng_flags_t flags = CAPNG_DROP_SUPP_GRP | (bounded ? CAPNG_CLEAR_BOUNDING : 0);

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	capng_clear(CAPNG_SELECT_BOTH);
	if (keep_net_admin &&
	    capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN) != 0)
		return -EPERM;
	if (user->change && capng_change_id((int)user->uid, (int)user->gid, flags) != 0)
		return -EPERM;
	if (!user->change && bounded && capng_apply(CAPNG_SELECT_BOUNDS) != 0)
		return -EPERM;
	if (!user->change && capng_apply(CAPNG_SELECT_CAPS) != 0)
		return is_confined() ? 0 : -EPERM;
	return is_dropped(user, keep_net_admin ? NET_ADMIN : NONE, bounded) ? 0 : -EPERM;
}

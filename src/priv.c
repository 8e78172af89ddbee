/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: the account that the daemon runs as, and its capabilities. */
#include "config.h"

#include "priv.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define USUAL_USER         "rdisc"
#define CAPABILITY(number) (UINT64_C(1) << (number))

/* ---- what the process may do ---- */

struct capabilities {
	uint64_t effective, permitted, inheritable;
};

/* The kernel takes and gives each set in two halves. */
static bool get_capabilities(struct capabilities *ret)
{
	struct __user_cap_header_struct self = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct half[2] = { { 0 } };

	if (syscall(SYS_capget, &self, half) < 0)
		return false;
	*ret = (struct capabilities){
		.effective = half[0].effective | (uint64_t)half[1].effective << 32,
		.permitted = half[0].permitted | (uint64_t)half[1].permitted << 32,
		.inheritable = half[0].inheritable | (uint64_t)half[1].inheritable << 32,
	};
	return true;
}

/* These and no others, effective and permitted; nothing is inheritable, and so nothing ambient. */
static bool keep_capabilities(uint64_t kept)
{
	struct __user_cap_header_struct self = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct half[2] = {
		{ .effective = (uint32_t)kept, .permitted = (uint32_t)kept },
		{ .effective = (uint32_t)(kept >> 32), .permitted = (uint32_t)(kept >> 32) },
	};

	return syscall(SYS_capset, &self, half) == 0;
}

static bool has(unsigned capability)
{
	struct capabilities c;

	return get_capabilities(&c) && (c.effective & CAPABILITY(capability)) != 0;
}

const char *priv_missing(bool net_admin)
{
	struct capabilities c;

	if (!get_capabilities(&c))
		return NULL; /* cannot tell; the system call that needs it will */
	if ((c.effective & CAPABILITY(CAP_NET_RAW)) == 0)
		return "CAP_NET_RAW";
	if (net_admin && (c.effective & CAPABILITY(CAP_NET_ADMIN)) == 0)
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
	if (name == NULL && (!has(CAP_SETUID) || !has(CAP_SETGID)))
		return 0;
	errno = 0; /* getpwnam(3) leaves it alone when there is no such account */
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

/* Is the bounding set empty, but for some? */
static bool is_bounded(uint64_t but)
{
	for (unsigned i = 0;; i++) {
		int bounding = prctl(PR_CAPBSET_READ, i);

		if (bounding < 0)
			return errno == EINVAL; /* past the last one */
		if (bounding != 0 && (but & CAPABILITY(i)) == 0)
			return false;
	}
}

/* A service manager whose filter refuses capset(2) has us keep what it gave. That will do where it gave
 * an ordinary user the two capabilities of the network at most, and no more can be had. */
static bool is_confined(void)
{
	uint64_t network = CAPABILITY(CAP_NET_RAW) | CAPABILITY(CAP_NET_ADMIN);
	struct capabilities c;

	return geteuid() != 0 && getuid() != 0 && get_capabilities(&c) &&
	       ((c.effective | c.permitted | c.inheritable) & ~network) == 0 && is_bounded(network);
}

/* Asks the kernel: that no call failed is not enough. capabilities(7): what is ambient is inheritable. */
static bool is_dropped(const struct priv_user *user, uint64_t kept, bool bounded)
{
	struct capabilities c;

	return get_capabilities(&c) && is_user(user) && c.effective == kept &&
	       c.permitted == kept && c.inheritable == 0 && (!bounded || is_bounded(0)) &&
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/* What is permitted outlives the change of user only if asked for. */
static bool become(const struct priv_user *user)
{
	return prctl(PR_SET_KEEPCAPS, 1) == 0 && setgroups(0, NULL) == 0 &&
	       setresgid(user->gid, user->gid, user->gid) == 0 &&
	       setresuid(user->uid, user->uid, user->uid) == 0 && prctl(PR_SET_KEEPCAPS, 0) == 0;
}

int priv_drop(const struct priv_user *user, bool keep_net_admin)
{
	uint64_t kept = keep_net_admin ? CAPABILITY(CAP_NET_ADMIN) : 0;
	/* Emptying the bounding set takes CAP_SETPCAP, which a service manager may not have given. */
	bool bounded = has(CAP_SETPCAP);

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	for (unsigned i = 0; bounded && prctl(PR_CAPBSET_DROP, i) == 0; i++)
		;
	if (user->change && !become(user))
		return -EPERM;
	if (!keep_capabilities(kept))
		return !user->change && is_confined() ? 0 : -EPERM;
	return is_dropped(user, kept, bounded) ? 0 : -EPERM;
}

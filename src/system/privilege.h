/* SPDX-License-Identifier: BSD-2-Clause */
/* Privilege: what is needed to start, and giving up what is not needed afterwards.
 *
 * Opening the raw socket takes CAP_NET_RAW; changing routes and asking neighbours takes
 * CAP_NET_ADMIN at the moment of the change. A router, or a host that installs nothing, keeps no
 * capability at all.
 */
#ifndef RDISC_SYSTEM_PRIVILEGE_H
#define RDISC_SYSTEM_PRIVILEGE_H

#include <stdbool.h>
#include <sys/types.h>

/* The account of the running daemon. */
struct priv_user {
	bool change; /* false: the process is that account already */
	uid_t uid;
	gid_t gid;
	bool is_last; /* there is no usual one */
	bool is_none; /* … and no other either: it stays root, though it need not */
};

/* Returns the name of a capability that is needed and missing, or NULL. */
const char *priv_missing(bool net_admin);

/* Finds the account of that name. NULL is the usual one, rdisc. Where the process cannot become that, it
 * is the account nobody. In a container with a single uid it is none, with a warning. "none" is no change,
 * and so is everything in a process that is not root. 0, -ENOENT, -EINVAL if the user namespace has no such
 * account, or another negative errno. */
int priv_find_user(const char *name, struct priv_user *ret);

/* Makes the runtime directory if it is not there, for that user to write in. One that is there is given
 * to it if it is rdisc's own. 0 or a negative errno. */
int priv_make_directory(const char *path, const struct priv_user *user);

/* Becomes that user without supplementary groups, and drops every capability but CAP_NET_ADMIN (with
 * `keep_net_admin`). Empties the bounding set where possible, and forbids gaining any by execve(2). Checks
 * that all this holds. Where a service manager refuses capset(2), CAP_NET_RAW and CAP_NET_ADMIN at most may
 * stay, if the process can gain no more. Returns 0, or a negative errno: then do not go on. */
int priv_drop(const struct priv_user *user, bool keep_net_admin);

/* Forbids, where the kernel has Landlock, every change of the file system except to remove files beside
 * `remove` (NULL: none). Forbids root also to read anything except beside the `n` files of `read`. Open
 * files stay open. Call it after priv_drop(). Returns 0, or a negative errno: then do not go on. */
int priv_bound_files(const char *const *read, size_t n, const char *remove);

/* Puts the system call filter in force. From here on the kernel refuses with EPERM any call that the running
 * daemon does not need. It ends the process at execve, ptrace, and memory that is writable and executable.
 * No file can be opened for writing any more. Returns 0, also in a build without libseccomp, or a negative
 * errno: then do not go on. */
int priv_filter(void);

#endif

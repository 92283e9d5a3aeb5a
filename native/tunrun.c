/*
 * tunrun: runs a program that knows nothing of a lab, and stands between it and the kernel where networks are concerned.
 *
 *     tunrun PROGRAM [ARGUMENT...]        with a stream socket as file descriptor 3
 *
 * A seccomp filter hands a few system calls of the program and of everything it starts to this process (seccomp(2), user
 * notification): opening /dev/net/tun, the ioctl requests of tun devices and of interfaces, and sockets of rtnetlink.
 * What they ask for is decided by whoever holds the other end of descriptor 3; this file is the mechanism only: it reads
 * and writes the program's memory, puts descriptors into it, and carries packets between those and a device node.
 * No privilege is needed; the program can not gain any either (PR_SET_NO_NEW_PRIVS).
 *
 * Messages on descriptor 3, in both directions: a 32-bit big-endian length, then
 *     u8 kind, u8 0, u16 slot, u64 cookie, then per kind (all of these in the byte order of the machine)
 * To the other end:   REQ_TUNSETIFF  char name[16], u16 flags         the answer: char name[16], u16 mode flags, path of the node
 *                     REQ_TUNSET     u32 command, u32 argument        persist, owner, group of a tun
 *                     REQ_TUNUP      -                                 the answer is EINVAL where the interface is up, else EIO
 *                     REQ_IOCTL      u32 command, u32 family, struct   the answer: the struct as it is to be afterwards
 *                     REQ_NETLINK    messages of one send
 *                     REQ_CLOSED     -                                 a slot is free again; no answer
 * From there:         ANSWER         i32 errno, then as above          ends the system call with that cookie
 *                     DATAGRAM       one datagram for a netlink socket
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "tunlab run: this processor is not supported yet (x86_64 and aarch64 are)"
#endif
#ifndef SECCOMP_ADDFD_FLAG_SETFD
#error "tunlab run: the headers of the kernel are older than Linux 5.9"
#endif
#ifndef EBADFD
#define EBADFD 77
#endif

enum { REQ_TUNSETIFF = 1, REQ_TUNSET, REQ_TUNUP, REQ_IOCTL, REQ_NETLINK, REQ_CLOSED };
enum { ANSWER = 1, DATAGRAM };
enum { CONTROL = 3 };

/* Descriptors of the program that are ours: the filter knows them by their number, so packets cost nothing extra. */
enum { FIRST_TUN = 900, TUNS = 32, FIRST_NETLINK = FIRST_TUN + TUNS, NETLINKS = 64, DESCRIPTORS = FIRST_NETLINK + NETLINKS };

enum { LONGEST_FRAME = 65549, LONGEST_MESSAGE = 1 << 20, MOST_QUEUED = 8 << 20, MOST_PENDING = 512, PACKET_INFORMATION = 4 };

struct octets {
  uint8_t *data;
  size_t length, room;
};

struct datagram {
  struct datagram *next;
  size_t length;
  uint8_t data[];
};

/* A tun that the program has open. Its descriptor is one end of a socket pair, `end` the other. */
struct tun {
  int used, end, node, attached;
  uint16_t flags;
  char name[IFNAMSIZ];
  /* From the node, frames not yet taken by the program; to the node, octets not yet taken by it. */
  struct octets in, out;
  int in_blocked;
};

/* A netlink socket of the program: an eventfd that is readable while datagrams wait here. */
struct netlink {
  int used, event;
  pid_t owner;
  uint32_t groups;
  struct datagram *first, **last;
  size_t queued;
};

/* A system call that waits for an answer, or for a datagram. */
struct pending {
  int used, waits_for_datagram;
  struct seccomp_notif notif;
};

static struct tun tuns[TUNS];
static struct netlink netlinks[NETLINKS];
static struct pending pendings[MOST_PENDING];
static struct octets control_in;
static int listener = -1;
static pid_t child;
static int child_status = -1;

static void die(const char *what) {
  fprintf(stderr, "tunlab: run: %s: %s\n", what, strerror(errno));
  if (child > 0) kill(child, SIGKILL);
  exit(126);
}

static void make_room(struct octets *octets, size_t more) {
  if (octets->length + more <= octets->room) return;
  size_t room = octets->room ? octets->room : 4096;
  while (room < octets->length + more) room *= 2;
  octets->data = realloc(octets->data, room);
  if (!octets->data) die("memory");
  octets->room = room;
}

static void append(struct octets *octets, const void *data, size_t length) {
  make_room(octets, length);
  memcpy(octets->data + octets->length, data, length);
  octets->length += length;
}

static void drop_front(struct octets *octets, size_t count) {
  octets->length -= count;
  memmove(octets->data, octets->data + count, octets->length);
}

/* ------------------------------------------------------------------ the program's side: filter and start */

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOAD_ARGUMENT(n) LOAD(args[n])
#define EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define AT_LEAST(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, yes, no)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define NOTIFY RETURN(SECCOMP_RET_USER_NOTIF)
#define ALLOW RETURN(SECCOMP_RET_ALLOW)
/* A system call that is ours when its descriptor is in the given range. */
#define OF_DESCRIPTOR(call, first, end) \
  EQUAL(call, 0, 5), LOAD_ARGUMENT(0), AT_LEAST(first, 0, 2), AT_LEAST(end, 1, 0), NOTIFY, ALLOW

static int install_filter(void) {
  struct sock_filter filter[] = {
      LOAD(arch), EQUAL(ARCH, 1, 0), ALLOW, LOAD(nr),
#ifdef SYS_open
      EQUAL(SYS_open, 0, 1), NOTIFY,
#endif
      EQUAL(SYS_openat, 0, 1), NOTIFY,
      /* socket(AF_NETLINK, type, NETLINK_ROUTE) */
      EQUAL(SYS_socket, 0, 5), LOAD_ARGUMENT(0), EQUAL(AF_NETLINK, 0, 2), LOAD_ARGUMENT(2), EQUAL(NETLINK_ROUTE, 1, 0), ALLOW,
      LOAD(nr), EQUAL(SYS_socket, 0, 1), NOTIFY,
      /* ioctl: those of interfaces and routes on any socket, those of tun devices on ours */
      EQUAL(SYS_ioctl, 0, 12), LOAD_ARGUMENT(1), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xff00), EQUAL(0x8900, 0, 4),
      LOAD_ARGUMENT(1), AT_LEAST(SIOCADDRT, 0, 6), AT_LEAST(0x89a4, 5, 0), NOTIFY,
      EQUAL(0x5400, 0, 3), LOAD_ARGUMENT(0), AT_LEAST(FIRST_TUN, 0, 1), NOTIFY, ALLOW,
      /* write: none of packets, but what is sent to netlink, and the empty one that asks whether a tun is up */
      EQUAL(SYS_write, 0, 8), LOAD_ARGUMENT(0), AT_LEAST(FIRST_NETLINK, 0, 2), AT_LEAST(DESCRIPTORS, 4, 0), NOTIFY,
      AT_LEAST(FIRST_TUN, 0, 2), LOAD_ARGUMENT(2), EQUAL(0, 1, 0), ALLOW,
      LOAD(nr), EQUAL(SYS_write, 0, 1), NOTIFY,
      OF_DESCRIPTOR(SYS_read, FIRST_NETLINK, DESCRIPTORS), OF_DESCRIPTOR(SYS_bind, FIRST_NETLINK, DESCRIPTORS),
      OF_DESCRIPTOR(SYS_connect, FIRST_NETLINK, DESCRIPTORS), OF_DESCRIPTOR(SYS_getsockname, FIRST_NETLINK, DESCRIPTORS),
      OF_DESCRIPTOR(SYS_setsockopt, FIRST_NETLINK, DESCRIPTORS), OF_DESCRIPTOR(SYS_getsockopt, FIRST_NETLINK, DESCRIPTORS),
      OF_DESCRIPTOR(SYS_sendto, FIRST_NETLINK, DESCRIPTORS), OF_DESCRIPTOR(SYS_sendmsg, FIRST_NETLINK, DESCRIPTORS),
      OF_DESCRIPTOR(SYS_recvfrom, FIRST_NETLINK, DESCRIPTORS), OF_DESCRIPTOR(SYS_recvmsg, FIRST_NETLINK, DESCRIPTORS),
      OF_DESCRIPTOR(SYS_close, FIRST_NETLINK, DESCRIPTORS), ALLOW,
  };
  struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

static void pass_descriptor(int socket, int descriptor) {
  char octet = 0, space[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec iov = {&octet, 1};
  struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET, header->cmsg_type = SCM_RIGHTS, header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  if (sendmsg(socket, &message, 0) < 0) die("passing the listener");
}

static int receive_descriptor(int socket) {
  char octet, space[CMSG_SPACE(sizeof(int))];
  struct iovec iov = {&octet, 1};
  struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) <= 0 || !CMSG_FIRSTHDR(&message)) return -1;
  int descriptor;
  memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
  return descriptor;
}

static void start_program(char **argv, int socket, pid_t supervisor) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < DESCRIPTORS) {
    limit.rlim_cur = DESCRIPTORS;
    if (limit.rlim_max < DESCRIPTORS || setrlimit(RLIMIT_NOFILE, &limit) < 0) {
      fprintf(stderr, "tunlab: run: %d open files are needed; allow them with: ulimit -n 1024\n", DESCRIPTORS);
      _exit(126);
    }
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGINT, SIG_DFL), signal(SIGQUIT, SIG_DFL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != supervisor) _exit(126);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) die("no_new_privs");
  close(CONTROL);
  int descriptor = install_filter();
  if (descriptor < 0) {
    const char *why = errno == EBUSY ? "another supervisor of this kind is at work already" : strerror(errno);
    fprintf(stderr, "tunlab: run: system calls can not be handed over (seccomp user notification): %s\n", why);
    _exit(126);
  }
  pass_descriptor(socket, descriptor);
  close(descriptor), close(socket);
  execvp(argv[0], argv);
  int status = errno == ENOENT ? 127 : 126;
  if (errno == ENOENT) fprintf(stderr, "tunlab: %s: not found\n", argv[0]);
  else fprintf(stderr, "tunlab: %s: can not be run (%s)\n", argv[0], strerror(errno));
  _exit(status);
}

/* ------------------------------------------------------------------ the program's memory */

static int read_memory(pid_t pid, uint64_t at, void *data, size_t length) {
  struct iovec local = {data, length}, remote = {(void *)(uintptr_t)at, length};
  return process_vm_readv(pid, &local, 1, &remote, 1, 0) == (ssize_t)length ? 0 : EFAULT;
}

static int write_memory(pid_t pid, uint64_t at, const void *data, size_t length) {
  struct iovec local = {(void *)(uintptr_t)data, length}, remote = {(void *)(uintptr_t)at, length};
  return process_vm_writev(pid, &local, 1, &remote, 1, 0) == (ssize_t)length ? 0 : EFAULT;
}

/* ------------------------------------------------------------------ answers */

static int is_alive(uint64_t id) {
  return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

static void respond(uint64_t id, int error, int64_t value, uint32_t flags) {
  struct seccomp_notif_resp response = {.id = id, .error = -error, .val = error ? 0 : value, .flags = flags};
  /* ENOENT: the caller is gone, or was interrupted. */
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) < 0 && errno != ENOENT) die("answering a system call");
}

static void let_through(uint64_t id) {
  respond(id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
}

/* A descriptor under the number that the filter knows. @returns errno */
static int give_descriptor(uint64_t id, int descriptor, int number, int close_on_exec) {
  struct seccomp_notif_addfd add = {
      .id = id, .flags = SECCOMP_ADDFD_FLAG_SETFD, .srcfd = (uint32_t)descriptor, .newfd = (uint32_t)number,
      .newfd_flags = close_on_exec ? O_CLOEXEC : 0};
  return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add) < 0 ? errno : 0;
}

static struct pending *keep(const struct seccomp_notif *notif) {
  for (int round = 0; round < 2; round++) {
    for (struct pending *each = pendings; each < pendings + MOST_PENDING; each++) {
      if (each->used && round == 1 && !is_alive(each->notif.id)) each->used = 0;
      if (each->used) continue;
      *each = (struct pending){.used = 1, .notif = *notif};
      return each;
    }
  }
  return NULL;
}

/* ------------------------------------------------------------------ the control stream */

static void send_control(int kind, uint16_t slot, uint64_t cookie, const void *a, size_t a_length, const void *b, size_t b_length) {
  struct octets message = {0};
  uint32_t length = htonl((uint32_t)(12 + a_length + b_length));
  uint8_t head[4] = {(uint8_t)kind, 0};
  memcpy(head + 2, &slot, 2);
  append(&message, &length, 4), append(&message, head, 4), append(&message, &cookie, 8);
  append(&message, a, a_length), append(&message, b, b_length);
  for (size_t sent = 0; sent < message.length;) {
    ssize_t count = send(CONTROL, message.data + sent, message.length - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break; /* gone: the loop will see it */
    sent += (size_t)count;
  }
  free(message.data);
}

/* Asks the other end; the system call waits. */
static void ask(const struct seccomp_notif *notif, int kind, int slot, const void *a, size_t a_length, const void *b, size_t b_length) {
  if (!keep(notif)) respond(notif->id, ENOMEM, 0, 0);
  else send_control(kind, (uint16_t)slot, notif->id, a, a_length, b, b_length);
}

/* ------------------------------------------------------------------ tun devices */

static struct tun *tun_of(int descriptor) {
  int slot = descriptor - FIRST_TUN;
  return slot >= 0 && slot < TUNS && tuns[slot].used ? &tuns[slot] : NULL;
}

static void close_tun(struct tun *tun) {
  if (tun->node >= 0) close(tun->node);
  close(tun->end);
  free(tun->in.data), free(tun->out.data);
  send_control(REQ_CLOSED, (uint16_t)(FIRST_TUN + (tun - tuns)), 0, NULL, 0, NULL, 0);
  memset(tun, 0, sizeof *tun);
}

static void open_tun(const struct seccomp_notif *notif, uint64_t open_flags) {
  struct tun *tun = tuns;
  while (tun < tuns + TUNS && tun->used) tun++;
  int pair[2];
  if (tun == tuns + TUNS || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
    respond(notif->id, EMFILE, 0, 0);
    return;
  }
  fcntl(pair[0], F_SETFL, O_NONBLOCK);
  if (open_flags & O_NONBLOCK) fcntl(pair[1], F_SETFL, O_NONBLOCK);
  int number = FIRST_TUN + (int)(tun - tuns);
  int error = give_descriptor(notif->id, pair[1], number, (open_flags & O_CLOEXEC) != 0);
  close(pair[1]);
  if (error) close(pair[0]);
  else *tun = (struct tun){.used = 1, .end = pair[0], .node = -1};
  respond(notif->id, error, number, 0);
}

static int connect_node(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
  strcpy(address.sun_path, path);
  int node = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (node < 0) return -errno;
  if (connect(node, (struct sockaddr *)&address, sizeof address) < 0) {
    int error = errno;
    close(node);
    return error == ENOENT ? -ENXIO : -error;
  }
  fcntl(node, F_SETFL, O_NONBLOCK);
  return node;
}

/* The other end has made or found the device: open its node, and tell the program the name. */
static int attach_tun(struct tun *tun, const struct seccomp_notif *notif, const uint8_t *data, size_t length) {
  char path[PATH_MAX] = {0};
  uint16_t mode;
  if (length < IFNAMSIZ + 2 || length - IFNAMSIZ - 2 >= sizeof path) return EPROTO;
  struct ifreq request;
  if (read_memory((pid_t)notif->pid, notif->data.args[2], &request, sizeof request)) return EFAULT;
  memcpy(tun->name, data, IFNAMSIZ);
  memcpy(&mode, data + IFNAMSIZ, 2);
  memcpy(path, data + IFNAMSIZ + 2, length - IFNAMSIZ - 2);
  int node = connect_node(path);
  if (node < 0) return -node;
  tun->node = node, tun->attached = 1;
  tun->flags = (uint16_t)(mode | ((uint16_t)request.ifr_flags & IFF_NO_PI));
  memcpy(request.ifr_name, tun->name, IFNAMSIZ);
  return write_memory((pid_t)notif->pid, notif->data.args[2], &request, sizeof request);
}

static int write_int(const struct seccomp_notif *notif, int value) {
  return write_memory((pid_t)notif->pid, notif->data.args[2], &value, sizeof value);
}

static void tun_ioctl(const struct seccomp_notif *notif, struct tun *tun) {
  uint32_t command = (uint32_t)notif->data.args[1], argument = (uint32_t)notif->data.args[2];
  int slot = FIRST_TUN + (int)(tun - tuns), number = 0, error = 0;
  struct ifreq request = {0};
  pid_t pid = (pid_t)notif->pid;
  switch (command) {
    case TUNSETIFF:
      if (tun->attached) error = EINVAL;
      else if (read_memory(pid, notif->data.args[2], &request, sizeof request)) error = EFAULT;
      else {
        ask(notif, REQ_TUNSETIFF, slot, request.ifr_name, IFNAMSIZ, &request.ifr_flags, 2);
        return;
      }
      break;
    case TUNGETIFF:
      if (!tun->attached) error = EBADFD;
      else {
        memcpy(request.ifr_name, tun->name, IFNAMSIZ);
        request.ifr_flags = (short)tun->flags;
        error = write_memory(pid, notif->data.args[2], &request, sizeof request);
      }
      break;
    case TUNGETFEATURES:
      error = write_int(notif, IFF_TUN | IFF_TAP | IFF_NO_PI | IFF_ONE_QUEUE);
      break;
    case TUNSETPERSIST:
    case TUNSETOWNER:
    case TUNSETGROUP:
      if (tun->attached) {
        ask(notif, REQ_TUNSET, slot, &command, 4, &argument, 4);
        return;
      }
      error = EBADFD;
      break;
    case TUNSETOFFLOAD:
      error = argument ? EINVAL : 0;
      break;
    case TUNGETSNDBUF:
      error = write_int(notif, INT_MAX);
      break;
    case TUNSETSNDBUF:
      error = read_memory(pid, notif->data.args[2], &number, sizeof number);
      if (!error && number <= 0) error = EINVAL;
      break;
    case TUNSETNOCSUM:
    case TUNSETDEBUG:
    case TUNSETTXFILTER:
      break;
    default:
      error = tun->attached ? EINVAL : EBADFD;
  }
  respond(notif->id, error, 0, 0);
}

/* What stands in front of each packet where IFF_NO_PI was not asked for: 16 bits of flags, the protocol. */
static void packet_information(const struct tun *tun, const uint8_t *frame, size_t length, uint8_t information[PACKET_INFORMATION]) {
  uint16_t protocol = 0;
  if (tun->flags & IFF_TAP) protocol = length >= 14 ? (uint16_t)(frame[12] << 8 | frame[13]) : 0;
  else if (length > 0) protocol = frame[0] >> 4 == 6 ? 0x86dd : 0x0800;
  information[0] = information[1] = 0;
  information[2] = (uint8_t)(protocol >> 8), information[3] = (uint8_t)protocol;
}

static void lose_node(struct tun *tun) {
  close(tun->node);
  tun->node = -1;
  tun->in.length = tun->out.length = 0;
  tun->in_blocked = 0;
}

/* Frames that came from the node, to the program, as long as it takes them. */
static void deliver_frames(struct tun *tun) {
  size_t at = 0, ahead = tun->flags & IFF_NO_PI ? 0 : PACKET_INFORMATION;
  tun->in_blocked = 0;
  while (tun->in.length - at >= 4) {
    uint32_t length;
    memcpy(&length, tun->in.data + at, 4);
    length = ntohl(length);
    if (length > LONGEST_FRAME) { /* somebody else has the node open, or it is none */
      lose_node(tun);
      return;
    }
    if (tun->in.length - at - 4 < length) break;
    uint8_t information[PACKET_INFORMATION], *frame = tun->in.data + at + 4;
    packet_information(tun, frame, length, information);
    struct iovec parts[2] = {{information, ahead}, {frame, length}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    if (sendmsg(tun->end, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && (errno == EAGAIN || errno == ENOBUFS)) {
      tun->in_blocked = 1;
      break;
    }
    at += 4 + length;
  }
  drop_front(&tun->in, at);
}

static void read_node(struct tun *tun) {
  make_room(&tun->in, 65536);
  ssize_t count = recv(tun->node, tun->in.data + tun->in.length, 65536, MSG_DONTWAIT);
  if (count > 0) {
    tun->in.length += (size_t)count;
    deliver_frames(tun);
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) lose_node(tun);
}

static void write_node(struct tun *tun) {
  if (tun->node < 0 || tun->out.length == 0) return;
  ssize_t count = send(tun->node, tun->out.data, tun->out.length, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count > 0) drop_front(&tun->out, (size_t)count);
  else if (count < 0 && errno != EAGAIN && errno != EINTR) lose_node(tun);
}

/* Packets of the program, to the node: as many as wait. @returns 0 when the program has closed it */
static int read_program(struct tun *tun) {
  static uint8_t packet[LONGEST_FRAME + PACKET_INFORMATION + 1];
  size_t ahead = tun->flags & IFF_NO_PI ? 0 : PACKET_INFORMATION;
  while (tun->out.length < 262144) {
    ssize_t count = recv(tun->end, packet, sizeof packet, MSG_DONTWAIT);
    if (count == 0) return 0;
    if (count < 0) return errno == EAGAIN || errno == EINTR;
    if (tun->node < 0 || (size_t)count <= ahead || (size_t)count - ahead > LONGEST_FRAME) continue;
    uint32_t length = htonl((uint32_t)((size_t)count - ahead));
    append(&tun->out, &length, 4);
    append(&tun->out, packet + ahead, (size_t)count - ahead);
  }
  return 1;
}

/* ------------------------------------------------------------------ netlink sockets */

static struct netlink *netlink_of(int descriptor) {
  int slot = descriptor - FIRST_NETLINK;
  return slot >= 0 && slot < NETLINKS && netlinks[slot].used ? &netlinks[slot] : NULL;
}

static void close_netlink(struct netlink *netlink) {
  for (struct datagram *each = netlink->first, *next; each; each = next) next = each->next, free(each);
  close(netlink->event);
  send_control(REQ_CLOSED, (uint16_t)(FIRST_NETLINK + (netlink - netlinks)), 0, NULL, 0, NULL, 0);
  memset(netlink, 0, sizeof *netlink);
}

static void open_netlink(const struct seccomp_notif *notif) {
  struct netlink *netlink = netlinks;
  while (netlink < netlinks + NETLINKS && netlink->used) netlink++;
  /* A process that ended did not say that it closes its sockets. */
  for (struct netlink *each = netlinks; netlink == netlinks + NETLINKS && each < netlinks + NETLINKS; each++) {
    if (kill(each->owner, 0) < 0 && errno == ESRCH) close_netlink(each), netlink = each;
  }
  uint64_t type = notif->data.args[1];
  int event = netlink == netlinks + NETLINKS ? -1 : eventfd(0, EFD_CLOEXEC | (type & SOCK_NONBLOCK ? EFD_NONBLOCK : 0));
  if (event < 0) {
    respond(notif->id, EMFILE, 0, 0);
    return;
  }
  int number = FIRST_NETLINK + (int)(netlink - netlinks);
  int error = give_descriptor(notif->id, event, number, (type & SOCK_CLOEXEC) != 0);
  if (error) close(event);
  else *netlink = (struct netlink){.used = 1, .event = event, .owner = (pid_t)notif->pid, .last = &netlink->first};
  respond(notif->id, error, number, 0);
}

/* What one send has, put together. @returns errno */
static int gather(const struct seccomp_notif *notif, struct octets *into) {
  pid_t pid = (pid_t)notif->pid;
  const __u64 *args = notif->data.args;
  struct iovec single = {(void *)(uintptr_t)args[1], (size_t)args[2]}, parts[16];
  size_t count = 1;
  parts[0] = single;
  if (notif->data.nr == SYS_sendmsg) {
    struct msghdr message;
    if (read_memory(pid, args[1], &message, sizeof message)) return EFAULT;
    count = message.msg_iovlen;
    if (count > sizeof parts / sizeof *parts) return EMSGSIZE;
    if (read_memory(pid, (uintptr_t)message.msg_iov, parts, count * sizeof *parts)) return EFAULT;
  }
  for (size_t part = 0; part < count; part++) {
    if (parts[part].iov_len > LONGEST_MESSAGE - into->length) return EMSGSIZE;
    make_room(into, parts[part].iov_len);
    if (parts[part].iov_len && read_memory(pid, (uintptr_t)parts[part].iov_base, into->data + into->length, parts[part].iov_len)) return EFAULT;
    into->length += parts[part].iov_len;
  }
  return 0;
}

/* The first datagram that waits, into the memory of a recvmsg, recvfrom or read. */
static void receive(const struct seccomp_notif *notif, struct netlink *netlink) {
  pid_t pid = (pid_t)notif->pid;
  const __u64 *args = notif->data.args;
  struct datagram *datagram = netlink->first;
  struct sockaddr_nl from = {.nl_family = AF_NETLINK};
  struct iovec single = {(void *)(uintptr_t)args[1], (size_t)args[2]}, parts[16] = {single};
  struct msghdr message = {0};
  size_t count = 1, copied = 0;
  int error = 0, flags = notif->data.nr == SYS_recvmsg ? (int)args[2] : notif->data.nr == SYS_recvfrom ? (int)args[3] : 0;
  if (notif->data.nr == SYS_recvmsg) {
    if (read_memory(pid, args[1], &message, sizeof message)) error = EFAULT;
    count = message.msg_iovlen < 16 ? message.msg_iovlen : 16;
    if (!error && count && read_memory(pid, (uintptr_t)message.msg_iov, parts, count * sizeof *parts)) error = EFAULT;
  }
  for (size_t part = 0; !error && part < count && copied < datagram->length; part++) {
    size_t length = datagram->length - copied < parts[part].iov_len ? datagram->length - copied : parts[part].iov_len;
    if (length && write_memory(pid, (uintptr_t)parts[part].iov_base, datagram->data + copied, length)) error = EFAULT;
    copied += length;
  }
  if (!error && notif->data.nr == SYS_recvmsg) {
    if (message.msg_name) {
      size_t room = message.msg_namelen < sizeof from ? message.msg_namelen : sizeof from;
      error = write_memory(pid, (uintptr_t)message.msg_name, &from, room);
      message.msg_namelen = sizeof from;
    }
    message.msg_controllen = 0;
    message.msg_flags = copied < datagram->length ? MSG_TRUNC : 0;
    if (!error) error = write_memory(pid, args[1], &message, sizeof message);
  } else if (!error && notif->data.nr == SYS_recvfrom && args[4]) {
    socklen_t room = 0;
    error = read_memory(pid, args[5], &room, sizeof room);
    if (!error) error = write_memory(pid, args[4], &from, room < sizeof from ? room : sizeof from);
    room = sizeof from;
    if (!error) error = write_memory(pid, args[5], &room, sizeof room);
  }
  size_t result = flags & MSG_TRUNC ? datagram->length : copied;
  if (!error && !(flags & MSG_PEEK)) {
    netlink->first = datagram->next;
    netlink->queued -= datagram->length;
    if (!netlink->first) {
      uint64_t count_of_event;
      netlink->last = &netlink->first;
      if (read(netlink->event, &count_of_event, sizeof count_of_event) < 0) error = 0;
    }
    free(datagram);
  }
  respond(notif->id, error, (int64_t)result, 0);
}

static void receive_or_wait(const struct seccomp_notif *notif, struct netlink *netlink) {
  const __u64 *args = notif->data.args;
  int flags = notif->data.nr == SYS_recvmsg ? (int)args[2] : notif->data.nr == SYS_recvfrom ? (int)args[3] : 0;
  if (netlink->first) receive(notif, netlink);
  else if (flags & MSG_DONTWAIT || fcntl(netlink->event, F_GETFL) & O_NONBLOCK) respond(notif->id, EAGAIN, 0, 0);
  else {
    struct pending *pending = keep(notif);
    if (pending) pending->waits_for_datagram = 1;
    else respond(notif->id, ENOMEM, 0, 0);
  }
}

static void queue_datagram(struct netlink *netlink, const uint8_t *data, size_t length) {
  if (netlink->queued + length > MOST_QUEUED) return; /* as a socket whose buffer is full */
  struct datagram *datagram = malloc(sizeof *datagram + length);
  if (!datagram) die("memory");
  datagram->next = NULL, datagram->length = length;
  memcpy(datagram->data, data, length);
  uint64_t one = 1;
  if (!netlink->first && write(netlink->event, &one, sizeof one) < 0) die("eventfd");
  *netlink->last = datagram, netlink->last = &datagram->next;
  netlink->queued += length;
  for (struct pending *each = pendings; each < pendings + MOST_PENDING; each++) {
    if (!each->used || !each->waits_for_datagram || netlink_of((int)each->notif.data.args[0]) != netlink) continue;
    each->used = 0;
    if (is_alive(each->notif.id)) {
      receive(&each->notif, netlink);
      return;
    }
  }
}

static void netlink_call(const struct seccomp_notif *notif, struct netlink *netlink) {
  pid_t pid = (pid_t)notif->pid;
  const __u64 *args = notif->data.args;
  int slot = FIRST_NETLINK + (int)(netlink - netlinks), error = 0;
  struct sockaddr_nl name = {.nl_family = AF_NETLINK, .nl_pid = (uint32_t)slot, .nl_groups = netlink->groups};
  socklen_t room = 0;
  struct octets messages = {0};
  switch (notif->data.nr) {
    case SYS_bind:
      if (args[2] < sizeof name || read_memory(pid, args[1], &name, sizeof name)) error = EINVAL;
      else netlink->groups = name.nl_groups;
      break;
    case SYS_getsockname:
      error = read_memory(pid, args[2], &room, sizeof room);
      if (!error) error = write_memory(pid, args[1], &name, room < sizeof name ? room : sizeof name);
      room = sizeof name;
      if (!error) error = write_memory(pid, args[2], &room, sizeof room);
      break;
    case SYS_getsockopt:
      error = ENOPROTOOPT;
      break;
    case SYS_write:
    case SYS_sendto:
    case SYS_sendmsg:
      error = gather(notif, &messages);
      if (!error) ask(notif, REQ_NETLINK, slot, messages.data, messages.length, NULL, 0);
      free(messages.data);
      if (!error) return;
      break;
    case SYS_read:
    case SYS_recvfrom:
    case SYS_recvmsg:
      receive_or_wait(notif, netlink);
      return;
    case SYS_close:
      close_netlink(netlink);
      let_through(notif->id);
      return;
    default: /* connect, setsockopt: nothing to remember */
      break;
  }
  respond(notif->id, error, 0, 0);
}

/* ------------------------------------------------------------------ ioctl of interfaces and routes */

/* AF_INET6 where the socket is one; only then the same requests come with other structures. */
static uint32_t family_of(pid_t pid, int descriptor) {
  int domain = AF_INET;
  socklen_t length = sizeof domain;
  int process = (int)syscall(SYS_pidfd_open, pid, 0);
  int socket = process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, process, descriptor, 0);
  if (socket >= 0) getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &length), close(socket);
  if (process >= 0) close(process);
  return (uint32_t)domain;
}

static int is_of_route(uint32_t command) {
  return command == SIOCADDRT || command == SIOCDELRT;
}

static void interface_ioctl(const struct seccomp_notif *notif) {
  uint32_t head[2] = {(uint32_t)notif->data.args[1], AF_INET}, command = head[0];
  pid_t pid = (pid_t)notif->pid;
  union {
    struct ifreq request;
    struct ifconf list;
    struct rtentry route;
    uint8_t octets[sizeof(struct rtentry)];
  } what;
  size_t length = sizeof what.request;
  if (is_of_route(command) || command == SIOCSIFADDR || command == SIOCDIFADDR) head[1] = family_of(pid, (int)notif->data.args[0]);
  if (head[1] == AF_INET6) length = is_of_route(command) ? 80 : 24; /* in6_rtmsg, in6_ifreq */
  else if (is_of_route(command)) length = sizeof what.route;
  else if (command == SIOCGIFCONF) length = sizeof what.list;
  if (read_memory(pid, notif->data.args[2], &what, length)) {
    respond(notif->id, EFAULT, 0, 0);
    return;
  }
  struct octets data = {0};
  append(&data, &what, length);
  if (is_of_route(command) && head[1] != AF_INET6) {
    char device[IFNAMSIZ] = {0};
    for (size_t at = 0; what.route.rt_dev && at < sizeof device - 1; at++) {
      if (read_memory(pid, (uintptr_t)what.route.rt_dev + at, device + at, 1) || !device[at]) break;
    }
    append(&data, device, sizeof device);
  }
  ask(notif, REQ_IOCTL, 0, head, sizeof head, data.data, data.length);
  free(data.data);
}

/* @returns errno */
static int finish_ioctl(const struct seccomp_notif *notif, const uint8_t *data, size_t length) {
  uint32_t command = (uint32_t)notif->data.args[1];
  pid_t pid = (pid_t)notif->pid;
  if (command != SIOCGIFCONF) return length ? write_memory(pid, notif->data.args[2], data, length) : 0;
  struct ifconf list;
  if (read_memory(pid, notif->data.args[2], &list, sizeof list)) return EFAULT;
  if (list.ifc_buf && (size_t)list.ifc_len < length) length = (size_t)list.ifc_len;
  if (list.ifc_buf && write_memory(pid, (uintptr_t)list.ifc_buf, data, length)) return EFAULT;
  list.ifc_len = (int)length;
  return write_memory(pid, notif->data.args[2], &list, sizeof list);
}

/* ------------------------------------------------------------------ the loop */

static int is_tun_path(pid_t pid, uint64_t at) {
  static const char PATH[] = "/dev/net/tun";
  char path[sizeof PATH];
  return read_memory(pid, at, path, sizeof path) == 0 && memcmp(path, PATH, sizeof path) == 0;
}

static void take_call(void) {
  struct seccomp_notif notif = {0};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notif) < 0) return; /* the caller is gone already */
  const __u64 *args = notif.data.args;
  pid_t pid = (pid_t)notif.pid;
  struct tun *tun = tun_of((int)args[0]);
  struct netlink *netlink = netlink_of((int)args[0]);
  switch (notif.data.nr) {
#ifdef SYS_open
    case SYS_open:
      if (is_tun_path(pid, args[0])) open_tun(&notif, args[1]);
      else let_through(notif.id);
      return;
#endif
    case SYS_openat:
      if (is_tun_path(pid, args[1])) open_tun(&notif, args[2]);
      else let_through(notif.id);
      return;
    case SYS_socket:
      open_netlink(&notif);
      return;
    case SYS_ioctl:
      if ((args[1] & 0xff00) == 0x8900) interface_ioctl(&notif);
      else if (tun) tun_ioctl(&notif, tun);
      else let_through(notif.id);
      return;
    case SYS_write:
      if (tun) {
        ask(&notif, REQ_TUNUP, (int)args[0], NULL, 0, NULL, 0);
        return;
      }
  }
  if (netlink) netlink_call(&notif, netlink);
  else let_through(notif.id);
}

static void take_answer(uint64_t cookie, int error, const uint8_t *data, size_t length) {
  for (struct pending *each = pendings; each < pendings + MOST_PENDING; each++) {
    if (!each->used || each->waits_for_datagram || each->notif.id != cookie) continue;
    const struct seccomp_notif *notif = &each->notif;
    int64_t value = 0;
    each->used = 0;
    if (!is_alive(cookie)) return;
    struct tun *tun = tun_of((int)notif->data.args[0]);
    if (!error && notif->data.nr == SYS_ioctl) {
      int of_tun = (uint32_t)notif->data.args[1] == TUNSETIFF && tun;
      if (of_tun) error = attach_tun(tun, notif, data, length);
      else if ((notif->data.args[1] & 0xff00) == 0x8900) error = finish_ioctl(notif, data, length);
    } else if (!error) { /* a send: all of it was taken */
      uint64_t sent = 0;
      if (length == sizeof sent) memcpy(&sent, data, sizeof sent);
      value = (int64_t)sent;
    }
    respond(cookie, error, value, 0);
    return;
  }
}

/* @returns 0 when the other end is gone */
static int read_control(void) {
  make_room(&control_in, 65536);
  ssize_t count = recv(CONTROL, control_in.data + control_in.length, 65536, MSG_DONTWAIT);
  if (count == 0) return 0;
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  control_in.length += (size_t)count;
  size_t at = 0;
  while (control_in.length - at >= 4) {
    uint32_t length;
    uint16_t slot;
    uint64_t cookie;
    memcpy(&length, control_in.data + at, 4);
    length = ntohl(length);
    if (length < 12) return 0;
    if (control_in.length - at - 4 < length) break;
    const uint8_t *message = control_in.data + at + 4;
    memcpy(&slot, message + 2, 2), memcpy(&cookie, message + 4, 8);
    if (message[0] == DATAGRAM) {
      struct netlink *netlink = netlink_of(slot);
      if (netlink) queue_datagram(netlink, message + 12, length - 12);
    } else if (message[0] == ANSWER && length >= 16) {
      int32_t error;
      memcpy(&error, message + 12, 4);
      take_answer(cookie, error, message + 16, length - 16);
    }
    at += 4 + length;
  }
  drop_front(&control_in, at);
  return 1;
}

/* Whatever the program left behind ends with it: those that lost their parent are ours (PR_SET_CHILD_SUBREAPER). */
static void reap(int kill_all) {
  for (;;) {
    if (kill_all) {
      char path[64], list[4096] = "";
      snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
      FILE *file = fopen(path, "re");
      size_t count = file ? fread(list, 1, sizeof list - 1, file) : 0;
      if (file) fclose(file);
      list[count] = 0;
      for (char *word = strtok(list, " "); word; word = strtok(NULL, " ")) kill((pid_t)atoi(word), SIGKILL);
    }
    int status;
    pid_t pid = waitpid(-1, &status, kill_all ? 0 : WNOHANG);
    if (pid <= 0) return;
    if (pid == child) child_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
}

static void loop(int signals) {
  for (;;) {
    struct pollfd polls[3 + 2 * TUNS];
    nfds_t count = 0;
    polls[count++] = (struct pollfd){listener, POLLIN, 0};
    polls[count++] = (struct pollfd){CONTROL, POLLIN, 0};
    polls[count++] = (struct pollfd){signals, POLLIN, 0};
    for (struct tun *tun = tuns; tun < tuns + TUNS; tun++) {
      short program = (short)((tun->out.length < 262144 ? POLLIN : 0) | (tun->in_blocked ? POLLOUT : 0));
      short node = (short)((tun->in_blocked ? 0 : POLLIN) | (tun->out.length ? POLLOUT : 0));
      polls[count++] = (struct pollfd){tun->used ? tun->end : -1, program, 0};
      polls[count++] = (struct pollfd){tun->used ? tun->node : -1, node, 0};
    }
    if (poll(polls, count, -1) < 0 && errno != EINTR) die("poll");
    if (polls[2].revents) {
      struct signalfd_siginfo info;
      while (read(signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCHLD) reap(0);
        else if (child_status < 0) kill(child, (int)info.ssi_signo);
      }
    }
    if (polls[1].revents && !read_control()) return;
    for (int slot = 0; slot < TUNS; slot++) {
      struct tun *tun = &tuns[slot];
      short program = polls[3 + 2 * slot].revents, node = polls[4 + 2 * slot].revents;
      if (!tun->used || polls[3 + 2 * slot].fd < 0) continue;
      if (program & POLLOUT) deliver_frames(tun);
      if (node & (POLLIN | POLLHUP | POLLERR) && tun->node >= 0) read_node(tun);
      int open = program & (POLLIN | POLLHUP | POLLERR) ? read_program(tun) : 1;
      write_node(tun);
      if (!open) close_tun(tun);
    }
    if (polls[0].revents & POLLIN) take_call();
    else if (polls[0].revents & POLLHUP) return; /* nobody is left whom the filter is for */
  }
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: tunrun PROGRAM [ARGUMENT...], with a stream socket as file descriptor 3\n");
    return 2;
  }
  int pair[2];
  sigset_t handled;
  sigemptyset(&handled);
  sigaddset(&handled, SIGCHLD), sigaddset(&handled, SIGTERM), sigaddset(&handled, SIGHUP);
  sigprocmask(SIG_BLOCK, &handled, NULL);
  /* The terminal sends these to the program as well: how it ends is for the program to say. */
  signal(SIGINT, SIG_IGN), signal(SIGQUIT, SIG_IGN), signal(SIGPIPE, SIG_IGN);
  int signals = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fcntl(CONTROL, F_SETFD, FD_CLOEXEC) < 0) die("file descriptor 3");
  if (signals < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) die("starting");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_t self = getpid();
  child = fork();
  if (child < 0) die("fork");
  if (child == 0) start_program(argv + 1, pair[1], self);
  close(pair[1]);
  listener = receive_descriptor(pair[0]);
  close(pair[0]);
  if (listener >= 0) loop(signals);
  int told = child_status;
  reap(listener >= 0);
  return told >= 0 ? told : child_status >= 0 ? child_status : 126;
}

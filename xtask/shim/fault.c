/* A disk that loses what was not synced, runs full and fails: preloaded into the server by
 * `xtask crash`, never part of the program.
 *
 * It stands before the calls by which files in the data folder change. Each change is put into a
 * log first, with what stood there before, and each sync too; after a kill `xtask` undoes what no
 * sync made durable, as a power cut would (see src/crash/power.rs, which reads this log). A control
 * file, shared with `xtask`, says which write or sync fails and how much space is left.
 *
 * Not followed: the -shm files of SQLite, which are rebuilt, and the registers of the
 * demonstration, which stand for machines of others. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { START = 1, WRITE, TRUNCATE, SYNC, FAILED_SYNC, CREATE, UNLINK, RENAME, FOLDER_SYNC };

/* One entry of the log; `length` bytes follow it. */
struct entry {
  uint32_t kind, length;
  uint64_t file, offset, size, extent;
};

/* What `xtask` wants to fail. Counters that are negative are off. */
struct control {
  int64_t write_in, sync_in, lasting, error, space, lies, failures, writes, syncs;
};

enum { FILES = 65536, FOLDER = 1, FILE_READ = 2, FILE_WRITE_ONLY = 3 };

static struct {
  char kind;
  uint64_t file;
} followed[FILES];
static char data[4096], side[3072];
static size_t data_length;
static int log_file = -1;
static struct control *control;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define REAL(result, name, ...) \
  static result (*name)(__VA_ARGS__); \
  if (!name) *(void **)&name = dlsym(RTLD_NEXT, #name + 5)

static ssize_t plain_write(int fd, const void *bytes, size_t length) {
  REAL(ssize_t, real_write, int, const void *, size_t);
  return real_write(fd, bytes, length);
}

static int plain_open(const char *path, int flags, mode_t mode) {
  REAL(int, real_open, const char *, int, ...);
  return real_open(path, flags, mode);
}

static int plain_close(int fd) {
  REAL(int, real_close, int);
  return real_close(fd);
}

/* A log with a hole would undo the wrong things. */
static void broken(const char *what) {
  fprintf(stderr, "fault shim: %s: %s\n", what, strerror(errno));
  abort();
}

static void note(enum kind kind, uint64_t file, const void *bytes, size_t length,
                 uint64_t offset, uint64_t size, uint64_t extent) {
  struct entry entry = {kind, (uint32_t)length, file, offset, size, extent};
  struct iovec parts[2] = {{&entry, sizeof entry}, {(void *)(uintptr_t)bytes, length}};
  REAL(ssize_t, real_writev, int, const struct iovec *, int);
  if (real_writev(log_file, parts, 2) != (ssize_t)(sizeof entry + length)) broken("log");
}

__attribute__((constructor)) static void begin(void) {
  const char *of = getenv("TUTAS_FAULT_DATA"), *beside = getenv("TUTAS_FAULT_SIDE");
  char name[4096];
  if (!of || !beside) return;
  snprintf(data, sizeof data, "%s", of);
  snprintf(side, sizeof side, "%s", beside);
  data_length = strlen(data);
  snprintf(name, sizeof name, "%s/log.%d", side, (int)getpid());
  log_file = plain_open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_file < 0) broken(name);
  snprintf(name, sizeof name, "%s/control", side);
  int shared = plain_open(name, O_RDWR | O_CLOEXEC, 0);
  if (shared < 0) broken(name);
  control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
  if (control == MAP_FAILED) broken(name);
  plain_close(shared);
  note(START, 0, NULL, 0, 0, 0, 0);
}

/* The name of a followed file within the data folder, or NULL. */
static const char *name_of(const char *path) {
  if (log_file < 0 || !path || strncmp(path, data, data_length) != 0) return NULL;
  if (path[data_length] != '/') return NULL;
  const char *name = path + data_length + 1;
  size_t length = strlen(name);
  if (length > 4 && strcmp(name + length - 4, "-shm") == 0) return NULL;
  return strncmp(name, "registers.", 10) == 0 ? NULL : name;
}

/* Keeps a file by its number, whatever becomes of its name. */
static uint64_t keep(const char *path) {
  struct stat about;
  char kept[4096];
  if (stat(path, &about) != 0) return 0;
  snprintf(kept, sizeof kept, "%s/file.%llu", side, (unsigned long long)about.st_ino);
  if (link(path, kept) != 0 && errno != EEXIST) broken(kept);
  return about.st_ino;
}

static uint64_t size_of(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 ? (uint64_t)about.st_size : 0;
}

static int is_followed(int fd) {
  return fd >= 0 && fd < FILES && followed[fd].kind >= FILE_READ;
}

/* Notes that what stands from `offset` on is about to change. */
static void note_old(enum kind kind, int fd, uint64_t offset, size_t length) {
  uint64_t size = size_of(fd), there = offset < size ? size - offset : 0;
  char kept[4096], *old = NULL;
  if (there > length) there = length;
  if (there > 0) {
    int from = fd;
    if (followed[fd].kind == FILE_WRITE_ONLY) {
      snprintf(kept, sizeof kept, "%s/file.%llu", side, (unsigned long long)followed[fd].file);
      from = plain_open(kept, O_RDONLY | O_CLOEXEC, 0);
    }
    old = malloc(there);
    if (!old || pread(from, old, there, (off_t)offset) != (ssize_t)there) broken("old content");
    if (from != fd) plain_close(from);
  }
  note(kind, followed[fd].file, old, there, offset, size, length);
  free(old);
}

static int fails(int64_t *in) {
  if (*in < 0) return 0;
  if (*in > 0) {
    --*in;
    return 0;
  }
  if (!control->lasting) *in = -1;
  ++control->failures;
  errno = (int)control->error;
  return 1;
}

static int has_no_space(uint64_t end, uint64_t size) {
  if (control->space < 0 || end <= size) return 0;
  if ((int64_t)(end - size) > control->space) {
    ++control->failures;
    errno = ENOSPC;
    return 1;
  }
  control->space -= (int64_t)(end - size);
  return 0;
}

/* Whether a write may be; then it has been noted. */
static int may_write(int fd, uint64_t offset, size_t length) {
  ++control->writes;
  if (fails(&control->write_in) || has_no_space(offset + length, size_of(fd))) return 0;
  note_old(WRITE, fd, offset, length);
  return 1;
}

static int opened(int fd, const char *path, int flags, int existed) {
  const char *name = name_of(path);
  struct stat about;
  if (fd < 0 || fd >= FILES || log_file < 0) return fd;
  followed[fd].kind = 0;
  if (!name && strcmp(path, data) != 0) return fd;
  if (fstat(fd, &about) == 0 && S_ISDIR(about.st_mode)) {
    followed[fd].kind = FOLDER;
    return fd;
  }
  followed[fd].file = keep(path);
  followed[fd].kind = (flags & O_ACCMODE) == O_WRONLY ? FILE_WRITE_ONLY : FILE_READ;
  if (!existed) note(CREATE, followed[fd].file, name, strlen(name), 0, 0, 0);
  return fd;
}

static int follow_open(const char *path, int flags, mode_t mode, int fd_of_folder, int is_at) {
  REAL(int, real_openat, int, const char *, int, ...);
  struct stat about;
  if (is_at && fd_of_folder != AT_FDCWD) return real_openat(fd_of_folder, path, flags, mode);
  if (!name_of(path)) return opened(plain_open(path, flags, mode), path, flags, 1);
  pthread_mutex_lock(&one_at_a_time);
  int existed = stat(path, &about) == 0;
  /* What a truncating open throws away is noted by truncating after it. */
  int fd = opened(plain_open(path, flags & ~O_TRUNC, mode), path, flags, existed);
  if (fd >= 0 && existed && (flags & O_TRUNC) && is_followed(fd)) {
    REAL(int, real_ftruncate, int, off_t);
    note_old(TRUNCATE, fd, 0, size_of(fd));
    if (real_ftruncate(fd, 0) != 0) broken("truncate");
  }
  pthread_mutex_unlock(&one_at_a_time);
  return fd;
}

#define MODE(flags, mode) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list more; \
    va_start(more, flags); \
    mode = (mode_t)va_arg(more, int); \
    va_end(more); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags, mode);
  return follow_open(path, flags, mode, AT_FDCWD, 0);
}

int open64(const char *path, int flags, ...) {
  MODE(flags, mode);
  return follow_open(path, flags, mode, AT_FDCWD, 0);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags, mode);
  return follow_open(path, flags, mode, folder, 1);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags, mode);
  return follow_open(path, flags, mode, folder, 1);
}

int close(int fd) {
  if (fd >= 0 && fd < FILES) followed[fd].kind = 0;
  return plain_close(fd);
}

static int copied(int from, int to) {
  if (from >= 0 && from < FILES && to >= 0 && to < FILES) followed[to] = followed[from];
  return to;
}

int dup2(int from, int to) {
  REAL(int, real_dup2, int, int);
  return copied(from, real_dup2(from, to));
}

int dup3(int from, int to, int flags) {
  REAL(int, real_dup3, int, int, int);
  return copied(from, real_dup3(from, to, flags));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  REAL(ssize_t, real_pwrite, int, const void *, size_t, off_t);
  if (!is_followed(fd)) return real_pwrite(fd, bytes, length, offset);
  ssize_t written = -1;
  pthread_mutex_lock(&one_at_a_time);
  if (may_write(fd, (uint64_t)offset, length)) written = real_pwrite(fd, bytes, length, offset);
  pthread_mutex_unlock(&one_at_a_time);
  return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
  return pwrite(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length) {
  if (!is_followed(fd)) return plain_write(fd, bytes, length);
  ssize_t written = -1;
  pthread_mutex_lock(&one_at_a_time);
  int appends = (fcntl(fd, F_GETFL) & O_APPEND) != 0;
  uint64_t offset = appends ? size_of(fd) : (uint64_t)lseek(fd, 0, SEEK_CUR);
  if (may_write(fd, offset, length)) written = plain_write(fd, bytes, length);
  pthread_mutex_unlock(&one_at_a_time);
  return written;
}

/* A short count is lawful; whoever wrote goes on with the rest. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, real_writev, int, const struct iovec *, int);
  if (!is_followed(fd) || count < 1) return real_writev(fd, parts, count);
  return write(fd, parts[0].iov_base, parts[0].iov_len);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  REAL(ssize_t, real_pwritev, int, const struct iovec *, int, off_t);
  if (!is_followed(fd) || count < 1) return real_pwritev(fd, parts, count, offset);
  return pwrite(fd, parts[0].iov_base, parts[0].iov_len, offset);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t offset) {
  return pwritev(fd, parts, count, offset);
}

int ftruncate(int fd, off_t length) {
  REAL(int, real_ftruncate, int, off_t);
  if (!is_followed(fd)) return real_ftruncate(fd, length);
  pthread_mutex_lock(&one_at_a_time);
  uint64_t size = size_of(fd), from = (uint64_t)length;
  note_old(TRUNCATE, fd, from, size > from ? size - from : 0);
  int done = real_ftruncate(fd, length);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }

/* The names in a folder are durable now: its own name within the data folder is noted. */
static void note_folder_sync(int fd) {
  char link_of[64], path[4096];
  snprintf(link_of, sizeof link_of, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link_of, path, sizeof path - 1);
  if (length < 0) broken(link_of);
  path[length] = 0;
  const char *name = name_of(path);
  if (!name && strcmp(path, data) != 0) broken(path);
  note(FOLDER_SYNC, 0, name, name ? strlen(name) : 0, 0, 0, 0);
}

/* The real sync is spared, since the power is never really cut; in its place stands the time of an
 * ordinary disk, so that a kill often finds something unsynced. */
static int follow_sync(int fd, int (*sync)(int)) {
  if (fd < 0 || fd >= FILES || !followed[fd].kind) return sync(fd);
  int done = 0;
  pthread_mutex_lock(&one_at_a_time);
  ++control->syncs;
  if (followed[fd].kind == FOLDER) {
    if (!control->lies) note_folder_sync(fd);
  } else if (fails(&control->sync_in)) {
    /* As Linux does: what was not written is marked clean, and no later sync brings it. */
    int error = errno;
    note(FAILED_SYNC, followed[fd].file, NULL, 0, 0, 0, 0);
    errno = error;
    done = -1;
  } else {
    usleep(3000);
    if (!control->lies) note(SYNC, followed[fd].file, NULL, 0, 0, 0, 0);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

int fsync(int fd) {
  REAL(int, real_fsync, int);
  return follow_sync(fd, real_fsync);
}

int fdatasync(int fd) {
  REAL(int, real_fdatasync, int);
  return follow_sync(fd, real_fdatasync);
}

int unlink(const char *path) {
  REAL(int, real_unlink, const char *);
  const char *name = name_of(path);
  if (!name) return real_unlink(path);
  pthread_mutex_lock(&one_at_a_time);
  uint64_t file = keep(path);
  if (file) note(UNLINK, file, name, strlen(name), 0, 0, 0);
  int done = real_unlink(path);
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

int rename(const char *from, const char *to) {
  REAL(int, real_rename, const char *, const char *);
  const char *before = name_of(from), *after = name_of(to);
  char names[4096];
  if (!before || !after) return real_rename(from, to);
  pthread_mutex_lock(&one_at_a_time);
  ++control->writes;
  int done = -1;
  if (!fails(&control->write_in)) {
    /* The zero of the one stands between them. */
    int length = snprintf(names, sizeof names, "%s%c%s", before, 0, after);
    note(RENAME, keep(from), names, (size_t)length, keep(to), 0, 0);
    done = real_rename(from, to);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return done;
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  REAL(int, real_renameat2, int, const char *, int, const char *, unsigned);
  if (!name_of(from) || !name_of(to)) {
    return real_renameat2(from_folder, from, to_folder, to, flags);
  }
  if ((flags & RENAME_NOREPLACE) && access(to, F_OK) == 0) {
    errno = EEXIST;
    return -1;
  }
  return rename(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, 0);
}

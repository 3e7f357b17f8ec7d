#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_LEN = 2048 };

static const char *log_role = "gatepost";
static enum log_level log_least = LOG_INFO;
static int log_fd = 2;

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARNING] = "warning",
	[LOG_ERROR] = "error",
};

void log_open(const char *role, enum log_level least, int fd)
{
	log_role = role;
	log_least = least;
	log_fd = fd;
}

static size_t escape(char *to, size_t max, const char *from)
{
	size_t len = 0;

	for (; *from != '\0' && len + 5 < max; from++) {
		unsigned char c = (unsigned char)*from;
		if (c < 0x20 || c == 0x7f)
			len += (size_t)snprintf(to + len, max - len, "\\x%02x", c);
		else
			to[len++] = (char)c;
	}
	to[len++] = '\n';
	return len;
}

void log_line(enum log_level level, const char *subject, const char *format, ...)
{
	char line[LINE_MAX_LEN];
	char out[2 * LINE_MAX_LEN];
	struct timespec now;
	struct tm tm;
	va_list args;

	if (level < log_least)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	size_t len = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%S", &tm);
	len += (size_t)snprintf(line + len, sizeof line - len, ".%03ldZ %s %s %s ",
	    now.tv_nsec / 1000000, level_names[level], log_role, subject);
	if (len < sizeof line) {
		va_start(args, format);
		vsnprintf(line + len, sizeof line - len, format, args);
		va_end(args);
	}
	size_t total = escape(out, sizeof out, line);
	ssize_t written = write(log_fd, out, total);
	(void)written;
}

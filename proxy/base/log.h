/*
 * The operator's log: one line an event, "level role subject what key=value".
 * Never a word of a post, a password or a key (design: invariant 11).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* role is kept, not copied. fd is where lines go (2 by default). */
void log_open(const char *role, enum log_level least, int fd);

/* subject: what the line is about, as a session id; "-" when nothing. Control characters in the
 * line are written as \xNN, so that nothing a peer sent can begin a new line. */
void log_line(enum log_level level, const char *subject, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif

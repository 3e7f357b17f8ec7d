#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return false;
}

bool err_set_errno(struct err *err, const char *format, ...)
{
	const char *reason = strerror(errno);
	va_list args;

	va_start(args, format);
	int len = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof err->text)
		snprintf(err->text + len, sizeof err->text - (size_t)len, ": %s", reason);
	return false;
}

bool err_wrap(struct err *err, const char *format, ...)
{
	char inner[ERR_TEXT_MAX];
	va_list args;

	memcpy(inner, err->text, sizeof inner);
	va_start(args, format);
	int len = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof err->text)
		return false;
	if (snprintf(err->text + len, sizeof err->text - (size_t)len, ": %s", inner) < 0)
		err->text[len] = '\0';
	return false;
}

// layers: proxy-base proxy-http
/* Request and answer heads: tables of bytes with what must become of them. Every row is also fed
 * byte by byte and cut in two at every place, which must not make a difference. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/http/http1.h"

enum { HEAD_MAX = 4096 };

struct row {
	const char *name;
	const char *bytes;
	size_t len;
	enum http1_result result;
	const char *why; /* NULL for HTTP1_DONE */
	bool is_open;    /* the head does not end: fed in pieces it may still be waited for */
};

#define R(text) (text), sizeof(text) - 1
#define GET     "GET / HTTP/1.1\r\n"
#define HOST    "Host: a.example\r\n"
#define POST    "POST /p HTTP/1.1\r\n" HOST
#define CHUNKS  "0\r\n\r\n"

static const struct row requests[] = {
	{ "plain", R(GET HOST "\r\n"), HTTP1_DONE, NULL, false },
	{ "1.0 without host", R("GET / HTTP/1.0\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "one empty line first", R("\r\n" GET HOST "\r\n"), HTTP1_DONE, NULL, false },
	{ "two empty lines first", R("\r\n\r\n" GET HOST "\r\n"), HTTP1_BAD, "method", false },
	{ "bytes behind", R(POST "Content-Length: 3\r\n\r\nabcGET / HTTP"), HTTP1_DONE, NULL,
	    false },
	{ "values", R(GET HOST "A:b\r\nC: \t d e\tf \t\r\nEmpty:\r\nObs: \x80\xff\r\n\r\n"),
	    HTTP1_DONE, NULL, false },
	{ "every tchar", R(GET HOST "!#$%&'*+-.^_`|~09azAZ: v\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "underscore", R(GET HOST "x_y_9: v\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "odd escapes pass", R("GET /%zz%4?a=%\\^|{}[]\" HTTP/1.1\r\n" HOST "\r\n"), HTTP1_DONE,
	    NULL, false },

	/* the first line */
	{ "no target", R("GET HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "empty target", R("GET  HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "two spaces", R("GET  / HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "two spaces before version", R("GET /  HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "version",
	    false },
	{ "tab for space", R("GET\t/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "method", false },
	{ "space first", R(" GET / HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "method", false },
	{ "space in target", R("GET /a b HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "tab in target", R("GET /a\tb HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "NUL in target", R("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "DEL in target", R("GET /a\x7f HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "non-ASCII target", R("GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target",
	    false },
	{ "fragment", R("GET /a#b HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "method in lower case", R("post / HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "method-case",
	    true },
	{ "method partly so", R("POSt / HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "method-case",
	    true },
	{ "method no token", R("GE(T / HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "method", false },
	{ "method non-ASCII", R("G\xc9T / HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "method", false },
	{ "method of 32", R("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF / HTTP/1.1\r\n" HOST "\r\n"),
	    HTTP1_DONE, NULL, false },
	{ "method of 33", R("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\n" HOST "\r\n"),
	    HTTP1_BAD, "method", false },
	{ "no version", R("GET /\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "lower case version", R("GET / http/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "no minor", R("GET / HTTP/1\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "no minor digit", R("GET / HTTP/1.\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "leading zero", R("GET / HTTP/01.1\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "leading zero in minor", R("GET / HTTP/1.01\r\n" HOST "\r\n"), HTTP1_BAD, "version",
	    false },
	{ "1.10", R("GET / HTTP/1.10\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "space in version", R("GET / HTTP/ 1.1\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "space in number", R("GET / HTTP/1. 1\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "space behind version", R("GET / HTTP/1.1 \r\n" HOST "\r\n"), HTTP1_BAD, "version",
	    false },
	{ "tab behind version", R("GET / HTTP/1.1\t\r\n" HOST "\r\n"), HTTP1_BAD, "version",
	    false },
	{ "other protocol", R("GET / ICAP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "version", false },
	{ "HTTP/1.2", R("GET / HTTP/1.2\r\n" HOST "\r\n"), HTTP1_VERSION, "version", false },
	{ "HTTP/2.0", R("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), HTTP1_VERSION, "version", false },
	{ "HTTP/0.9", R("GET / HTTP/0.9\r\n" HOST "\r\n"), HTTP1_VERSION, "version", false },
	{ "TLS hello", R("\x16\x03\x01\x02\x00\x01"), HTTP1_BAD, "method", false },
	{ "SSH banner", R("SSH-2.0-x\r\n"), HTTP1_BAD, "method", true },

	/* line ends */
	{ "LF only", R("GET / HTTP/1.1\nHost: a.example\n\n"), HTTP1_BAD, "bare-lf", false },
	{ "LF at once", R("\n\n"), HTTP1_BAD, "bare-lf", false },
	{ "LF behind a field", R(GET HOST "A: b\n\r\n"), HTTP1_BAD, "bare-lf", false },
	{ "LF ends the head", R(GET HOST "\n"), HTTP1_BAD, "bare-lf", false },
	{ "LF behind a name", R(GET HOST "A\nB: c\r\n\r\n"), HTTP1_BAD, "bare-lf", false },
	{ "LF in a value", R(GET HOST "A: b\nTransfer-Encoding: chunked\r\n\r\n"), HTTP1_BAD,
	    "bare-lf", false },
	{ "LF in the target", R("GET /a\nb HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "bare-lf",
	    false },
	{ "CR only", R("GET / HTTP/1.1\rHost: a.example\r\r"), HTTP1_BAD, "bare-cr", false },
	{ "CR in a value", R(GET HOST "A: b\rc\r\n\r\n"), HTTP1_BAD, "bare-cr", false },
	{ "CR before CRLF", R(GET HOST "A: b\r\r\n\r\n"), HTTP1_BAD, "bare-cr", false },
	{ "CR in a name", R(GET HOST "A\rb: c\r\n\r\n"), HTTP1_BAD, "bare-cr", false },
	{ "CR ends the head", R(GET HOST "\r\r\n"), HTTP1_BAD, "bare-cr", false },
	{ "CR behind the colon", R(GET HOST "A:\rb\r\n\r\n"), HTTP1_BAD, "bare-cr", false },
	{ "CR in the method", R("G\rET / HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "bare-cr", false },

	/* field lines */
	{ "folded", R(GET HOST "A: b\r\n c\r\n\r\n"), HTTP1_BAD, "folded-line", false },
	{ "folded by tab", R(GET HOST "A: b\r\n\tc\r\n\r\n"), HTTP1_BAD, "folded-line", false },
	{ "folded first", R(GET " " HOST "\r\n"), HTTP1_BAD, "folded-line", false },
	{ "white line", R(GET HOST " \r\n\r\n"), HTTP1_BAD, "folded-line", false },
	{ "space before colon", R(GET "Host : a.example\r\n\r\n"), HTTP1_BAD, "space-in-name",
	    false },
	{ "tab before colon", R(GET "Host\t: a.example\r\n\r\n"), HTTP1_BAD, "space-in-name",
	    false },
	{ "empty name", R(GET HOST ": v\r\n\r\n"), HTTP1_BAD, "empty-name", false },
	{ "no colon", R(GET HOST "Header\r\n\r\n"), HTTP1_BAD, "no-colon", false },
	{ "brackets in name", R(GET HOST "A[b]: v\r\n\r\n"), HTTP1_BAD, "name", false },
	{ "slash in name", R(GET HOST "A/b: v\r\n\r\n"), HTTP1_BAD, "name", false },
	{ "quotes in name", R(GET HOST "\"A\": v\r\n\r\n"), HTTP1_BAD, "name", false },
	{ "NUL in name", R(GET HOST "A\0b: v\r\n\r\n"), HTTP1_BAD, "name", false },
	{ "obs-text in name", R(GET HOST "A\xe9: v\r\n\r\n"), HTTP1_BAD, "name", false },
	{ "NUL in value", R(GET HOST "A: b\0c\r\n\r\n"), HTTP1_BAD, "control", false },
	{ "NUL first in value", R(GET HOST "A:\0c\r\n\r\n"), HTTP1_BAD, "control", false },
	{ "control in value", R(GET HOST "A: b\x01\r\n\r\n"), HTTP1_BAD, "control", false },
	{ "escape in value", R(GET HOST "A: b\x1b[0m\r\n\r\n"), HTTP1_BAD, "control", false },
	{ "DEL in value", R(GET HOST "A: b\x7f\r\n\r\n"), HTTP1_BAD, "control", false },
	{ "control far in value", R(GET HOST "A: 0123456789abcdef0123456789\x08\r\n\r\n"),
	    HTTP1_BAD, "control", false },

	/* Host */
	{ "no host", R(GET "\r\n"), HTTP1_BAD, "no-host", false },
	{ "two hosts", R(GET HOST "Host: b.example\r\n\r\n"), HTTP1_BAD, "two-hosts", false },
	{ "the same host twice", R(GET HOST HOST "\r\n"), HTTP1_BAD, "two-hosts", false },
	{ "two hosts in 1.0", R("GET / HTTP/1.0\r\n" HOST HOST "\r\n"), HTTP1_BAD, "two-hosts",
	    false },
	{ "host list", R(GET "Host: a.example, b.example\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host list without space", R(GET "Host: a.example,b.example\r\n\r\n"), HTTP1_BAD, "host",
	    false },
	{ "empty host", R(GET "Host:\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "white host", R(GET "Host: \t \r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host with user", R(GET "Host: me@a.example\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host with path", R(GET "Host: a.example/x\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host with query", R(GET "Host: a.example?x\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host with space", R(GET "Host: a.example x\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host with scheme", R(GET "Host: http://a.example\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host with port 0", R(GET "Host: a.example:0\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "host with port 65536", R(GET "Host: a.example:65536\r\n\r\n"), HTTP1_BAD, "host",
	    false },
	{ "host as a number", R(GET "Host: 2130706433\r\n\r\n"), HTTP1_BAD, "host", false },
	{ "bad host in 1.0", R("GET / HTTP/1.0\r\nHost: a b\r\n\r\n"), HTTP1_BAD, "host", false },

	/* target forms */
	{ "absolute", R("GET http://a.example/x HTTP/1.1\r\n" HOST "\r\n"), HTTP1_DONE, NULL,
	    false },
	{ "absolute, usual port", R("GET http://a.example:80/ HTTP/1.1\r\n" HOST "\r\n"),
	    HTTP1_DONE, NULL, false },
	{ "absolute, upper case", R("GET HTTP://A.EXAMPLE/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_DONE,
	    NULL, false },
	{ "absolute, rooted", R("GET http://a.example./ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_DONE,
	    NULL, false },
	{ "absolute, https", R("GET https://a.example/ HTTP/1.1\r\nHost: a.example:443\r\n\r\n"),
	    HTTP1_DONE, NULL, false },
	{ "absolute without host", R("GET http://a.example/ HTTP/1.1\r\n\r\n"), HTTP1_BAD,
	    "no-host", false },
	{ "absolute, other host", R("GET http://b.example/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD,
	    "host-differs", false },
	{ "absolute, other port", R("GET http://a.example:81/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD,
	    "host-differs", false },
	{ "absolute, port of https",
	    R("GET http://a.example/ HTTP/1.1\r\nHost: a.example:443\r\n\r\n"), HTTP1_BAD,
	    "host-differs", false },
	{ "absolute, other host in 1.0", R("GET http://b.example/ HTTP/1.0\r\n" HOST "\r\n"),
	    HTTP1_BAD, "host-differs", false },
	{ "absolute, user", R("GET http://u:p@a.example/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD,
	    "target", false },
	{ "absolute, no host", R("GET http:///x HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target",
	    false },
	{ "absolute, fragment", R("GET http://a.example/#x HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD,
	    "target", false },
	{ "absolute, backslash", R("GET http://a.example\\@b.example/ HTTP/1.1\r\n" HOST "\r\n"),
	    HTTP1_BAD, "target", false },
	{ "absolute, one slash", R("GET http:/a.example/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD,
	    "target", false },
	{ "other scheme", R("GET ftp://a.example/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target",
	    false },
	{ "ws scheme", R("GET ws://a.example/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target",
	    false },
	{ "file scheme", R("GET file:///etc/passwd HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target",
	    false },
	{ "relative", R("GET x HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "authority with GET", R("GET a.example:80 HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target",
	    false },
	{ "asterisk", R("OPTIONS * HTTP/1.1\r\n" HOST "\r\n"), HTTP1_DONE, NULL, false },
	{ "asterisk with GET", R("GET * HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target", false },
	{ "asterisk and more", R("OPTIONS *x HTTP/1.1\r\n" HOST "\r\n"), HTTP1_BAD, "target",
	    false },
	{ "double slash", R("GET //b.example/ HTTP/1.1\r\n" HOST "\r\n"), HTTP1_DONE, NULL, false },
#define CONNECT(target) R("CONNECT " target " HTTP/1.1\r\nHost: a.example\r\n\r\n")
	{ "connect", CONNECT("a.example:443"), HTTP1_DONE, NULL, false },
	{ "connect, rooted", CONNECT("a.example.:443"), HTTP1_DONE, NULL, false },
	{ "connect v6", R("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n"), HTTP1_DONE,
	    NULL, false },
	{ "connect v6, other spelling", R("CONNECT [::1]:443 HTTP/1.1\r\nHost: [0:0::1]\r\n\r\n"),
	    HTTP1_DONE, NULL, false },
	{ "connect in 1.0", R("CONNECT a.example:443 HTTP/1.0\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "connect with length 0",
	    R("CONNECT a.example:443 HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n"), HTTP1_DONE,
	    NULL, false },
	{ "connect, bytes behind", R("CONNECT a.example:443 HTTP/1.1\r\n" HOST "\r\n\x16\x03\x01"),
	    HTTP1_DONE, NULL, false },
	{ "connect without port", CONNECT("a.example"), HTTP1_BAD, "target", false },
	{ "connect, empty port", CONNECT("a.example:"), HTTP1_BAD, "target", false },
	{ "connect, port 0", CONNECT("a.example:0"), HTTP1_BAD, "target", false },
	{ "connect, port 65536", CONNECT("a.example:65536"), HTTP1_BAD, "target", false },
	{ "connect, port +443", CONNECT("a.example:+443"), HTTP1_BAD, "target", false },
	{ "connect, port 0443", CONNECT("a.example:0443"), HTTP1_BAD, "target", false },
	{ "connect, port 443x", CONNECT("a.example:443x"), HTTP1_BAD, "target", false },
	{ "connect, two ports", CONNECT("a.example:443:443"), HTTP1_BAD, "target", false },
	{ "connect, user", CONNECT("u@a.example:443"), HTTP1_BAD, "target", false },
	{ "connect, path", CONNECT("a.example:443/"), HTTP1_BAD, "target", false },
	{ "connect, URL", CONNECT("http://a.example:443/"), HTTP1_BAD, "target", false },
	{ "connect, origin form", CONNECT("/"), HTTP1_BAD, "target", false },
	{ "connect, asterisk", CONNECT("*"), HTTP1_BAD, "target", false },
	{ "connect, escape", CONNECT("a%2eexample:443"), HTTP1_BAD, "target", false },
	{ "connect, NUL escape", CONNECT("a.example%00.b.example:443"), HTTP1_BAD, "target",
	    false },
	{ "connect, v6 bare", CONNECT("::1:443"), HTTP1_BAD, "target", false },
	{ "connect, v6 zone", CONNECT("[fe80::1%25eth0]:443"), HTTP1_BAD, "target", false },
	{ "connect, decimal", CONNECT("2130706433:443"), HTTP1_BAD, "target", false },
	{ "connect, octal", CONNECT("0177.0.0.1:443"), HTTP1_BAD, "target", false },
	{ "connect, hex", CONNECT("0x7f.0.0.1:443"), HTTP1_BAD, "target", false },
	{ "connect, short", CONNECT("127.1:443"), HTTP1_BAD, "target", false },
	{ "connect, other host", CONNECT("b.example:443"), HTTP1_BAD, "host-differs", false },
	{ "connect, other port", R("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:80\r\n\r\n"),
	    HTTP1_BAD, "host-differs", false },
	{ "connect with length",
	    R("CONNECT a.example:443 HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n"), HTTP1_BAD,
	    "content-not-allowed", false },
	{ "connect chunked",
	    R("CONNECT a.example:443 HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"),
	    HTTP1_BAD, "content-not-allowed", false },
	{ "trace with length", R("TRACE / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n"),
	    HTTP1_BAD, "content-not-allowed", false },

/* Content-Length */
#define LENGTH(value) R(POST "Content-Length:" value "\r\n\r\n")
	{ "length 0", LENGTH(" 0"), HTTP1_DONE, NULL, false },
	{ "length without space", LENGTH("5"), HTTP1_DONE, NULL, false },
	{ "length, white space around", LENGTH(" \t5 \t"), HTTP1_DONE, NULL, false },
	{ "the largest length", LENGTH(" 9223372036854775807"), HTTP1_DONE, NULL, false },
	{ "length 2^63", LENGTH(" 9223372036854775808"), HTTP1_BAD, "length", false },
	{ "length 2^64+5", LENGTH(" 18446744073709551621"), HTTP1_BAD, "length", false },
	{ "length of many digits", LENGTH(" 99999999999999999999999999999"), HTTP1_BAD, "length",
	    false },
	{ "empty length", LENGTH(""), HTTP1_BAD, "length", false },
	{ "length abc", LENGTH(" abc"), HTTP1_BAD, "length", false },
	{ "length +5", LENGTH(" +5"), HTTP1_BAD, "length", false },
	{ "length -5", LENGTH(" -5"), HTTP1_BAD, "length", false },
	{ "length -0", LENGTH(" -0"), HTTP1_BAD, "length", false },
	{ "length 05", LENGTH(" 05"), HTTP1_BAD, "length", false },
	{ "length 00", LENGTH(" 00"), HTTP1_BAD, "length", false },
	{ "length 0o5", LENGTH(" 0o5"), HTTP1_BAD, "length", false },
	{ "length 0x5", LENGTH(" 0x5"), HTTP1_BAD, "length", false },
	{ "length 1 1", LENGTH(" 1 1"), HTTP1_BAD, "length", false },
	{ "length 1_0", LENGTH(" 1_0"), HTTP1_BAD, "length", false },
	{ "length 5.0", LENGTH(" 5.0"), HTTP1_BAD, "length", false },
	{ "length 5e0", LENGTH(" 5e0"), HTTP1_BAD, "length", false },
	{ "length 5;x", LENGTH(" 5;x"), HTTP1_BAD, "length", false },
	{ "length quoted", LENGTH(" \"5\""), HTTP1_BAD, "length", false },
	{ "length ,5", LENGTH(" ,5"), HTTP1_BAD, "length", false },
	{ "length 5,", LENGTH(" 5,"), HTTP1_BAD, "length", false },
	{ "length 5, 5", LENGTH(" 5, 5"), HTTP1_BAD, "length", false },
	{ "length 5, 6", LENGTH(" 5, 6"), HTTP1_BAD, "length", false },
	{ "length with VT", LENGTH(" \v5"), HTTP1_BAD, "control", false },
	{ "length in other digits", LENGTH(" \xd9\xa5"), HTTP1_BAD, "length", false },
	{ "two lengths", R(POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\n"), HTTP1_BAD,
	    "two-lengths", false },
	{ "two equal lengths", R(POST "Content-Length: 5\r\ncontent-length: 5\r\n\r\n"), HTTP1_BAD,
	    "two-lengths", false },
	{ "two lengths apart", R(POST "Content-Length: 0\r\nA: b\r\nCONTENT-LENGTH: 44\r\n\r\n"),
	    HTTP1_BAD, "two-lengths", false },
	{ "length, space before colon", R(POST "Content-Length : 5\r\n\r\n"), HTTP1_BAD,
	    "space-in-name", false },
	{ "length of GET", R(GET HOST "Content-Length: 4\r\n\r\nabcd"), HTTP1_DONE, NULL, false },

/* Transfer-Encoding */
#define CODING(value) R(POST "Transfer-Encoding:" value "\r\n\r\n" CHUNKS)
	{ "chunked", CODING(" chunked"), HTTP1_DONE, NULL, false },
	{ "chunked in other case", CODING(" cHuNkEd"), HTTP1_DONE, NULL, false },
	{ "chunked without space", CODING("chunked"), HTTP1_DONE, NULL, false },
	{ "chunked, white space around", CODING("  \tchunked \t"), HTTP1_DONE, NULL, false },
	{ "upper case name", R(POST "TRANSFER-ENCODING: chunked\r\n\r\n"), HTTP1_DONE, NULL,
	    false },
	{ "chunked and length", R(POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"),
	    HTTP1_BAD, "length-and-transfer-encoding", false },
	{ "length and chunked", R(POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
	    HTTP1_BAD, "length-and-transfer-encoding", false },
	{ "length and chunk", R(POST "Content-Length: 5\r\nTransfer-Encoding: chunk\r\n\r\n"),
	    HTTP1_BAD, "length-and-transfer-encoding", false },
	{ "chunked in 1.0", R("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"),
	    HTTP1_BAD, "transfer-encoding-in-1.0", false },
	{ "chunked twice",
	    R(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"), HTTP1_BAD,
	    "two-transfer-encodings", false },
	{ "chunked and cow", R(POST "Transfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n\r\n"),
	    HTTP1_BAD, "two-transfer-encodings", false },
	{ "identity and chunked",
	    R(POST "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n"), HTTP1_BAD,
	    "two-transfer-encodings", false },
	{ "no coding", CODING(""), HTTP1_BAD, "transfer-encoding", false },
	{ "identity", CODING(" identity"), HTTP1_BAD, "transfer-encoding", false },
	{ "gzip", CODING(" gzip"), HTTP1_BAD, "transfer-encoding", false },
	{ "gzip, chunked", CODING(" gzip, chunked"), HTTP1_BAD, "transfer-encoding", false },
	{ "chunked, gzip", CODING(" chunked, gzip"), HTTP1_BAD, "transfer-encoding", false },
	{ "chunked, chunked", CODING(" chunked, chunked"), HTTP1_BAD, "transfer-encoding", false },
	{ "chunked,", CODING(" chunked,"), HTTP1_BAD, "transfer-encoding", false },
	{ ",chunked", CODING(" ,chunked"), HTTP1_BAD, "transfer-encoding", false },
	{ "chunked;", CODING(" chunked;"), HTTP1_BAD, "transfer-encoding", false },
	{ "chunked;a=b", CODING(" chunked;a=b"), HTTP1_BAD, "transfer-encoding", false },
	{ "chunk", CODING(" chunk"), HTTP1_BAD, "transfer-encoding", false },
	{ "xchunked", CODING(" xchunked"), HTTP1_BAD, "transfer-encoding", false },
	{ "x chunked", CODING(" x chunked"), HTTP1_BAD, "transfer-encoding", false },
	{ "chunked x", CODING(" chunked x"), HTTP1_BAD, "transfer-encoding", false },
	{ "colon first", CODING(" : chunked"), HTTP1_BAD, "transfer-encoding", false },
	{ "double quotes", CODING(" \"chunked\""), HTTP1_BAD, "transfer-encoding", false },
	{ "single quotes", CODING(" 'chunked'"), HTTP1_BAD, "transfer-encoding", false },
	{ "byte 0xff first",
	    CODING(" \xff"
	           "chunked"),
	    HTTP1_BAD, "transfer-encoding", false },
	{ "nbsp first",
	    CODING(" \xa0"
	           "chunked"),
	    HTTP1_BAD, "transfer-encoding", false },
	{ "nbsp in UTF-8",
	    CODING(" \xc2\xa0"
	           "chunked"),
	    HTTP1_BAD, "transfer-encoding", false },
	{ "nel last", CODING(" chunked\x85"), HTTP1_BAD, "transfer-encoding", false },
	{ "soft hyphen", CODING(" chun\xadked"), HTTP1_BAD, "transfer-encoding", false },
	{ "accent", CODING(" ch\x96nked"), HTTP1_BAD, "transfer-encoding", false },
	{ "encoded word", CODING(" =?iso-8859-1?Q?chunked?="), HTTP1_BAD, "transfer-encoding",
	    false },
	{ "encoded word in UTF-7", CODING(" =?utf-7?B?Y2h1bmtlZA==?="), HTTP1_BAD,
	    "transfer-encoding", false },
	{ "VT first", CODING(" \vchunked"), HTTP1_BAD, "control", false },
	{ "FF first", CODING(" \fchunked"), HTTP1_BAD, "control", false },
	{ "NUL first", CODING(" \0chunked"), HTTP1_BAD, "control", false },
	{ "NUL last", CODING(" chunked\0"), HTTP1_BAD, "control", false },
	{ "VT last", CODING(" chunked\v"), HTTP1_BAD, "control", false },
	{ "FF last", CODING(" chunked\f"), HTTP1_BAD, "control", false },
	{ "DEL last", CODING(" chunked\x7f"), HTTP1_BAD, "control", false },
	{ "CR last", CODING(" chunked\r"), HTTP1_BAD, "bare-cr", false },
	{ "CR first", CODING(" \rchunked"), HTTP1_BAD, "bare-cr", false },
	{ "LF and VT first", CODING(" \n\vchunked"), HTTP1_BAD, "bare-lf", false },
	{ "folded coding", CODING("\r\n chunked"), HTTP1_BAD, "folded-line", false },
	{ "folded coding by tab", CODING("\r\n\tchunked"), HTTP1_BAD, "folded-line", false },
	{ "folded twice", CODING("\r\n \r\n chunked"), HTTP1_BAD, "folded-line", false },
	{ "folded inside", CODING(" chunked\r\n , identity"), HTTP1_BAD, "folded-line", false },

/* names that are nearly it */
#define NAMED(name) R(POST name ": chunked\r\n\r\n" CHUNKS)
	{ "name, space before", R(POST "A: b\r\n Transfer-Encoding: chunked\r\n\r\n"), HTTP1_BAD,
	    "folded-line", false },
	{ "name, space behind", NAMED("Transfer-Encoding "), HTTP1_BAD, "space-in-name", false },
	{ "name, tab behind", NAMED("Transfer-Encoding\t"), HTTP1_BAD, "space-in-name", false },
	{ "name and junk", NAMED("Transfer-Encoding x"), HTTP1_BAD, "space-in-name", false },
	{ "name, space inside", NAMED("Transfer Encoding"), HTTP1_BAD, "space-in-name", false },
	{ "name, VT behind", NAMED("Transfer-Encoding\v"), HTTP1_BAD, "name", false },
	{ "name, FF behind", NAMED("Transfer-Encoding\f"), HTTP1_BAD, "name", false },
	{ "name, NUL behind", NAMED("Transfer-Encoding\0"), HTTP1_BAD, "name", false },
	{ "name, DEL behind", NAMED("Transfer-Encoding\x7f"), HTTP1_BAD, "name", false },
	{ "name, CR behind", NAMED("Transfer-Encoding\r"), HTTP1_BAD, "bare-cr", false },
	{ "name, backslash", NAMED("Transfer\\Encoding"), HTTP1_BAD, "name", false },
	{ "name, accent", NAMED("Tr\x82nsfer-Encoding"), HTTP1_BAD, "name", false },
	{ "name, colon first", NAMED(":Transfer-Encoding"), HTTP1_BAD, "empty-name", false },
	{ "name, LF inside", NAMED("Transfer-\nEncoding"), HTTP1_BAD, "bare-lf", false },
	{ "name, CRLF inside", NAMED("Transfer-\r\nEncoding"), HTTP1_BAD, "no-colon", false },
	{ "name, underscore", NAMED("Transfer_Encoding"), HTTP1_BAD, "lookalike-name", false },
	{ "name, escape", NAMED("Transfer-%45ncoding"), HTTP1_BAD, "lookalike-name", false },
	{ "name without hyphen", NAMED("TransferEncoding"), HTTP1_BAD, "lookalike-name", false },
	{ "name, quote behind", NAMED("Transfer-Encoding'"), HTTP1_BAD, "lookalike-name", false },
	{ "length, underscore", R(POST "Content_Length: 5\r\n\r\n"), HTTP1_BAD, "lookalike-name",
	    false },
	{ "length, dot", R(POST "Content.Length: 5\r\n\r\n"), HTTP1_BAD, "lookalike-name", false },
	{ "other name", R(POST "X-Transfer-Encoding: cow\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "uncompressed length", R(POST "X-Content-Length: 9\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "content coding chunked", R(POST "Content-Encoding: gzip, chunked\r\n\r\n"), HTTP1_BAD,
	    "content-encoding", false },

/* Connection */
#define NAMES(list) R(POST "Content-Length: 1\r\nConnection: " list "\r\n\r\nx")
	{ "connection", NAMES("keep-alive, X-Foo,,x_9"), HTTP1_DONE, NULL, false },
	{ "empty connection", NAMES(""), HTTP1_DONE, NULL, false },
	{ "names length", NAMES("keep-alive, Content-Length"), HTTP1_BAD, "connection-names",
	    false },
	{ "names coding", NAMES("transfer-encoding"), HTTP1_BAD, "connection-names", false },
	{ "names host", NAMES("close,HOST"), HTTP1_BAD, "connection-names", false },
	{ "names type", NAMES("content-type"), HTTP1_BAD, "connection-names", false },
	{ "names override", NAMES("x-http-method-override"), HTTP1_BAD, "connection-names", false },
	{ "names no token", NAMES("a b"), HTTP1_BAD, "connection-names", false },
	{ "proxy-connection names host", R(GET HOST "Proxy-Connection: host\r\n\r\n"), HTTP1_BAD,
	    "connection-names", false },
};

static const struct row answers[] = {
	{ "plain", R("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), HTTP1_DONE, NULL, false },
	{ "empty reason", R("HTTP/1.1 200 \r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "no reason", R("HTTP/1.1 200\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "long reason", R("HTTP/1.0 404 Not\tFound \xe9\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "999", R("HTTP/1.1 999 Request denied\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "100", R("HTTP/1.1 100 Continue\r\n\r\n"), HTTP1_DONE, NULL, false },
	{ "two equal lengths",
	    R("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n"), HTTP1_DONE,
	    NULL, false },
	{ "list of equal lengths", R("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n"), HTTP1_DONE,
	    NULL, false },
	{ "connection names coding",
	    R("HTTP/1.1 200 OK\r\nConnection: Transfer-Encoding\r\nTransfer-Encoding: "
	      "chunked\r\n\r\n"),
	    HTTP1_DONE, NULL, false },
	{ "empty line first", R("\r\nHTTP/1.1 200 OK\r\n\r\n"), HTTP1_BAD, "version", false },
	{ "99", R("HTTP/1.1 99 No\r\n\r\n"), HTTP1_BAD, "status", false },
	{ "099", R("HTTP/1.1 099 No\r\n\r\n"), HTTP1_BAD, "status", false },
	{ "2000", R("HTTP/1.1 2000 No\r\n\r\n"), HTTP1_BAD, "reason", false },
	{ "no status", R("HTTP/1.1 OK\r\n\r\n"), HTTP1_BAD, "status", false },
	{ "status line of version only", R("HTTP/1.1\r\n\r\n"), HTTP1_BAD, "version", false },
	{ "two spaces", R("HTTP/1.1  200 OK\r\n\r\n"), HTTP1_BAD, "status", false },
	{ "control in reason", R("HTTP/1.1 200 O\x01K\r\n\r\n"), HTTP1_BAD, "reason", false },
	{ "NUL in reason", R("HTTP/1.1 200 O\0K\r\n\r\n"), HTTP1_BAD, "reason", false },
	{ "CR in reason", R("HTTP/1.1 200 O\rK\r\n\r\n"), HTTP1_BAD, "bare-cr", false },
	{ "LF only", R("HTTP/1.1 200 OK\nA: b\n\n"), HTTP1_BAD, "bare-lf", false },
	{ "HTTP/2", R("HTTP/2 200\r\n\r\n"), HTTP1_BAD, "version", false },
	{ "HTTP/2.0", R("HTTP/2.0 200 OK\r\n\r\n"), HTTP1_VERSION, "version", false },
	{ "HTTP/1.2", R("HTTP/1.2 200 OK\r\n\r\n"), HTTP1_VERSION, "version", false },
	{ "lower case", R("http/1.1 200 OK\r\n\r\n"), HTTP1_BAD, "version", false },
	{ "ICY", R("ICY 200 OK\r\n\r\n"), HTTP1_BAD, "version", false },
	{ "something else", R("220 mail.example ESMTP\r\n"), HTTP1_BAD, "version", false },
	{ "folded", R("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n"), HTTP1_BAD, "folded-line", false },
	{ "space before colon", R("HTTP/1.1 200 OK\r\nA : b\r\n\r\n"), HTTP1_BAD, "space-in-name",
	    false },
	{ "NUL in value", R("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"), HTTP1_BAD, "control", false },
	{ "length and coding",
	    R("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"),
	    HTTP1_BAD, "length-and-transfer-encoding", false },
	{ "coding and length of 304",
	    R("HTTP/1.1 304 No\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n"),
	    HTTP1_BAD, "length-and-transfer-encoding", false },
	{ "differing lengths",
	    R("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n"), HTTP1_BAD,
	    "length", false },
	{ "list of differing lengths", R("HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n"),
	    HTTP1_BAD, "length", false },
	{ "lists that differ",
	    R("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2, 22\r\n\r\n"),
	    HTTP1_BAD, "length", false },
	{ "length 2,", R("HTTP/1.1 200 OK\r\nContent-Length: 2,\r\n\r\n"), HTTP1_BAD, "length",
	    false },
	{ "length -1", R("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), HTTP1_BAD, "length",
	    false },
	{ "empty length", R("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n"), HTTP1_BAD, "length",
	    false },
	{ "gzip, chunked", R("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
	    HTTP1_BAD, "transfer-encoding", false },
	{ "chunked, identity", R("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n"),
	    HTTP1_BAD, "transfer-encoding", false },
	{ "identity", R("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n"), HTTP1_BAD,
	    "transfer-encoding", false },
	{ "coding in 1.0", R("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), HTTP1_BAD,
	    "transfer-encoding-in-1.0", false },
	{ "100 with length", R("HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\n"), HTTP1_BAD,
	    "content-not-allowed", false },
	{ "lookalike", R("HTTP/1.1 200 OK\r\nContent_Length: 3\r\n\r\n"), HTTP1_BAD,
	    "lookalike-name", false },
};

static struct message message;

typedef enum http1_result read_fn(
    const char *data, size_t len, struct http1_scan *scan, const char **why);

static enum http1_result read_request(
    const char *data, size_t len, struct http1_scan *scan, const char **why)
{
	return http1_read_request(data, len, HEAD_MAX, scan, &message, why);
}

static enum http1_result read_answer(
    const char *data, size_t len, struct http1_scan *scan, const char **why)
{
	return http1_read_response(data, len, HEAD_MAX, scan, SPAN("GET"), &message, why);
}

static void expect(
    const struct row *row, enum http1_result result, const char *why, const char *how)
{
	bool is_same_why =
	    row->why == NULL ? why == NULL : why != NULL && strcmp(why, row->why) == 0;

	if (result == HTTP1_MORE && row->is_open && strcmp(how, "whole") != 0)
		return;
	if (result != row->result || !is_same_why)
		fail_msg("%s, %s: result %d, why %s", row->name, how, (int)result,
		    why != NULL ? why : "-");
}

static void feed_whole(const struct row *row, read_fn *read)
{
	struct http1_scan scan = { 0 };
	const char *why = NULL;

	enum http1_result result = read(row->bytes, row->len, &scan, &why);
	expect(row, result, why, "whole");
}

/* In steps of step bytes behind a first piece; how far it had to go must not change the answer. */
static void feed_pieces(const struct row *row, read_fn *read, size_t first, size_t step)
{
	struct http1_scan scan = { 0 };
	enum http1_result result = HTTP1_MORE;
	const char *why = NULL;

	for (size_t len = first; result == HTTP1_MORE; len += step) {
		if (len > row->len)
			len = row->len;
		result = read(row->bytes, len, &scan, &why);
		if (len == row->len)
			break;
	}
	expect(row, result, why, "in pieces");
}

static void feed_all(const struct row *rows, size_t count, read_fn *read)
{
	for (size_t i = 0; i < count; i++) {
		feed_whole(&rows[i], read);
		feed_pieces(&rows[i], read, 0, 1);
		for (size_t cut = 1; cut < rows[i].len; cut++)
			feed_pieces(&rows[i], read, cut, rows[i].len);
	}
}

static void test_requests(void **state)
{
	(void)state;
	feed_all(requests, sizeof requests / sizeof *requests, read_request);
}

static void test_answers(void **state)
{
	(void)state;
	feed_all(answers, sizeof answers / sizeof *answers, read_answer);
}

/* No row may be read past its end: each is copied to the end of a block that ASan watches, and no
 * prefix of a good head may be taken for a whole one. */
static void test_prefixes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		for (size_t len = 0; len < requests[i].len; len++) {
			struct http1_scan scan = { 0 };
			const char *why;
			char *copy = test_malloc(len + 1);
			memcpy(copy + 1, requests[i].bytes, len);
			enum http1_result result = read_request(copy + 1, len, &scan, &why);
			if (requests[i].result == HTTP1_DONE)
				assert_true(result == HTTP1_MORE || result == HTTP1_DONE);
			test_free(copy);
		}
	}
}

struct parts {
	const char *bytes;
	const char *scheme;
	const char *authority;
	const char *path;
	const char *query; /* NULL: there is none */
};

static const struct parts targets[] = {
	{ "GET /a?b HTTP/1.1\r\nHost: A.b:8080\r\n\r\n", "", "A.b:8080", "/a", "b" },
	{ "GET /? HTTP/1.1\r\n" HOST "\r\n", "", "a.example", "/", "" },
	{ "GET /a?b?c HTTP/1.1\r\n" HOST "\r\n", "", "a.example", "/a", "b?c" },
	{ "GET / HTTP/1.0\r\n\r\n", "", "", "/", NULL },
	{ "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", "", "a.example", "*", NULL },
	{ "GET http://a.example HTTP/1.1\r\n" HOST "\r\n", "http", "a.example", "/", NULL },
	{ "GET http://a.example?q HTTP/1.1\r\n" HOST "\r\n", "http", "a.example", "/", "q" },
	{ "OPTIONS http://a.example HTTP/1.1\r\n" HOST "\r\n", "http", "a.example", "*", NULL },
	{ "GET HTTPS://a.example/x?q=/ HTTP/1.1\r\n" HOST "\r\n", "HTTPS", "a.example", "/x",
	    "q=/" },
	{ "GET http://[::1]:8080/x HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "http", "[::1]:8080",
	    "/x", NULL },
	{ "CONNECT a.example:443 HTTP/1.1\r\n" HOST "\r\n", "", "a.example:443", "", NULL },
};

static void test_targets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		const struct parts *row = &targets[i];
		struct http1_scan scan = { 0 };
		const char *why = NULL;
		size_t len = strlen(row->bytes);
		assert_int_equal(read_request(row->bytes, len, &scan, &why), HTTP1_DONE);
		assert_true(span_is(message.scheme, row->scheme));
		assert_int_equal(message.is_absolute, row->scheme[0] != '\0');
		assert_true(span_is(message.authority, row->authority));
		assert_true(span_is(message.path, row->path));
		assert_int_equal(message.query.data != NULL, row->query != NULL);
		assert_true(row->query == NULL || span_is(message.query, row->query));
		assert_int_equal(message.head_len, len);
	}
}

struct trait {
	const char *bytes;
	const char *method; /* NULL: it is a request */
	enum message_framing framing;
	uint64_t length;
	bool is_close;
	bool expects_continue;
	bool has_upgrade;
};

#define OK "HTTP/1.1 200 OK\r\n"
#define TE "Transfer-Encoding: chunked\r\n"
#define CL "Content-Length: 7\r\n"

static const struct trait traits[] = {
	{ GET HOST "\r\n", NULL, FRAMING_NONE, 0, false, false, false },
	{ POST CL "\r\n", NULL, FRAMING_LENGTH, 7, false, false, false },
	{ POST TE "\r\n", NULL, FRAMING_CHUNKED, 0, false, false, false },
	{ POST "Content-Length: 0\r\n\r\n", NULL, FRAMING_LENGTH, 0, false, false, false },
	{ "CONNECT a.example:1 HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", NULL, FRAMING_NONE,
	    0, false, false, false },
	{ GET HOST "Connection: x, Close\r\n\r\n", NULL, FRAMING_NONE, 0, true, false, false },
	{ GET HOST "Connection: keep-alive, close\r\n\r\n", NULL, FRAMING_NONE, 0, true, false,
	    false },
	{ GET HOST "Connection: closed\r\n\r\n", NULL, FRAMING_NONE, 0, false, false, false },
	{ GET HOST "Connection: x\r\nConnection: close\r\n\r\n", NULL, FRAMING_NONE, 0, true, false,
	    false },
	{ GET HOST "Proxy-Connection: close\r\n\r\n", NULL, FRAMING_NONE, 0, true, false, false },
	{ "GET / HTTP/1.0\r\n\r\n", NULL, FRAMING_NONE, 0, true, false, false },
	{ "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", NULL, FRAMING_NONE, 0, false, false,
	    false },
	{ POST CL "Expect: 100-Continue\r\n\r\n", NULL, FRAMING_LENGTH, 7, false, true, false },
	{ POST CL "Expect: 100-continued\r\n\r\n", NULL, FRAMING_LENGTH, 7, false, false, false },
	{ "POST / HTTP/1.0\r\n" HOST CL "Expect: 100-continue\r\n\r\n", NULL, FRAMING_LENGTH, 7,
	    true, false, false },
	{ GET HOST "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", NULL, FRAMING_NONE, 0,
	    false, false, true },
	{ GET HOST "Upgrade: websocket\r\n\r\n", NULL, FRAMING_NONE, 0, false, false, false },
	{ GET HOST "Connection: Upgrade\r\n\r\n", NULL, FRAMING_NONE, 0, false, false, false },
	{ GET HOST "Proxy-Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", NULL, FRAMING_NONE, 0,
	    false, false, false },
	{ "GET / HTTP/1.0\r\nConnection: upgrade, keep-alive\r\nUpgrade: x\r\n\r\n", NULL,
	    FRAMING_NONE, 0, false, false, false },
	{ GET HOST "Expect: 100-continue\r\n\r\n", NULL, FRAMING_NONE, 0, false, false, false },
	{ POST TE "Expect: 100-continue\r\n\r\n", NULL, FRAMING_CHUNKED, 0, false, true, false },
	{ OK CL "\r\n", "GET", FRAMING_LENGTH, 7, false, false, false },
	{ OK "Content-Length: 7, 7\r\n\r\n", "GET", FRAMING_LENGTH, 7, false, false, false },
	{ OK TE "\r\n", "GET", FRAMING_CHUNKED, 0, false, false, false },
	{ OK "\r\n", "GET", FRAMING_CLOSE, 0, true, false, false },
	{ OK CL "\r\n", "HEAD", FRAMING_NONE, 7, false, false, false },
	{ OK TE "\r\n", "HEAD", FRAMING_NONE, 0, false, false, false },
	{ OK "\r\n", "HEAD", FRAMING_NONE, 0, false, false, false },
	{ OK CL "\r\n", "head", FRAMING_LENGTH, 7, false, false, false },
	{ OK "\r\n", "CONNECT", FRAMING_NONE, 0, false, false, false },
	{ OK CL "\r\n", "CONNECT", FRAMING_NONE, 7, false, false, false },
	{ "HTTP/1.1 407 No\r\n" CL "\r\n", "CONNECT", FRAMING_LENGTH, 7, false, false, false },
	{ "HTTP/1.1 204 No\r\n\r\n", "POST", FRAMING_NONE, 0, false, false, false },
	{ "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n", "POST", FRAMING_NONE, 0, false, false,
	    false },
	{ "HTTP/1.1 204 No\r\n" CL "\r\n", "POST", FRAMING_NONE, 7, true, false, false },
	{ "HTTP/1.1 204 No\r\n" TE "\r\n", "POST", FRAMING_NONE, 0, true, false, false },
	{ "HTTP/1.1 304 No\r\n" CL "\r\n", "GET", FRAMING_NONE, 7, false, false, false },
	{ "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n", "GET", FRAMING_NONE, 0, false, false, false },
	{ "HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "GET",
	    FRAMING_NONE, 0, false, false, true },
	{ "HTTP/1.0 200 OK\r\n" CL "\r\n", "GET", FRAMING_LENGTH, 7, true, false, false },
	{ "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" CL "\r\n", "GET", FRAMING_LENGTH, 7,
	    false, false, false },
	{ OK CL "Connection: close\r\n\r\n", "GET", FRAMING_LENGTH, 7, true, false, false },
};

static void test_traits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof traits / sizeof *traits; i++) {
		const struct trait *row = &traits[i];
		struct http1_scan scan = { 0 };
		const char *why = NULL;
		size_t len = strlen(row->bytes);
		enum http1_result result = row->method == NULL
		                               ? read_request(row->bytes, len, &scan, &why)
		                               : http1_read_response(row->bytes, len, HEAD_MAX,
		                                     &scan, span_of(row->method), &message, &why);
		bool is_right = result == HTTP1_DONE && message.framing == row->framing &&
		                message.content_length == row->length &&
		                message.is_close == row->is_close &&
		                message.expects_continue == row->expects_continue &&
		                message.has_upgrade == row->has_upgrade;
		if (!is_right)
			fail_msg("row %zu: %s", i, row->bytes);
	}
}

static size_t many_fields(char *head, size_t count)
{
	size_t len = (size_t)sprintf(head, GET HOST);

	for (size_t i = 1; i < count; i++)
		len += (size_t)sprintf(head + len, "A: b\r\n");
	return len + (size_t)sprintf(head + len, "\r\n");
}

static void test_limits(void **state)
{
	static char head[HEAD_MAX + 64];
	struct http1_scan scan = { 0 };
	const char *why = NULL;

	(void)state;
	size_t len = many_fields(head, MESSAGE_HEADERS_MAX);
	assert_int_equal(read_request(head, len, &scan, &why), HTTP1_DONE);
	assert_int_equal(message.header_count, MESSAGE_HEADERS_MAX);
	len = many_fields(head, MESSAGE_HEADERS_MAX + 1);
	struct row row = { "fields", head, len, HTTP1_LARGE, "too-many-fields", false };
	feed_all(&row, 1, read_request);
	memset(head, 'a', sizeof head);
	memcpy(head, GET HOST "X: ", sizeof GET HOST "X: " - 1);
	row = (struct row){ "bytes", head, HEAD_MAX, HTTP1_LARGE, "head-too-large", false };
	feed_all(&row, 1, read_request);
	memcpy(head + HEAD_MAX - 3, "\r\n\r\n", 4);
	row.len = HEAD_MAX + 1;
	feed_whole(&row, read_request);
	memcpy(head + HEAD_MAX - 4, "\r\n\r\n", 4);
	scan.seen = 0;
	assert_int_equal(read_request(head, sizeof head, &scan, &why), HTTP1_DONE);
	assert_int_equal(message.head_len, HEAD_MAX);
}

/* What Connection names is not there for whoever judges the message. */
static void test_named(void **state)
{
	static const struct {
		const char *bytes;
		size_t count; /* of the fields that stay */
		const char *gone, *kept;
	} rows[] = {
		{ GET HOST "X-Override: DELETE\r\nConnection: x-override\r\nB: c\r\n\r\n", 3,
		    "X-Override", "B" },
		{ GET HOST "Connection: a, close\r\nA: 1\r\nConnection: b\r\nB: 2\r\nA: 3\r\n\r\n",
		    3, "A", "Host" },
		{ GET HOST "Connection: close, keep-alive, upgrade\r\nA: 1\r\n\r\n", 3, "X", "A" },
		{ GET HOST "Proxy-Connection: a\r\nA: 1\r\n\r\n", 3, "X", "A" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct http1_scan scan = { 0 };
		const char *why = NULL;
		size_t len = strlen(rows[i].bytes);
		assert_int_equal(read_request(rows[i].bytes, len, &scan, &why), HTTP1_DONE);
		assert_int_equal(message.header_count, rows[i].count);
		assert_null(message_header(&message, rows[i].gone));
		assert_non_null(message_header(&message, rows[i].kept));
	}
}

static void test_message(void **state)
{
	static const char head[] = GET HOST "List: a, B ,c,,\r\nlist: d\r\nOne: x y\r\nZ:\r\n\r\n";
	struct http1_scan scan = { 0 };
	const char *why;

	(void)state;
	assert_int_equal(read_request(head, sizeof head - 1, &scan, &why), HTTP1_DONE);
	assert_true(span_is(message_value(&message, "LIST"), "a, B ,c,,"));
	assert_true(span_is(message_header(&message, "one")->value, "x y"));
	assert_true(span_is(message_header(&message, "z")->value, ""));
	assert_null(message_header(&message, "nothing"));
	assert_true(message_value(&message, "nothing").len == 0);
	assert_int_equal(message_count(&message, "List"), 2);
	assert_int_equal(message_count(&message, "Lis"), 0);
	assert_true(message_lists(&message, "list", "b"));
	assert_true(message_lists(&message, "list", "D"));
	assert_false(message_lists(&message, "list", "e"));
	assert_false(message_lists(&message, "list", ""));
	assert_false(message_lists(&message, "one", "x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_traits),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_message),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

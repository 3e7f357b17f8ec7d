/*
 * What the first bytes of a client are, and what a TLS ClientHello asks for (RFC 8446 4.1.2, RFC
 * 5246 7.4.1.2), without answering it. The hello may come one byte at a time, spread over several
 * records (RFC 8446 5.1), and be as large as post-quantum key shares make it (up to 64 KiB).
 */
#ifndef NET_HELLO_H
#define NET_HELLO_H

#include <stdbool.h>
#include <stddef.h>

enum hello_kind {
	HELLO_MORE,  /* cannot tell yet */
	HELLO_TLS,   /* a whole ClientHello */
	HELLO_HTTP,  /* the start of a clear HTTP request of any version, well-formed or not */
	HELLO_OTHER, /* neither */
	HELLO_BAD,   /* TLS, but malformed or over the cap */
};

struct hello {
	bool has_name;
	char name[256]; /* server_name, lower case, without trailing dot; only a valid DNS name */
	bool has_ech;   /* encrypted_client_hello is there, real or GREASE */
	bool offers_http1; /* ALPN lists http/1.1, or there is no ALPN */
	bool offers_h2;
	bool offers_tls13;
};

/* Looks at all bytes so far; keeps nothing between calls. hello is filled on HELLO_TLS. */
enum hello_kind hello_read(const unsigned char *data, size_t len, struct hello *hello);

#endif

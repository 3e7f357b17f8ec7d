// layers: certs-verify proxy-net proxy-base
/* The client hello, whole and as every shorter piece that ends at a power of two. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../../proxy/net/hello.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hello hello;
	enum hello_kind whole = hello_read(data, size, &hello);

	if (whole == HELLO_TLS && hello.has_name) {
		size_t len = strlen(hello.name);
		assert(len > 0 && len <= 253 && hello.name[len - 1] != '.');
	}
	/* What was decided early is not decided otherwise later. */
	for (size_t len = 1; len < size; len *= 2) {
		enum hello_kind part = hello_read(data, len, &hello);
		assert(part == HELLO_MORE || part == whole);
	}
	return 0;
}

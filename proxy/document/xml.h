/*
 * XML in pieces, as events without namespaces, by expat. There are no document types and so no
 * entities: one ends the reading. For this folder only.
 */
#ifndef DOCUMENT_XML_H
#define DOCUMENT_XML_H

#include "../base/err.h"
#include "../base/span.h"

enum { XML_DEPTH_MAX = 256 };

struct xml_reader {
	void *context;
	/* name: without its prefix. attributes: names with prefixes and values in turn, NULL at the
	 * end. */
	void (*on_start)(void *context, const char *name, const char *const *attributes);
	void (*on_end)(void *context, const char *name);
	void (*on_text)(void *context, struct span text);
};

struct xml;

struct xml *xml_new(const struct xml_reader *reader); /* borrows reader; returns owned */
void xml_free(struct xml *xml);

/* The next piece; is_last with the last one. False with err where it is not well-formed, too deep,
 * or declares a document type. */
bool xml_feed(struct xml *xml, struct span piece, bool is_last, struct err *err);

/* The value of the attribute with that name, whatever its prefix; NULL if there is none. */
const char *xml_attribute(const char *const *attributes, const char *name);

#endif

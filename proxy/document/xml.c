#include "xml.h"

#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"

struct xml {
	XML_Parser parser;
	const struct xml_reader *reader;
	unsigned depth;
	const char *why; /* it was stopped */
};

static const char *local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

static void stop(struct xml *xml, const char *why)
{
	xml->why = why;
	XML_StopParser(xml->parser, XML_FALSE);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *xml = context;

	if (++xml->depth > XML_DEPTH_MAX)
		stop(xml, "is nested too deeply");
	else
		xml->reader->on_start(xml->reader->context, local(name), attributes);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
	struct xml *xml = context;

	xml->depth--;
	xml->reader->on_end(xml->reader->context, local(name));
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len)
{
	const struct xml *xml = context;

	xml->reader->on_text(xml->reader->context, span_make(text, (size_t)len));
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	stop(context, "declares a document type, which no such file has");
}

struct xml *xml_new(const struct xml_reader *reader)
{
	struct xml *xml = mem_alloc(sizeof *xml);

	xml->reader = reader;
	xml->parser = XML_ParserCreate(NULL);
	if (xml->parser == NULL)
		abort();
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_start, on_end);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	return xml;
}

void xml_free(struct xml *xml)
{
	XML_ParserFree(xml->parser);
	free(xml);
}

bool xml_feed(struct xml *xml, struct span piece, bool is_last, struct err *err)
{
	if (piece.len > INT_MAX)
		return err_set(err, "is too large");
	if (XML_Parse(xml->parser, piece.data, (int)piece.len, is_last) == XML_STATUS_OK)
		return true;
	return err_set(err, "%s",
	    xml->why != NULL ? xml->why : XML_ErrorString(XML_GetErrorCode(xml->parser)));
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(local(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

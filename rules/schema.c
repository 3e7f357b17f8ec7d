#include "schema.h"

#include "reader.h"

const struct schema schema_text = { .kind = SCHEMA_TEXT };
const struct schema schema_texts = { .kind = SCHEMA_TEXTS };
const struct schema schema_wording = { .kind = SCHEMA_WORDING };
const struct schema schema_flag = { .kind = SCHEMA_FLAG };
const struct schema schema_number = { .kind = SCHEMA_NUMBER };
const struct schema schema_whole = { .kind = SCHEMA_WHOLE };
const struct schema schema_match = { .kind = SCHEMA_MATCH };
const struct schema schema_words = {
	.kind = SCHEMA_EITHER, .one = &schema_texts, .other = MAP_OF(words_keys)
};
static const struct schema indexed = {
	.kind = SCHEMA_EITHER, .one = MAP_OF(list_data_keys), .other = MAP_OF(list_document_keys)
};
static const struct schema listed = {
	.kind = SCHEMA_EITHER, .one = MAP_OF(list_keys), .other = &indexed
};
const struct schema schema_list = { .kind = SCHEMA_EITHER, .one = &schema_texts, .other = &listed };

static void put_schema(FILE *out, const struct schema *schema);

static void put_words(FILE *out, const char *const *words)
{
	fputs("{\"enum\":[", out);
	for (size_t i = 0; words[i] != NULL; i++)
		fprintf(out, "%s\"%s\"", i > 0 ? "," : "", words[i]);
	fputs("]}", out);
}

static void put_required(FILE *out, const struct schema *map)
{
	struct schema_key key;
	size_t count = 0;

	for (size_t i = 0; map->at(map->table, i, &key); i++)
		if (key.is_required)
			fprintf(out, "%s\"%s\"", count++ == 0 ? ",\"required\":[" : ",", key.name);
	if (count > 0)
		fputs("]", out);
}

/* What stands within the braces of a map. */
static void put_keys(FILE *out, const struct schema *map)
{
	struct schema_key key;

	fputs("\"type\":\"object\",\"additionalProperties\":false,\"properties\":{", out);
	for (size_t i = 0; map->at(map->table, i, &key); i++) {
		fprintf(out, "%s\"%s\":", i > 0 ? "," : "", key.name);
		put_schema(out, key.schema);
	}
	fputs("}", out);
	put_required(out, map);
}

/* One, or a list: as texts and choices may be. */
static void put_one_or_list(FILE *out, void (*put)(FILE *out, const void *what), const void *what)
{
	fputs("{\"anyOf\":[", out);
	put(out, what);
	fputs(",{\"type\":\"array\",\"items\":", out);
	put(out, what);
	fputs("}]}", out);
}

static void put_reference(FILE *out, const void *name)
{
	fprintf(out, "{\"$ref\":\"#/$defs/%s\"}", (const char *)name);
}

static void put_choice(FILE *out, const void *words)
{
	put_words(out, words);
}

static void put_one(FILE *out, const void *schema)
{
	put_schema(out, schema);
}

/* Shapes are constants of ours and nest no deeper than a policy; what may repeat is a reference. */
static void put_schema(FILE *out, const struct schema *schema)
{
	switch (schema != NULL ? schema->kind : SCHEMA_ANY) {
	case SCHEMA_ANY:
		fputs("true", out);
		return;
	case SCHEMA_TEXT:
		put_reference(out, "text");
		return;
	case SCHEMA_TEXTS:
		put_one_or_list(out, put_reference, "text");
		return;
	case SCHEMA_WORDING:
		put_reference(out, "wording");
		return;
	case SCHEMA_FLAG:
		fputs("{\"enum\":[true,false]}", out);
		return;
	case SCHEMA_NUMBER:
		fputs("{\"type\":\"integer\"}", out);
		return;
	case SCHEMA_WHOLE:
		fputs("{\"type\":\"integer\",\"minimum\":1}", out);
		return;
	case SCHEMA_CHOICE:
		put_words(out, schema->words);
		return;
	case SCHEMA_CHOICES:
		put_one_or_list(out, put_choice, schema->words);
		return;
	case SCHEMA_MAP:
		fputs("{", out);
		put_keys(out, schema);
		fputs("}", out);
		return;
	case SCHEMA_LIST:
		put_one_or_list(out, put_one, schema->one);
		return;
	case SCHEMA_NAMED:
		fputs("{\"type\":\"object\",\"additionalProperties\":", out);
		put_schema(out, schema->one);
		fputs("}", out);
		return;
	case SCHEMA_EITHER:
		fputs("{\"anyOf\":[", out);
		put_schema(out, schema->one);
		fputs(",", out);
		put_schema(out, schema->other);
		fputs("]}", out);
		return;
	case SCHEMA_MATCH:
		put_reference(out, "match");
		return;
	}
}

bool key_at(const void *keys, size_t index, struct schema_key *key)
{
	const struct key *row = (const struct key *)keys + index;

	*key = (struct schema_key){ row->name, row->schema, false };
	return row->name != NULL;
}

void schema_put(const char *title, const struct schema *map, FILE *out)
{
	fprintf(out,
	    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":\"%s\","
	    "\"$defs\":{\"text\":{\"type\":[\"string\",\"number\",\"boolean\"]},"
	    "\"wording\":{\"anyOf\":[{\"$ref\":\"#/$defs/text\"},{\"type\":\"object\","
	    "\"patternProperties\":{\"^[a-z]{2,3}(-|$)\":{\"$ref\":\"#/$defs/text\"}},"
	    "\"additionalProperties\":false}]},\"match\":",
	    title);
	put_one_or_list(out, put_one, MAP_OF(match_keys));
	fputs("},", out);
	put_keys(out, map);
	fputs("}\n", out);
}

void policy_schema(FILE *out)
{
	schema_put("A policy of the Gatepost proxy", MAP_OF(top_keys), out);
}

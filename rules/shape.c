#include "shape.h"

#include "reader.h"

const struct shape shape_text = { .kind = SHAPE_TEXT };
const struct shape shape_texts = { .kind = SHAPE_TEXTS };
const struct shape shape_wording = { .kind = SHAPE_WORDING };
const struct shape shape_flag = { .kind = SHAPE_FLAG };
const struct shape shape_number = { .kind = SHAPE_NUMBER };
const struct shape shape_whole = { .kind = SHAPE_WHOLE };
const struct shape shape_match = { .kind = SHAPE_MATCH };
const struct shape shape_words = {
	.kind = SHAPE_EITHER, .one = &shape_texts, .other = MAP_OF(words_keys)
};
static const struct shape indexed = {
	.kind = SHAPE_EITHER, .one = MAP_OF(list_data_keys), .other = MAP_OF(list_document_keys)
};
static const struct shape listed = {
	.kind = SHAPE_EITHER, .one = MAP_OF(list_keys), .other = &indexed
};
const struct shape shape_list = { .kind = SHAPE_EITHER, .one = &shape_texts, .other = &listed };

static void put_shape(FILE *out, const struct shape *shape);

static void put_words(FILE *out, const char *const *words)
{
	fputs("{\"enum\":[", out);
	for (size_t i = 0; words[i] != NULL; i++)
		fprintf(out, "%s\"%s\"", i > 0 ? "," : "", words[i]);
	fputs("]}", out);
}

static void put_keys(FILE *out, const struct key *keys)
{
	fputs("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{", out);
	for (size_t i = 0; keys[i].name != NULL; i++) {
		fprintf(out, "%s\"%s\":", i > 0 ? "," : "", keys[i].name);
		put_shape(out, keys[i].shape);
	}
	fputs("}}", out);
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

static void put_one(FILE *out, const void *shape)
{
	put_shape(out, shape);
}

/* Shapes are constants of ours and nest no deeper than a policy; what may repeat is a reference. */
static void put_shape(FILE *out, const struct shape *shape)
{
	switch (shape != NULL ? shape->kind : SHAPE_ANY) {
	case SHAPE_ANY:
		fputs("true", out);
		return;
	case SHAPE_TEXT:
		put_reference(out, "text");
		return;
	case SHAPE_TEXTS:
		put_one_or_list(out, put_reference, "text");
		return;
	case SHAPE_WORDING:
		put_reference(out, "wording");
		return;
	case SHAPE_FLAG:
		fputs("{\"enum\":[true,false]}", out);
		return;
	case SHAPE_NUMBER:
		fputs("{\"type\":\"integer\"}", out);
		return;
	case SHAPE_WHOLE:
		fputs("{\"type\":\"integer\",\"minimum\":1}", out);
		return;
	case SHAPE_CHOICE:
		put_words(out, shape->words);
		return;
	case SHAPE_CHOICES:
		put_one_or_list(out, put_choice, shape->words);
		return;
	case SHAPE_MAP:
		put_keys(out, shape->keys);
		return;
	case SHAPE_LIST:
		put_one_or_list(out, put_one, shape->one);
		return;
	case SHAPE_NAMED:
		fputs("{\"type\":\"object\",\"additionalProperties\":", out);
		put_shape(out, shape->one);
		fputs("}", out);
		return;
	case SHAPE_EITHER:
		fputs("{\"anyOf\":[", out);
		put_shape(out, shape->one);
		fputs(",", out);
		put_shape(out, shape->other);
		fputs("]}", out);
		return;
	case SHAPE_MATCH:
		put_reference(out, "match");
		return;
	}
}

void policy_schema(FILE *out)
{
	fputs("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
	      "\"title\":\"A policy of the Gatepost proxy\",\"$defs\":{"
	      "\"text\":{\"type\":[\"string\",\"number\",\"boolean\"]},"
	      "\"wording\":{\"anyOf\":[{\"$ref\":\"#/$defs/text\"},{\"type\":\"object\","
	      "\"patternProperties\":{\"^[a-z]{2,3}(-|$)\":{\"$ref\":\"#/$defs/text\"}},"
	      "\"additionalProperties\":false}]},\"match\":",
	    out);
	put_one_or_list(out, put_one, MAP_OF(match_keys));
	fputs("},", out);
	fputs("\"type\":\"object\",\"additionalProperties\":false,\"properties\":{", out);
	for (size_t i = 0; top_keys[i].name != NULL; i++) {
		fprintf(out, "%s\"%s\":", i > 0 ? "," : "", top_keys[i].name);
		put_shape(out, top_keys[i].shape);
	}
	fputs("}}\n", out);
}

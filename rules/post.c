#include "post.h"

const char *const activity_names[] = {
	[ACTIVITY_UNKNOWN] = "unknown",
	[ACTIVITY_POST] = "post",
	[ACTIVITY_COMMENT] = "comment",
	[ACTIVITY_REPLY] = "reply",
	[ACTIVITY_MESSAGE] = "message",
	[ACTIVITY_EDIT] = "edit",
	[ACTIVITY_PROFILE] = "profile",
	[ACTIVITY_UPLOAD] = "upload",
	[ACTIVITY_REACTION] = "reaction",
	[ACTIVITY_DRAFT] = "draft",
	[ACTIVITY_DELETE] = "delete",
	[ACTIVITY_ACCOUNT] = "account",
	[ACTIVITY_NOT_A_POST] = "not-a-post",
	[ACTIVITY_COUNT] = NULL,
};

const char *const audience_names[] = {
	[AUDIENCE_UNKNOWN] = "unknown",
	[AUDIENCE_PUBLIC] = "public",
	[AUDIENCE_LIMITED] = "limited",
	[AUDIENCE_PRIVATE] = "private",
	[AUDIENCE_COUNT] = NULL,
};

const char *const action_names[] = {
	[ACTION_ALLOW] = "allow",
	[ACTION_LOG] = "log",
	[ACTION_COACH] = "coach",
	[ACTION_HOLD] = "hold",
	[ACTION_BLOCK] = "block",
	[ACTION_COUNT] = NULL,
};

const char *const severity_names[] = {
	[SEVERITY_LOW] = "low",
	[SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high",
	[SEVERITY_COUNT] = NULL,
};

const char *const stage_names[] = {
	[STAGE_OBSERVE] = "observe",
	[STAGE_GUIDE] = "guide",
	[STAGE_ENFORCE] = "enforce",
	[STAGE_COUNT] = NULL,
};

static bool is_named(const struct field *field)
{
	return !span_is(field->name, POST_OTHER);
}

bool post_is_text(const struct post *post, size_t field)
{
	if (is_named(&post->fields[field]))
		return true;
	for (size_t i = 0; i < post->field_count; i++)
		if (is_named(&post->fields[i]))
			return false;
	return true;
}

const char *const class_names[] = { "public-social", "blogs", "forums", "company-accounts",
	"work-chat", "code", "reviews-of-us", "private", "uninspectable", NULL };

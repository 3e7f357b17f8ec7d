#include "kinds.h"

/* Names of persons, where something says that one follows: a title, an introduction, a label. */

#define PART "\\p{Lu}(?:['’]\\p{Lu})?\\p{Ll}+(?:-\\p{Lu}\\p{Ll}+)?"
#define NAME                                                                                       \
	"(?:" PART "|\\p{Lu}\\.)(?: (?:(?:van|von|de|der|den|da|di|del|della|la|le|bin|al|el|"     \
	"dos|zu) ){0,2}" PART "| \\p{Lu}\\.){0,3}"

static const struct kind_form forms[] = {
	{
	    .pattern = "(?<!\\p{L})(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sr|Sra|Mme|Mlle|Herrn?|Frau|"
	               "Monsieur|Madame|Señora?|Signora?|Sig|Dott)\\.? \\K" NAME,
	    .is_exact = true,
	},
	{
	    .pattern = "(?<!\\p{L})(?:[Mm]y name is|[Hh]is name is|[Hh]er name is|[Tt]heir name "
	               "is|[Mm]y name['’]s|I am called|[Ii]ch hei(?:ß|ss)e|[Mm]ein Name ist|[Jj]e "
	               "m['’]appelle|[Mm]on nom est|[Mm]e llamo|[Mm]i nombre es|[Mm]i chiamo|"
	               "[Mm]eu nome é|[Ii]k heet|[Nn]azywam się) \\K" NAME,
	    .is_exact = true,
	},
	{
	    .pattern = "(?<!\\p{L})(?:[Nn]ame|[Pp]atient(?:in)?|[Cc]ustomer|[Ee]mployee|"
	               "[Ss]ignatory|[Cc]ardholder|[Kk]und(?:e|in)|[Ii]nhaber(?:in)?|[Nn]om|"
	               "[Nn]ombre|[Nn]ome|[Cc]liente?|[Bb]eneficiary)(?: name)?: ?\\K" PART
	               "(?: " NAME ")",
	    .is_exact = true,
	},
};

const struct kind kind_person = { "person", "the name of a person", KIND_FORMS(forms) };
